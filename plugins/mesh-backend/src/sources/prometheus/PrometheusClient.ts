import { MetricSample } from '@meshboard/backstage-plugin-mesh-node';
import { PrometheusConfig } from '../../config';
import { KubernetesClient } from '../kubernetes/KubernetesClient';
import { fetchJson, SourceError } from '../http';

/** An answer to an instant query. */
export interface PrometheusAnswer {
  samples: MetricSample[];
  /** Partial responses and other notices; the rows are kept. */
  warnings: string[];
}

/** A row of an answer to a range query: its value at the times where it has one. */
export interface RangeSeries {
  labels: Record<string, string>;
  /** By epoch milliseconds. */
  values: Map<number, number>;
}

/** Queries against one server, by URL or through a cluster's API server. */
export class PrometheusClient {
  constructor(
    private readonly config: PrometheusConfig,
    private readonly kubernetes: KubernetesClient,
    private readonly timeoutMs: number = 30_000,
  ) {}

  /**
   * @param at - evaluation time
   * @throws SourceError
   */
  async query(
    promql: string,
    at: Date,
    signal?: AbortSignal,
  ): Promise<PrometheusAnswer> {
    const form = new URLSearchParams({
      query: promql,
      time: (at.getTime() / 1000).toFixed(3),
    });
    return parseAnswer(await this.send('query', form, signal));
  }

  /** @throws SourceError */
  async queryRange(
    promql: string,
    range: { startMs: number; endMs: number; stepMs: number },
    signal?: AbortSignal,
  ): Promise<{ series: RangeSeries[]; warnings: string[] }> {
    const form = new URLSearchParams({
      query: promql,
      start: (range.startMs / 1000).toFixed(3),
      end: (range.endMs / 1000).toFixed(3),
      step: String(range.stepMs / 1000),
    });
    return parseRange(await this.send('query_range', form, signal));
  }

  private async send(
    endpoint: 'query' | 'query_range',
    form: URLSearchParams,
    signal?: AbortSignal,
  ) {
    const { baseUrl, service, headers } = this.config;
    if (service) {
      // The API server's service proxy: GET, since the plugin reads clusters with nothing else.
      const path = `/api/v1/namespaces/${encodeURIComponent(
        service.namespace,
      )}/services/${encodeURIComponent(
        `${service.name}:${service.port}`,
      )}/proxy/api/v1/${endpoint}?${form}`;
      return this.kubernetes.get(service.cluster, path, signal);
    }
    return fetchJson(`${baseUrl}/api/v1/${endpoint}`, {
      form,
      headers,
      label: `/api/v1/${endpoint}`,
      timeoutMs: this.timeoutMs,
      signal,
    });
  }
}

/** The rows of an answer; throws where it is a failure or of another type. */
function rowsOf(body: any, type: 'vector' | 'matrix') {
  if (body?.status !== 'success') {
    throw new SourceError(
      `the query failed: ${String(
        body?.error ?? 'no status in the answer',
      ).slice(0, 300)}`,
    );
  }
  const { resultType, result } = body.data ?? {};
  if (resultType !== type || !Array.isArray(result)) {
    throw new SourceError(
      `the answer is a ${String(resultType)}, where a ${type} was asked for`,
    );
  }
  const warnings: string[] = Array.isArray(body.warnings)
    ? body.warnings.map(String)
    : [];
  return { rows: result as any[], warnings };
}

const numberOf = (text: unknown) =>
  typeof text === 'string' && text ? Number(text) : NaN;

function labelsOf(row: any): Record<string, string> {
  const { __name__: _, ...labels } = row?.metric ?? {};
  return labels;
}

/** Reads the HTTP API's answer; samples that are no number (NaN) say nothing and are left out. */
export function parseAnswer(body: any): PrometheusAnswer {
  const { rows, warnings } = rowsOf(body, 'vector');
  const samples: MetricSample[] = [];
  for (const row of rows) {
    const value = numberOf(row?.value?.[1]);
    if (!Number.isNaN(value)) samples.push({ labels: labelsOf(row), value });
  }
  return { samples, warnings };
}

/** The same over a range of time. */
export function parseRange(body: any): {
  series: RangeSeries[];
  warnings: string[];
} {
  const { rows, warnings } = rowsOf(body, 'matrix');
  const series = rows.map(row => {
    const values = new Map<number, number>();
    for (const point of Array.isArray(row?.values) ? row.values : []) {
      const value = numberOf(point?.[1]);
      const atMs = Math.round(Number(point?.[0]) * 1000);
      if (!Number.isNaN(value) && !Number.isNaN(atMs)) values.set(atMs, value);
    }
    return { labels: labelsOf(row), values };
  });
  return { series, warnings };
}
