import {
  EntityEdges,
  WorkloadStatus,
} from '@meshboard/backstage-plugin-mesh-common';
import { EdgeRow } from '../store/types';
import { AgedSource } from './types';

/** The other end of a call, before anybody is asked who may see it. */
export interface Peer {
  cluster: string;
  namespace: string;
  workload: string;
  requestsPerSecond: number | null;
  successRate: number | null;
  encryptedShare: number | null;
}

/** Callers and callees, with what else is to be said of them. */
export type PeerEdges = Pick<EntityEdges, 'window' | 'asOf' | 'notes'> & {
  callers: Peer[];
  callees: Peer[];
};

/** Two servers may hold the same series: of each pair one is taken, never the sum. */
function oncePerPair(rows: EdgeRow[]): EdgeRow[] {
  const pairs = new Map<string, EdgeRow>();
  for (const row of rows) {
    const key = JSON.stringify([
      row.mesh,
      row.sourceCluster,
      row.sourceNamespace,
      row.sourceWorkload,
      row.cluster,
      row.destinationNamespace,
      row.destinationWorkload,
    ]);
    const known = pairs.get(key);
    const more =
      (row.requests?.total ?? 0) > (known?.requests?.total ?? 0) || !known;
    if (more) pairs.set(key, row);
  }
  return [...pairs.values()];
}

const sum = (values: (number | undefined)[]) =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

function peerOf(
  place: Pick<Peer, 'cluster' | 'namespace' | 'workload'>,
  rows: EdgeRow[],
): Peer {
  const counted = rows.filter(r => r.requests);
  const total = sum(counted.map(r => r.requests?.total));
  const secured = rows.filter(r => r.encrypted);
  const exchanges = sum(secured.map(r => r.encrypted?.total));
  // Where one row says nothing of encryption, the share of the others is not that of the pair.
  const told = secured.length === rows.length && exchanges > 0;
  return {
    ...place,
    requestsPerSecond: counted.length > 0 ? total : null,
    successRate:
      total > 0 ? sum(counted.map(r => r.requests?.success)) / total : null,
    encryptedShare: told
      ? sum(secured.map(r => r.encrypted?.encrypted)) / exchanges
      : null,
  };
}

function peersOf(rows: EdgeRow[], end: 'source' | 'destination'): Peer[] {
  const groups = new Map<
    string,
    { place: Parameters<typeof peerOf>[0]; rows: EdgeRow[] }
  >();
  for (const row of oncePerPair(rows)) {
    const place =
      end === 'source'
        ? {
            cluster: row.sourceCluster,
            namespace: row.sourceNamespace,
            workload: row.sourceWorkload,
          }
        : {
            cluster: row.cluster,
            namespace: row.destinationNamespace,
            workload: row.destinationWorkload,
          };
    const key = JSON.stringify(place);
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { place, rows: [row] });
  }
  return [...groups.values()]
    .map(group => peerOf(group.place, group.rows))
    .sort(
      (a, b) =>
        (b.requestsPerSecond ?? -1) - (a.requestsPerSecond ?? -1) ||
        `${a.namespace}/${a.workload}`.localeCompare(
          `${b.namespace}/${b.workload}`,
        ),
    );
}

const LINKERD =
  'Linkerd’s proxies name callers that are in the mesh; who calls in plaintext is counted and not named.';
const CONNECTIONS =
  'Where a data plane sees connections only, there are no requests to count.';

/** Who talks to these workloads, and to whom they talk. */
export function edgesOf(facts: {
  workloads: WorkloadStatus[];
  sources: AgedSource[];
  /** Edges that end, and that begin, at the workloads. */
  into: EdgeRow[];
  outOf: EdgeRow[];
}): PeerEdges {
  const clusters = new Set(facts.workloads.map(w => w.cluster));
  const servers = facts.sources.filter(
    s => s.kind === 'prometheus' && clusters.has(s.cluster),
  );
  const light = servers.filter(s => !s.dark && s.lastSuccess);
  const speaks = (row: EdgeRow) =>
    facts.sources.some(
      s =>
        s.kind === 'prometheus' &&
        s.name === row.server &&
        s.cluster === row.cluster &&
        !s.dark,
    );
  const [into, outOf] = [facts.into.filter(speaks), facts.outOf.filter(speaks)];
  const covered = new Set(light.map(s => s.cluster));
  const unheard = [...clusters].filter(c => !covered.has(c)).sort();
  const meshes = new Set(
    facts.workloads.flatMap(w => w.membership.meshes.map(m => m.mesh)),
  );
  return {
    window: 'PT5M',
    asOf: light.map(s => s.lastSuccess!).sort()[0] ?? null,
    callers: peersOf(into, 'source'),
    callees: peersOf(outOf, 'destination'),
    notes: [
      ...(unheard.length > 0
        ? [`No metrics server that answers covers ${unheard.join(', ')}.`]
        : []),
      ...(meshes.has('linkerd') ? [LINKERD] : []),
      ...([...into, ...outOf].some(row => !row.requests) ? [CONNECTIONS] : []),
    ],
  };
}
