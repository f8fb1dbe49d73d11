import {
  ClusterSnapshot,
  CustomRecord,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { byAge, byNamespace, readable } from '../shared/records';
import { SERVERS } from './names';
import { selects } from './references';

const isPort = (port: number) =>
  Number.isInteger(port) && port > 0 && port < 65536;

/**
 * Numbers that a Server's port means on this pod; a name may mean several.
 *
 * linkerd: policy-controller/k8s/index/src/inbound/workload.rs pod_tcp_ports_by_name
 */
export function portsOf(server: CustomRecord, pod: PodRecord): number[] {
  const port = server.spec?.port;
  if (typeof port === 'number') return isPort(port) ? [port] : [];
  if (typeof port !== 'string') return [];
  return [...pod.containers, ...pod.initContainers]
    .flatMap(c => c.ports)
    .filter(p => p.name === port && /^tcp$/i.test(p.protocol))
    .map(p => p.port)
    .filter(isPort);
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

/** Servers of a namespace by one label that they want, so that a pod asks only its own. */
interface Wanting {
  byLabel: Map<string, number[]>;
  /** Those that want no label by its value. */
  others: number[];
  /** Oldest first. */
  servers: CustomRecord[];
}

function index(servers: CustomRecord[]): Wanting {
  const result: Wanting = { byLabel: new Map(), others: [], servers };
  servers.forEach((server, rank) => {
    const wanted = server.spec?.podSelector?.matchLabels;
    const [first] =
      wanted && typeof wanted === 'object' ? Object.entries(wanted) : [];
    if (!first) {
      result.others.push(rank);
      return;
    }
    const key = first.join('=');
    const list = result.byLabel.get(key);
    if (list) list.push(rank);
    else result.byLabel.set(key, [rank]);
  });
  return result;
}

const NONE: Wanting = { byLabel: new Map(), others: [], servers: [] };

/** linkerd: policy-controller/k8s/index/src/inbound/index.rs Pod::reindex_servers */
export function readServers(snapshot: ClusterSnapshot): ServerIndex {
  const all = readable(snapshot, SERVERS);
  const byServer = new Map(
    [...byNamespace([...(all ?? [])].sort(byAge))].map(([namespace, own]) => [
      namespace,
      index(own),
    ]),
  );
  const known = new WeakMap<PodRecord, [CustomRecord, boolean][]>();

  const candidates = (pod: PodRecord): [CustomRecord, boolean][] => {
    let found = known.get(pod);
    if (!found) {
      const { byLabel, others, servers } = byServer.get(pod.namespace) ?? NONE;
      const ranks = Object.entries(pod.labels).flatMap(
        ([label, value]) => byLabel.get(`${label}=${value}`) ?? [],
      );
      found = [];
      for (const rank of [...ranks, ...others].sort((a, b) => a - b)) {
        const server = servers[rank];
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
