import { WorkloadRow } from '../store/types';

/** What a pod is part of. */
export interface PodOwner {
  kind: string;
  name: string;
}

/** Letters and digits of which Kubernetes makes names. */
const RANDOM = '[bcdfghjklmnpqrstvwxz2456789]';

/** What a controller of a kind calls its pods. */
const POD_NAMES: [kind: string, name: RegExp][] = [
  ['Deployment', new RegExp(`^(.+)-${RANDOM}{1,10}-${RANDOM}{5}$`)],
  ['StatefulSet', /^(.+)-\d+$/],
  ['DaemonSet', new RegExp(`^(.+)-${RANDOM}{5}$`)],
];

/**
 * Whose a pod is, by the proxies of workloads as they were last read. A pod that is gone is known by
 * the name that its controller gave it; undefined: it is no workload's.
 */
export function podOwners(
  workloads: Pick<WorkloadRow, 'namespace' | 'kind' | 'name' | 'facts'>[],
): (namespace: string, pod: string) => PodOwner | undefined {
  const byProxy = new Map<string, PodOwner>();
  const there = new Set<string>();
  for (const { namespace, kind, name, facts } of workloads) {
    there.add(`${namespace}/${kind}/${name}`);
    for (const proxy of facts.proxies ?? []) {
      byProxy.set(`${proxy.namespace}/${proxy.pod}`, { kind, name });
    }
  }
  return (namespace, pod) => {
    const running = byProxy.get(`${namespace}/${pod}`);
    if (running) return running;
    for (const [kind, pattern] of POD_NAMES) {
      const name = pattern.exec(pod)?.[1];
      if (name && there.has(`${namespace}/${kind}/${name}`)) {
        return { kind, name };
      }
    }
    return undefined;
  };
}
