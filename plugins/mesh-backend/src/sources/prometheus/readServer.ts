import {
  MeshAdapter,
  MeshMetrics,
  MetricQuery,
  MetricSample,
  WorkloadTraffic,
} from '@meshboard/backstage-plugin-mesh-node';
import { PrometheusConfig } from '../../config';
import { Observations } from '../../store/types';
import { SourceError } from '../http';
import { FinenessMemory, finer, isTooLarge, partsOf } from './parts';
import { PrometheusAnswer, PrometheusClient } from './PrometheusClient';
import { promDuration, promqlText, queryContext } from './queryContext';
import { recordedQuery } from './recorded';

type Answers = Record<string, MetricSample[] | undefined>;

/** What one server told of one cluster. */
export interface ClusterTraffic {
  cluster: string;
  /** The server has `up` series of this cluster: it does scrape it. */
  scraped: boolean;
  traffic: WorkloadTraffic[];
  observations: Observations;
}

/** What one cycle learnt from a server. */
export interface ServerReading {
  clusters: ClusterTraffic[];
  /** Queries that failed, and partial responses, in words. */
  problems: string[];
  /** The same of queries that tell something beside traffic. */
  asides: string[];
}

/** The clusters a server holds, by the value of its cluster label. */
export function clustersOf(
  server: PrometheusConfig,
  known: string[],
): { name: string; labelValue: string }[] {
  const clusters =
    server.clusters ?? known.map(name => ({ name, labelValue: name }));
  if (!server.clusterLabel && clusters.length > 1) {
    throw new SourceError(
      `it holds ${clusters.length} clusters: set mesh.prometheus[].clusterLabel, or name its one cluster in mesh.prometheus[].clusters`,
    );
  }
  return clusters;
}

/** Rows that say of no cluster that they are its: whose they are cannot be told. */
function unlabelled(samples: MetricSample[], server: PrometheusConfig): number {
  const label = server.clusterLabel;
  return label ? samples.filter(s => !s.labels[label]).length : 0;
}

/** Rows by the cluster that they say is theirs. */
export function split<T extends { labels: Record<string, string> }>(
  samples: T[],
  server: PrometheusConfig,
  clusters: { name: string; labelValue: string }[],
): Map<string, T[]> {
  const byCluster = new Map<string, T[]>();
  for (const { name } of clusters) byCluster.set(name, []);
  const label = server.clusterLabel;
  if (!label) {
    if (clusters[0]) byCluster.set(clusters[0].name, samples);
    return byCluster;
  }
  const names = new Map(clusters.map(c => [c.labelValue, c.name]));
  for (const sample of samples) {
    const name = names.get(sample.labels[label] ?? '');
    if (name !== undefined) byCluster.get(name)!.push(sample);
  }
  return byCluster;
}

interface Catalogue {
  adapter: MeshAdapter;
  metrics: MeshMetrics;
  queries: MetricQuery[];
}

interface Asking {
  client: PrometheusClient;
  server: PrometheusConfig;
  clusters: { name: string; labelValue: string }[];
  memory: FinenessMemory;
  at: Date;
  signal?: AbortSignal;
}

/** The query for these clusters alone. */
const within = (
  query: MetricQuery,
  clusterLabel: string,
  clusters: Asking['clusters'],
): MetricQuery => ({
  ...query,
  promql: context =>
    query.promql({
      ...context,
      matchers: `${context.matchers}, ${clusterLabel}=~${promqlText.oneOf(
        clusters.map(c => c.labelValue),
      )}`,
    }),
});

/** Clusters of which an answer has no row. */
function untold(asking: Asking, { samples }: PrometheusAnswer) {
  const { server, clusters } = asking;
  return [...split(samples, server, clusters)]
    .filter(([, rows]) => rows.length === 0)
    .map(([name]) => name);
}

/**
 * Asks for what recording rules kept, where the server has them. A cluster of which they kept
 * nothing is asked for itself: no row of a rule that is not loaded, or that was written before the
 * mesh came there, is not the same as no traffic.
 */
