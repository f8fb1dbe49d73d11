import { PodRecord } from '@meshboard/backstage-plugin-mesh-node';

/** Labels that differ from pod to pod of one workload: no selector of a service uses them. */
const PER_POD = new Set([
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-completion-index',
  'batch.kubernetes.io/job-name',
  'controller-uid',
  'job-name',
  'statefulset.kubernetes.io/pod-name',
]);

type Labels = Record<string, string>;

/** Distinct label sets of a workload's pods and its pod template. */
export function podLabelSets(
  pods: PodRecord[],
  template: Labels | undefined,
): Labels[] {
  const sets = new Map<string, Labels>();
  for (const labels of new Set([
    ...(template ? [template] : []),
    ...pods.map(p => p.labels),
  ])) {
    const entries = Object.entries(labels)
      .filter(([key]) => !PER_POD.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    sets.set(JSON.stringify(entries), Object.fromEntries(entries));
  }
  return [...sets.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, labels]) => labels);
}
