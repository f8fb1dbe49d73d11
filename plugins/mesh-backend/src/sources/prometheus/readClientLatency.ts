import {
  MeshAdapter,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { PrometheusConfig } from '../../config';
import { LatencyCounts } from '../../meshes/histogram';
import { PrometheusClient } from './PrometheusClient';
import { clusterMatcher, promqlText, queryContext } from './queryContext';
import { clustersOf, split } from './readServer';

const HOUR_MS = 3_600_000;

/**
 * Asks one server how long callers in each mesh waited for workloads, in whole hours.
 *
 * @param hours - how many, the last of which ends at `endMs`
 * @returns by mesh; a mesh whose proxies measured nothing is absent
 * @throws SourceError where the server does not answer
 */
export async function readClientLatency(
  client: Pick<PrometheusClient, 'queryRange'>,
  server: PrometheusConfig,
  adapters: MeshAdapter[],
  options: {
    /** By cluster. */
    workloads: Map<string, WorkloadReference[]>;
    /** Names of all clusters. */
    clusters: string[];
    endMs: number;
    hours: number;
    signal?: AbortSignal;
  },
): Promise<Map<string, LatencyCounts>> {
  const { workloads, endMs, hours, signal } = options;
  const range = {
    startMs: endMs - (hours - 1) * HOUR_MS,
    endMs,
    stepMs: HOUR_MS,
  };
  const context = queryContext(server);
  const told = new Map<string, Map<number, number>>();
  for (const cluster of clustersOf(server, options.clusters)) {
    const own = workloads.get(cluster.name);
    if (!own) continue;
    const within = clusterMatcher(server, cluster);
    for (const { id, metrics } of adapters) {
      const queries =
        metrics?.({ mtls: '1h', objective: '1h' }).clientLatency?.(
          own,
          { ...context, matchers: `${context.matchers}${within}` },
          promqlText,
        ) ?? [];
      for (const promql of queries) {
        const { series } = await client.queryRange(promql, range, signal);
        for (const { labels, values } of split(series, server, [cluster]).get(
          cluster.name,
        )!) {
          const leMs = Number(labels.le === '+Inf' ? Infinity : labels.le);
          if (Number.isNaN(leMs)) continue;
          const counts = told.get(id) ?? new Map<number, number>();
          told.set(id, counts);
          for (const perSecond of values.values()) {
            if (!(perSecond > 0)) continue;
            counts.set(
              leMs,
              (counts.get(leMs) ?? 0) + (perSecond * HOUR_MS) / 1000,
            );
          }
        }
      }
    }
  }
  return new Map(
    [...told]
      .filter(([, counts]) => counts.size > 0)
      .map(([mesh, counts]) => [
        mesh,
        [...counts]
          .map(([leMs, count]) => ({ leMs, count }))
          .sort((a, b) => a.leMs - b.leMs),
      ]),
  );
}
