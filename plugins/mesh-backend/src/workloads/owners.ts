import {
  ClusterSnapshot,
  ControllerRecord,
  PodRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';

/** Kinds that are listed, and may therefore exist without pods. */
export const LISTED_KINDS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'CronJob',
];

export const keyOf = ({ namespace, kind, name }: WorkloadReference) =>
  `${namespace}/${kind}/${name}`;

/** Finds the workload at the top of an owner chain. */
export interface Owners {
  controller(workload: WorkloadReference): ControllerRecord | undefined;
  ofPod(pod: PodRecord): WorkloadReference;
  /** A controller's own workload: its owner where that stands for it. */
  ofController(controller: ControllerRecord): WorkloadReference;
}

/** Kinds that an owner makes and remakes: the owner is the workload. */
const PASS_THROUGH = ['ReplicaSet', 'Job'];

/** `cart-7d4b9` with hash `7d4b9` was made by `cart`. */
function withoutSuffix(name: string, suffix: string | undefined) {
  return suffix && name.endsWith(`-${suffix}`)
    ? name.slice(0, -suffix.length - 1)
    : undefined;
}

export function readOwners(snapshot: ClusterSnapshot): Owners {
  const controllers = new Map<string, ControllerRecord>();
  for (const controller of snapshot.controllers) {
    controllers.set(keyOf(controller), controller);
  }

  const ofController = (controller: ControllerRecord): WorkloadReference => {
    const { kind, name, namespace, owner } = controller;
    return owner && PASS_THROUGH.includes(kind)
      ? { kind: owner.kind, name: owner.name, namespace }
      : { kind, name, namespace };
  };

  /** The ReplicaSet or Job itself was not read: its name still says who made it. */
  const inferred = (
    pod: PodRecord,
    owner: WorkloadReference,
  ): WorkloadReference => {
    const { namespace, kind, name } = owner;
    if (kind === 'ReplicaSet') {
      const rollout = withoutSuffix(
        name,
        pod.labels['rollouts-pod-template-hash'],
      );
      if (rollout) return { kind: 'Rollout', name: rollout, namespace };
      const deployment = withoutSuffix(name, pod.labels['pod-template-hash']);
      if (deployment)
        return { kind: 'Deployment', name: deployment, namespace };
    }
    if (kind === 'Job') {
      const scheduled = /^(.+)-\d{8,}$/.exec(name)?.[1];
      const cronJob = scheduled && {
        kind: 'CronJob',
        name: scheduled,
        namespace,
      };
      if (cronJob && controllers.has(keyOf(cronJob))) return cronJob;
    }
    return owner;
  };

  return {
    controller: workload => controllers.get(keyOf(workload)),
    ofController,
    ofPod(pod) {
      const { namespace } = pod;
      // Static pods name their node as owner; each is its own workload.
      if (!pod.owner || pod.owner.kind === 'Node') {
        return { kind: 'Pod', name: pod.name, namespace };
      }
      const { kind, name } = pod.owner;
      const found = controllers.get(keyOf({ namespace, kind, name }));
      if (found) return ofController(found);
      return PASS_THROUGH.includes(kind)
        ? inferred(pod, { kind, name, namespace })
        : { kind, name, namespace };
    },
  };
}
