import {
  MeshAdapter,
  MetricSample,
  WorkloadReference,
  WorkloadTraffic,
} from '@meshboard/backstage-plugin-mesh-node';
import { PrometheusConfig } from '../../config';
import { SourceError } from '../http';
import { PrometheusClient, RangeSeries } from './PrometheusClient';
import {
  clusterMatcher,
  promDuration,
  promqlText,
  queryContext,
} from './queryContext';
import { clustersOf, split } from './readServer';

/** A stretch of time; its ends are multiples of the step. */
export interface TimeRange {
  startMs: number;
  endMs: number;
  stepMs: number;
}

/** What one server tells of workloads of one cluster, time by time. */
export interface SignalReading {
  server: string;
  cluster: string;
  traffic: { atMs: number; rows: WorkloadTraffic[] }[];
}

/** Rates want four scrapes at least; over less than a step nothing would be left out. */
const SHORTEST_RATE_MS = 300_000;

export function timesOf({ startMs, endMs, stepMs }: TimeRange): number[] {
  const times: number[] = [];
  for (let at = startMs; at <= endMs; at += stepMs) times.push(at);
  return times;
}

function samplesAt(series: RangeSeries[], atMs: number): MetricSample[] {
  return series.flatMap(({ labels, values }) => {
    const value = values.get(atMs);
    return value === undefined ? [] : { labels, value };
  });
}

/**
 * Asks one server for the traffic of a few workloads over time: as many queries as the meshes'
 * catalogues have signals.
 *
 * @param workloads - by cluster
 * @returns what was told, and what was not in words
 * @throws SourceError where the server does not answer
 */
export async function readSignals(
  client: Pick<PrometheusClient, 'queryRange'>,
  server: PrometheusConfig,
  adapters: MeshAdapter[],
  options: {
    workloads: Map<string, WorkloadReference[]>;
    /** Names of all clusters. */
    clusters: string[];
    range: TimeRange;
    signal?: AbortSignal;
  },
): Promise<{ readings: SignalReading[]; problems: string[] }> {
  const { range, workloads, signal } = options;
  const windowMs = Math.max(SHORTEST_RATE_MS, range.stepMs);
  const window = promDuration(windowMs);
  const context = queryContext(server);
  const problems: string[] = [];
  const readings: SignalReading[] = [];
  const clusters = clustersOf(server, options.clusters).filter(c =>
    workloads.has(c.name),
  );
  for (const cluster of clusters) {
    const within = clusterMatcher(server, cluster);
    const at = new Map<number, WorkloadTraffic[]>();
    for (const { id, metrics } of adapters) {
      const own = metrics?.({ mtls: window, objective: window, rate: window });
      const matchers =
        own?.matchersOf?.(workloads.get(cluster.name)!, promqlText) ?? [];
      if (!own || matchers.length === 0) continue;
      const answers = new Map<string, RangeSeries[]>();
      for (const query of own.queries.filter(q => q.signal)) {
        // None of them matches what another does, so together they are one answer.
        const promql = matchers
          .map(matcher =>
            query.promql({
              ...context,
              matchers: `${context.matchers}${within}${matcher}`,
            }),
          )
          .map(part => (matchers.length > 1 ? `(${part})` : part))
          .join(' or ');
        try {
          const { series, warnings } = await client.queryRange(
            promql,
            range,
            signal,
          );
          answers.set(
            query.id,
            split(series, server, [cluster]).get(cluster.name)!,
          );
          problems.push(...warnings);
        } catch (error) {
          signal?.throwIfAborted();
          if (!(error instanceof SourceError)) throw error;
          // It does not answer at all: the next query would wait as long.
          if (error.status === undefined) throw error;
          problems.push(`${id} ${query.id}: ${error.message}`);
        }
      }
      for (const atMs of timesOf(range)) {
        const rows = own.read(
          Object.fromEntries(
            [...answers].map(([query, series]) => [
              query,
              samplesAt(series, atMs),
            ]),
          ),
          windowMs / 1000,
        );
        at.set(atMs, [...(at.get(atMs) ?? []), ...rows]);
      }
    }
    readings.push({
      server: server.name,
      cluster: cluster.name,
      traffic: [...at].map(([atMs, rows]) => ({ atMs, rows })),
    });
  }
  return { readings, problems: [...new Set(problems)] };
}
