import {
  ClusterSnapshot,
  PodRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { keyOf, Owners } from './owners';

/** A workload and every pod of it that was read, running or not. */
export interface WorkloadGroup {
  reference: WorkloadReference;
  pods: PodRecord[];
  /** ReplicaSets and Jobs that are there for it. */
  wantedByParts: number;
}

const compare = (a: string, b: string) => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/** Pods by workload, and workloads that have none. Sorted: the order of reading says nothing. */
export function groupByWorkload(
  snapshot: ClusterSnapshot,
  owners: Owners,
): WorkloadGroup[] {
  const groups = new Map<string, WorkloadGroup>();
  const groupOf = (reference: WorkloadReference): WorkloadGroup => {
    const key = keyOf(reference);
    let group = groups.get(key);
    if (!group) {
      group = { reference, pods: [], wantedByParts: 0 };
      groups.set(key, group);
    }
    return group;
  };
  for (const controller of snapshot.controllers) {
    const { kind, name, namespace } = controller;
    const reference = owners.ofController(controller);
    const group = groupOf(reference);
    const isPart = keyOf(reference) !== keyOf({ kind, name, namespace });
    if (isPart && !controller.finished) {
      group.wantedByParts += controller.wanted ?? 0;
    }
  }
  for (const pod of snapshot.pods) groupOf(owners.ofPod(pod)).pods.push(pod);
  const sorted = [...groups.entries()].sort(([a], [b]) => compare(a, b));
  return sorted.map(([, group]) => {
    group.pods.sort((a, b) => compare(a.name, b.name));
    return group;
  });
}
