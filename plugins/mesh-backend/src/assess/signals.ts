import { SignalPoint } from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadTraffic } from '@meshboard/backstage-plugin-mesh-node';
import { observedShare } from './mtls';
import { poolTraffic } from './traffic';

/** What a server told of workloads of a cluster at each time. */
export interface ToldTraffic {
  server: string;
  cluster: string;
  traffic: { atMs: number; rows: WorkloadTraffic[] }[];
}

const keyOf = (cluster: string, row: WorkloadTraffic) =>
  JSON.stringify([cluster, row.namespace, row.kind, row.workload, row.mesh]);

/** Two servers may hold the same series: one speaks for a workload, never both. */
function speakers(told: ToldTraffic[]): Map<string, string> {
  const points = new Map<string, Map<string, number>>();
  for (const { server, cluster, traffic } of told) {
    for (const row of traffic.flatMap(t => t.rows)) {
      const key = keyOf(cluster, row);
      const counts = points.get(key) ?? new Map<string, number>();
      points.set(key, counts.set(server, (counts.get(server) ?? 0) + 1));
    }
  }
  return new Map(
    [...points].map(([key, counts]) => [
      key,
      [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0][0],
    ]),
  );
}

/** Traffic into an entity, time by time; null where nothing was told of that time. */
export function signalPoints(
  told: ToldTraffic[],
  times: number[],
  objective: number,
): SignalPoint[] {
  const speaker = speakers(told);
  const at = new Map<number, WorkloadTraffic[]>(times.map(t => [t, []]));
  for (const { server, cluster, traffic } of told) {
    for (const { atMs, rows } of traffic) {
      for (const row of rows) {
        if (speaker.get(keyOf(cluster, row)) === server) {
          at.get(atMs)?.push(row);
        }
      }
    }
  }
  return [...at].map(([atMs, own]) => {
    const rows = own.map(row => ({ ...row, server: '', cluster: '', at: '' }));
    const traffic = poolTraffic(rows, objective, true)!;
    return {
      at: new Date(atMs).toISOString(),
      requestsPerSecond: traffic.requestsPerSecond,
      successRate: traffic.successRate,
      p50Ms: traffic.p50Ms,
      p95Ms: traffic.p95Ms,
      p99Ms: traffic.p99Ms,
      encryptedShare: observedShare(rows, true),
    };
  });
}