async function askQuery(
  asking: Asking,
  { adapter, metrics }: Catalogue,
  query: MetricQuery,
): Promise<PrometheusAnswer> {
  const { server, clusters } = asking;
  const label =
    query.partLabel === undefined
      ? metrics.partLabel
      : query.partLabel ?? undefined;
  const key = `${adapter.id} ${query.id}`;
  const kept = server.recorded
    ? recordedQuery(adapter.id, query, server.name)
    : undefined;
  if (!kept) return askInParts(asking, key, query, label);

  // What was kept has the labels of its rule's grouping, and not those that narrowed it.
  const recorded = await askInParts(
    { ...asking, server: { ...server, matchers: {} } },
    `${key} recorded`,
    kept,
    label,
  );
  const missing = untold(asking, recorded);
  if (missing.length === 0) return recorded;
  const own = clusters.filter(({ name }) => missing.includes(name));
  const direct = await askInParts(
    { ...asking, clusters: own },
    key,
    server.clusterLabel && own.length < clusters.length
      ? within(query, server.clusterLabel, own)
      : query,
    label,
  );
  return {
    samples: [...recorded.samples, ...direct.samples],
    warnings: [...new Set([...recorded.warnings, ...direct.warnings])],
  };
}

/** Asks a query whole, and in parts where the server refuses it for its size. */
async function askInParts(
  asking: Asking,
  key: string,
  query: MetricQuery,
  label?: string,
): Promise<PrometheusAnswer> {
  const { client, server, memory, at, signal } = asking;
  const by = {
    clusterLabel: server.clusterLabel,
    clusters: asking.clusters.map(c => c.labelValue),
    label,
  };
  const context = queryContext(server);
  for (let fineness = memory.get(key); ; ) {
    try {
      const whole: PrometheusAnswer = { samples: [], warnings: [] };
      for (const part of partsOf(fineness, by)) {
        const promql = query.promql({
          ...context,
          matchers: `${context.matchers}${part}`,
        });
        const { samples, warnings } = await client.query(promql, at, signal);
        for (const sample of samples) whole.samples.push(sample);
        whole.warnings.push(...warnings);
      }
      if (fineness > 0) memory.set(key, fineness);
      whole.warnings = [...new Set(whole.warnings)];
      return whole;
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      const next = finer(fineness, by);
      if (next === undefined) {
        const { message, status } = error as SourceError;
        throw new SourceError(
          `${message} (nor in the smallest parts that it can be asked in)`,
          status,
        );
      }
      fineness = next;
    }
  }
}

async function ask(catalogues: Catalogue[], asking: Asking) {
  const { server, clusters, signal } = asking;
  const problems: string[] = [];
  const asides: string[] = [];
  const errors: SourceError[] = [];
  const answers = new Map<string, Map<string, Answers>>(
    clusters.map(({ name }) => [name, new Map()]),
  );
  for (const catalogue of catalogues) {
    const { adapter, queries } = catalogue;
    for (const query of queries) {
      try {
        const { samples, warnings } = await askQuery(asking, catalogue, query);
        const said = query.beside ? asides : problems;
        said.push(...warnings.map(w => `${adapter.id} ${query.id}: ${w}`));
        const lost = unlabelled(samples, server);
        if (lost > 0) {
          said.push(
            `${adapter.id} ${query.id}: ${lost} of ${samples.length} rows have no label ${server.clusterLabel}, so their cluster is not known`,
          );
        }
        for (const [name, rows] of split(samples, server, clusters)) {
          const perMesh = answers.get(name)!;
          const own = perMesh.get(adapter.id) ?? {};
          own[query.id] = rows;
          perMesh.set(adapter.id, own);
        }
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof SourceError)) throw error;
        const message = `${adapter.id} ${query.id}: ${error.message}`;
        if (query.beside) {
          asides.push(message);
          continue;
        }
        errors.push(new SourceError(message, error.status));
        problems.push(message);
      }
    }
  }
  return { answers, problems, asides, errors };
}

function read(
  catalogues: Catalogue[],
  answers: Map<string, Answers>,
  windowMs: number,
): WorkloadTraffic[] {
  return catalogues.flatMap(({ adapter, metrics }) =>
    metrics.read(answers.get(adapter.id) ?? {}, windowMs / 1000),
  );
}

