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

/** Instant queries against one server, by URL or through a cluster's API server. */
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
    return parseAnswer(await this.send(form, signal));
  }

  private async send(form: URLSearchParams, signal?: AbortSignal) {
    const { baseUrl, service, headers } = this.config;
    if (service) {
      // The API server's service proxy: GET, since the plugin reads clusters with nothing else.
      const path = `/api/v1/namespaces/${encodeURIComponent(
        service.namespace,
      )}/services/${encodeURIComponent(
        `${service.name}:${service.port}`,
      )}/proxy/api/v1/query?${form}`;
      return this.kubernetes.get(service.cluster, path, signal);
    }
    return fetchJson(`${baseUrl}/api/v1/query`, {
      form,
      headers,
      label: '/api/v1/query',
      timeoutMs: this.timeoutMs,
      signal,
    });
  }
}

/** Reads the HTTP API's answer; samples that are no number (NaN) say nothing and are left out. */
export function parseAnswer(body: any): PrometheusAnswer {
  if (body?.status !== 'success') {
    throw new SourceError(
      `the query failed: ${String(
        body?.error ?? 'no status in the answer',
      ).slice(0, 300)}`,
    );
  }
  const { resultType, result } = body.data ?? {};
  if (resultType !== 'vector' || !Array.isArray(result)) {
    throw new SourceError(
      `the answer is a ${String(resultType)}, where a vector was asked for`,
    );
  }
  const samples: MetricSample[] = [];
  for (const row of result) {
    const text = row?.value?.[1];
    const value = typeof text === 'string' && text ? Number(text) : NaN;
    if (!Number.isNaN(value)) {
      const { __name__: _, ...labels } = row.metric ?? {};
      samples.push({ labels, value });
    }
  }
  return {
    samples,
    warnings: Array.isArray(body.warnings) ? body.warnings.map(String) : [],
  };
}
