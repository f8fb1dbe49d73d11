import {
  ClusterFinding,
  NotEvaluated,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { isReady, isRunning } from '../../shared/containers';
import { finding } from '../../shared/finding';
import { list } from '../../shared/values';
import { CNI_RESOURCE, CONTROL_PLANE_NAMESPACE, VALIDATOR } from '../names';
import { cniMissing } from './codes';

const SHOWN = 10;

/** The CNI plugin redirects its traffic: its init container only looks whether that was done. */
const leansOnCni = (pod: PodRecord) =>
  pod.labels[CONTROL_PLANE_NAMESPACE] !== undefined &&
  pod.initContainers.some(c => c.name === VALIDATOR);

/**
 * Nodes with pods that lean on the CNI plugin, and no plugin that is ready.
 *
 * linkerd: pkg/healthcheck, "cni plugin pod is running on all nodes"
 */
export function nodeFindings(snapshot: ClusterSnapshot): {
  findings: ClusterFinding[];
  notEvaluated: NotEvaluated[];
} {
  const leaning = new Set<string>();
  const ready = new Set<string>();
  let seen = false;
  for (const pod of snapshot.pods) {
    if (!isRunning(pod)) continue;
    const isPlugin = pod.labels[CNI_RESOURCE] !== undefined;
    seen ||= isPlugin;
    if (!pod.nodeName) continue;
    if (isPlugin && isReady(pod)) ready.add(pod.nodeName);
    if (leansOnCni(pod)) leaning.add(pod.nodeName);
  }
  const without = [...leaning].filter(node => !ready.has(node)).sort();
  if (without.length === 0) return { findings: [], notEvaluated: [] };
  // Where none was seen anywhere, its namespace was perhaps not read.
  if (!seen) {
    return {
      findings: [],
      notEvaluated: [
        {
          code: cniMissing.code,
          because: 'no pod of linkerd-cni was seen, though pods lean on it',
        },
      ],
    };
  }
  const more = without.length - SHOWN;
  return {
    notEvaluated: [],
    findings: [
      {
        ...finding(cniMissing, {
          evidence: `No linkerd-cni is ready on ${list(
            without.slice(0, SHOWN),
          )}${more > 0 ? ` and ${more} more` : ''}, where pods lean on it`,
          fix: [
            {
              label: 'See linkerd-cni by node',
              command: `kubectl get pods -A -o wide -l ${CNI_RESOURCE}=true`,
            },
          ],
        }),
        reach: 'cluster',
      },
    ],
  };
}
