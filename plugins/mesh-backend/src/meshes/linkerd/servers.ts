import {
  ClusterSnapshot,
  CustomRecord,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { byAge, byNamespace, readable } from '../shared/records';
import { SERVERS } from './names';
import { selects } from './references';

/**
 * Numbers that a Server's port means on this pod; a name may mean several.
 *
 * linkerd: policy-controller/k8s/index/src/inbound/workload.rs pod_tcp_ports_by_name
 */
export function portsOf(server: CustomRecord, pod: PodRecord): number[] {
  const port = server.spec?.port;
  if (typeof port === 'number') return [port];
  if (typeof port !== 'string') return [];
  return [...pod.containers, ...pod.initContainers]
    .flatMap(c => c.ports)
    .filter(p => p.name === port && /^tcp$/i.test(p.protocol))
    .map(p => p.port);
}

/** The Server of a port, or that none can be told. */
export type ServerOfPort = CustomRecord | 'unknown';

/** Which Servers select which ports. */
export interface ServerIndex {
  /** null: Servers could not be read. */
  all: CustomRecord[] | null;
  /** The Server of each port of a pod: the oldest that selects it. */
  of(pod: PodRecord): Map<number, ServerOfPort>;
  /** Every Server that selects the pod, whether or not an older one has its port. */
  selecting(pod: PodRecord): CustomRecord[];
}

/** linkerd: policy-controller/k8s/index/src/inbound/index.rs Pod::reindex_servers */
export function readServers(snapshot: ClusterSnapshot): ServerIndex {
  const all = readable(snapshot, SERVERS);
  const byServer = byNamespace([...(all ?? [])].sort(byAge));
  const known = new WeakMap<PodRecord, [CustomRecord, boolean][]>();

  const candidates = (pod: PodRecord): [CustomRecord, boolean][] => {
    let found = known.get(pod);
    if (!found) {
      found = [];
      for (const server of byServer.get(pod.namespace) ?? []) {
        // A Server without a pod selector is for machines outside the cluster.
        const selected = selects(server.spec?.podSelector, pod.labels);
        if (selected !== false) found.push([server, selected === true]);
      }
      known.set(pod, found);
    }
    return found;
  };

  return {
    all,
    of(pod) {
      const result = new Map<number, ServerOfPort>();
      for (const [server, sure] of candidates(pod)) {
        for (const port of portsOf(server, pod)) {
          if (!result.has(port)) result.set(port, sure ? server : 'unknown');
        }
      }
      return result;
    },
    selecting: pod =>
      candidates(pod).flatMap(([server, sure]) => (sure ? server : [])),
  };
}