/** What catalogues tell beside traffic. */
function observe(
  catalogues: Catalogue[],
  answers: Map<string, Answers>,
  at: Date,
): Observations {
  const told = catalogues.map(({ adapter, metrics }) => ({
    mesh: adapter.id,
    metrics,
    own: answers.get(adapter.id) ?? {},
  }));
  return {
    proxies: told.flatMap(({ mesh, metrics, own }) =>
      (metrics.readProxies?.(own, at) ?? []).map(p => ({ ...p, mesh })),
    ),
    gauges: told.flatMap(({ mesh, metrics, own }) =>
      (metrics.readGauges?.(own) ?? []).map(g => ({ ...g, mesh })),
    ),
    edges: told.flatMap(({ metrics, own }) => metrics.readEdges?.(own) ?? []),
  };
}

function cataloguesOf(
  adapters: MeshAdapter[],
  windows: { mtlsMs: number; objectiveMs: number },
  evidenceOnly: boolean,
): Catalogue[] {
  return adapters.flatMap(adapter => {
    const metrics = adapter.metrics?.({
      mtls: promDuration(windows.mtlsMs),
      objective: promDuration(windows.objectiveMs),
    });
    if (!metrics) return [];
    const queries = evidenceOnly
      ? metrics.queries.filter(query => query.evidence)
      : metrics.queries;
    return [{ adapter, metrics, queries }];
  });
}

/**
 * Asks a server everything once: as many queries as the catalogues have, whatever the number of
 * clusters, workloads or entities. What it refuses for its size is asked in parts, of which there
 * are at most eight a cluster.
 *
 * @throws SourceError where the server does not answer at all
 */
export async function readServer(
  client: PrometheusClient,
  server: PrometheusConfig,
  adapters: MeshAdapter[],
  options: {
    at: Date;
    clusters: string[];
    mtlsMs: number;
    objectiveMs: number;
    memory?: FinenessMemory;
    signal?: AbortSignal;
  },
): Promise<ServerReading> {
  const { at, signal } = options;
  const clusters = clustersOf(server, options.clusters);
  const context = queryContext(server);
  const up = await client.query(
    `count by (${context.labels()}) (up{job=~".*"${context.matchers}})`,
    at,
    signal,
  );
  const scraped = split(up.samples, server, clusters);
  const all = cataloguesOf(adapters, options, false);
  const { answers, problems, asides, errors } = await ask(all, {
    client,
    server,
    clusters,
    memory: options.memory ?? new FinenessMemory(() => at),
    at,
    signal,
  });
  const asked = all.flatMap(c => c.queries).filter(q => !q.beside).length;
  if (asked > 0 && errors.length === asked) throw errors[0];
  return {
    clusters: clusters.map(({ name }) => ({
      cluster: name,
      scraped: (scraped.get(name)?.length ?? 0) > 0,
      traffic: read(all, answers.get(name)!, options.mtlsMs),
      observations: observe(all, answers.get(name)!, at),
    })),
    problems: [...up.warnings, ...problems],
    asides,
  };
}

/**
 * Asks for the encryption seen in the hour that ends at `hourEnd`.
 *
 * @throws SourceError where any query fails: an hour is kept whole or not at all
 */
export async function readEvidence(
  client: PrometheusClient,
  server: PrometheusConfig,
  adapters: MeshAdapter[],
  options: {
    hourEnd: Date;
    clusters: string[];
    memory?: FinenessMemory;
    signal?: AbortSignal;
  },
): Promise<Omit<ClusterTraffic, 'observations'>[]> {
  const hourMs = 3_600_000;
  const clusters = clustersOf(server, options.clusters);
  const context = queryContext(server);
  const up = await client.query(
    `count by (${context.labels()}) (count_over_time(up{job=~".*"${
      context.matchers
    }}[1h]))`,
    options.hourEnd,
    options.signal,
  );
  const scraped = split(up.samples, server, clusters);
  const all = cataloguesOf(
    adapters,
    { mtlsMs: hourMs, objectiveMs: hourMs },
    true,
  );
  const { answers, problems } = await ask(all, {
    client,
    server,
    clusters,
    memory: options.memory ?? new FinenessMemory(() => options.hourEnd),
    at: options.hourEnd,
    signal: options.signal,
  });
  if (problems.length > 0 || up.warnings.length > 0) {
    throw new SourceError([...problems, ...up.warnings][0]);
  }
  return clusters.map(({ name }) => ({
    cluster: name,
    scraped: (scraped.get(name)?.length ?? 0) > 0,
    traffic: read(all, answers.get(name)!, hourMs),
  }));
}
