import {
  MeshAnswers,
  MetricSample,
  WorkloadEdge,
} from '@meshboard/backstage-plugin-mesh-node';
import { groupSamples, sumWhere } from '../shared/samples';
import { Labels, placeKey, placeOf, succeeded } from './places';

const isEncrypted = (labels: Labels) => labels.tls === 'true';

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
      const counted = sumWhere(seen ?? connections.get(key) ?? [], isEncrypted);
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
        encrypted: { total: counted.total, encrypted: counted.part },
      };
    });
}
