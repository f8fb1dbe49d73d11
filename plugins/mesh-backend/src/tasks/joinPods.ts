import { WorkloadTraffic } from '@meshboard/backstage-plugin-mesh-node';
import { mergeBuckets } from '../assess/traffic';
import { WorkloadRow } from '../store/types';

interface Workload {
  kind: string;
  name: string;
}

type Counts = Record<string, number>;

const plus = <T extends Counts>(a: T | null, b: T | null): T | null => {
  if (!a || !b) return a ?? b;
  const sum: Counts = {};
  for (const key of Object.keys(a)) sum[key] = a[key] + b[key];
  return sum as T;
};

/** Pods of one workload together; proxies of one mesh count in the same buckets. */
const add = (a: WorkloadTraffic, b: WorkloadTraffic): WorkloadTraffic => ({
  ...a,
  requests: plus(a.requests, b.requests),
  objectiveRequests: plus(a.objectiveRequests, b.objectiveRequests),
  latency:
    a.latency && b.latency
      ? mergeBuckets([a.latency, b.latency])
      : a.latency ?? b.latency,
  encryptedRequests: plus(a.encryptedRequests, b.encryptedRequests),
  encryptedConnections: plus(a.encryptedConnections, b.encryptedConnections),
  connectionsApart: a.connectionsApart && b.connectionsApart,
  plaintextCallers: [...a.plaintextCallers, ...b.plaintextCallers],
});

/** Letters and digits of which Kubernetes makes names. */
const RANDOM = '[bcdfghjklmnpqrstvwxz2456789]';

/** What a controller of a kind calls its pods. */
const POD_NAMES: [kind: string, name: RegExp][] = [
  ['Deployment', new RegExp(`^(.+)-${RANDOM}{1,10}-${RANDOM}{5}$`)],
  ['StatefulSet', /^(.+)-\d+$/],
  ['DaemonSet', new RegExp(`^(.+)-${RANDOM}{5}$`)],
];

/**
 * Gives traffic that is known by pod to the workload of that pod. A pod that is gone is known by the
 * name that its controller gave it; what is no workload's is left out.
 *
 * @param workloads - of the cluster that the traffic is of
 */
export function joinPods(
  traffic: WorkloadTraffic[],
  workloads: Pick<WorkloadRow, 'namespace' | 'kind' | 'name' | 'facts'>[],
): WorkloadTraffic[] {
  const byProxy = new Map<string, Workload>();
  const there = new Set<string>();
  for (const { namespace, kind, name, facts } of workloads) {
    there.add(`${namespace}/${kind}/${name}`);
    for (const proxy of facts.proxies ?? []) {
      byProxy.set(`${proxy.namespace}/${proxy.pod}`, { kind, name });
    }
  }

  const workloadOf = (namespace: string, pod: string): Workload | undefined => {
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

  const joined = new Map<string, WorkloadTraffic>();
  const keyOf = ({ mesh, namespace, kind, workload }: WorkloadTraffic) =>
    [mesh, namespace, kind, workload].join('/');
  const named = traffic.filter(row => row.pod === undefined);
  for (const row of named) joined.set(keyOf(row), row);
  for (const { pod, ...row } of traffic) {
    const owner =
      pod === undefined ? undefined : workloadOf(row.namespace, pod);
    if (!owner) continue;
    const whole = { ...row, kind: owner.kind, workload: owner.name };
    const key = keyOf(whole);
    const known = joined.get(key);
    joined.set(key, known ? add(known, whole) : whole);
  }
  return [...joined.values()];
}
