import {
  WorkloadEdge,
  WorkloadTraffic,
} from '@meshboard/backstage-plugin-mesh-node';
import { mergeBuckets } from '../assess/traffic';
import { podOwners } from './podOwners';

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

type OwnerOf = ReturnType<typeof podOwners>;

/** Rows by what they are of; those of a pod are added to its workload's, or left out. */
function joined<T>(
  rows: T[],
  by: {
    pod(row: T): string | undefined;
    owned(row: T): T | undefined;
    key(row: T): string;
    add(a: T, b: T): T;
  },
): T[] {
  const found = new Map<string, T>();
  const named = rows.filter(row => by.pod(row) === undefined);
  for (const row of named) found.set(by.key(row), row);
  for (const row of rows.filter(r => by.pod(r) !== undefined)) {
    const whole = by.owned(row);
    if (!whole) continue;
    const key = by.key(whole);
    const known = found.get(key);
    found.set(key, known ? by.add(known, whole) : whole);
  }
  return [...found.values()];
}

/** Gives traffic that is known by pod to the workload of that pod. */
export const joinTraffic = (
  traffic: WorkloadTraffic[],
  ownerOf: OwnerOf,
): WorkloadTraffic[] =>
  joined(traffic, {
    pod: row => row.pod,
    owned({ pod, ...row }) {
      const owner = ownerOf(row.namespace, pod!);
      return owner && { ...row, kind: owner.kind, workload: owner.name };
    },
    key: ({ mesh, namespace, kind, workload }) =>
      [mesh, namespace, kind, workload].join('/'),
    add,
  });

/** Gives calls that are known by the calling pod to the workload of that pod. */
export const joinEdges = (
  edges: WorkloadEdge[],
  ownerOf: OwnerOf,
): WorkloadEdge[] =>
  joined(edges, {
    pod: edge => edge.sourcePod,
    owned({ sourcePod, ...edge }) {
      const owner = ownerOf(edge.sourceNamespace, sourcePod!);
      return owner && { ...edge, sourceWorkload: owner.name };
    },
    key: edge =>
      JSON.stringify([
        edge.mesh,
        edge.sourceCluster,
        edge.sourceNamespace,
        edge.sourceWorkload,
        edge.destinationNamespace,
        edge.destinationWorkload,
      ]),
    add: (a, b) => ({
      ...a,
      requests: plus(a.requests, b.requests),
      encrypted: plus(a.encrypted, b.encrypted),
    }),
  });
