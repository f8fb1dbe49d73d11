import {
  MeshAnswers,
  MetricSample,
  WorkloadEdge,
} from '@meshboard/backstage-plugin-mesh-node';
import { groupSamples, sumWhere } from '../shared/samples';
import { placeKey, placeOf, succeeded } from './places';

/** null where somebody dropped the label: that is no plaintext. */
export function encryptionOf(
  samples: MetricSample[],
): { encrypted: number; total: number } | null {
  const told = samples.filter(({ labels }) => labels.tls);
  if (told.length === 0) return null;
  const { total, part } = sumWhere(told, labels => labels.tls === 'true');
  return { total, encrypted: part };
}

function byEdge(
  samples: MetricSample[] | undefined,
): Map<string, MetricSample[]> {
  return groupSamples(samples, labels => {
    const from = placeOf(labels);
    const to = placeOf(labels, 'dst_');
    if (!from || !to) return undefined;
    return `${placeKey(from)}/${to.namespace}/${to.name}`;
  });
}

/** Who calls whom. Where requests are seen they tell; else connections. */
export function linkerdEdges(answers: MeshAnswers): WorkloadEdge[] {
  const requests = byEdge(answers.edges);
  const connections = byEdge(answers['edge-connections']);
  return [...new Set([...requests.keys(), ...connections.keys()])]
    .sort()
    .map(key => {
      const [sourceNamespace, kind, sourceWorkload, ...to] = key.split('/');
      const [destinationNamespace, destinationWorkload] = to;
      const seen = requests.get(key);
      const answered = seen && sumWhere(seen, succeeded);
      return {
        mesh: 'linkerd',
        sourceCluster: null,
        sourceNamespace,
        sourceWorkload,
        ...(kind ? {} : { sourcePod: sourceWorkload }),
        destinationNamespace,
        destinationWorkload,
        requests: answered
          ? { total: answered.total, success: answered.part }
          : null,
        encrypted: encryptionOf(seen ?? connections.get(key) ?? []),
      };
    });
}
