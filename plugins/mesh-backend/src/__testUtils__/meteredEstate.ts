import { ConfigReader } from '@backstage/config';
import { IncomingMessage, ServerResponse } from 'node:http';
import { readMeshConfig } from '../config';
import { MetricsCollector } from '../tasks/MetricsCollector';
import { FakeKubernetes } from './FakeKubernetes';
import { FaultyEstate, startClusters } from './faultyEstate';

/** In a header of every request. */
export const SECRET = 'prometheus-secret-4711';
const TIMEOUT_MS = 700;

export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
) => void;
export type Row = { labels: Record<string, string>; value: string };

const workload = {
  destination_workload_namespace: 'shop',
  destination_workload: 'cart',
};
export const up: Row = { labels: { cluster: 'faulty' }, value: '3' };
export const cart = (
  value: string,
  more: Record<string, string> = {},
): Row => ({
  labels: {
    cluster: 'faulty',
    reporter: 'destination',
    ...workload,
    ...more,
  },
  value,
});

/** What a healthy server says of `cart`: 10 requests a second, all well and all encrypted. */
export function rowsOf(promql: string): Row[] {
  if (promql.includes('up{')) return [up];
  if (!promql.includes('istio_requests_total') || promql.includes('!="mutual'))
    return [];
  if (promql.includes('connection_security_policy')) {
    return [cart('36000', { connection_security_policy: 'mutual_tls' })];
  }
  return [
    cart(promql.includes('increase') ? '36000' : '10', {
      response_code: '200',
      grpc_response_status: '',
    }),
  ];
}

export const vector = (rows: Row[], more: object = {}) =>
  JSON.stringify({
    status: 'success',
    data: {
      resultType: 'vector',
      result: rows.map(({ labels, value }) => ({
        metric: labels,
        value: [0, value],
      })),
    },
    ...more,
  });

/** Answers each query by its text; what it returns may be rows, a body, or status and body. */
export function byQuery(
  reply: (promql: string) => Row[] | string | [number, string],
): Handler {
  return async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const said = reply(form.get('query')!);
    const [status, body] =
      Array.isArray(said) && typeof said[0] === 'number'
        ? (said as [number, string])
        : [200, typeof said === 'string' ? said : vector(said as Row[])];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body);
  };
}
export const error = (message: string) =>
  JSON.stringify({ status: 'error', errorType: 'execution', error: message });

/** What is expected of `cart` while all is well. */
export const WELL = {
  membership: { state: 'meshed' },
  health: 'healthy',
  traffic: { requestsPerSecond: 10, successRate: 1 },
  mtls: { observedShare: 1 },
};

/** The estate's clusters, and a Prometheus that says of `cart` what it is told to. */
export class MeteredEstate {
  readonly #collectors = new Map<string, MetricsCollector>();

  private constructor(
    readonly clusters: Awaited<ReturnType<typeof startClusters>>,
    readonly server: FakeKubernetes,
    public estate: FaultyEstate,
  ) {}

  static async start(): Promise<MeteredEstate> {
    const clusters = await startClusters();
    const server = await FakeKubernetes.start();
    const estate = await FaultyEstate.start(clusters);
    return new MeteredEstate(clusters, server, estate);
  }

  /** A new estate with nothing in it, and a server that is well. */
  async renew(): Promise<void> {
    this.#collectors.clear();
    this.estate = await FaultyEstate.start(this.clusters);
    await this.server.heal().listen();
    this.answer(byQuery(rowsOf));
  }

  /** What the server says from now on. */
  answer(handler: Handler): void {
    this.server.heal().fault('/', handler);
  }

  metrics(name: string = 'main'): MetricsCollector {
    const known = this.#collectors.get(name);
    if (known) return known;
    const { shared } = this.estate;
    const config = readMeshConfig(
      new ConfigReader({
        mesh: {
          prometheus: [
            {
              name,
              baseUrl: this.server.url,
              clusterLabel: 'cluster',
              clusters: ['faulty'],
              headers: { Authorization: `Bearer ${SECRET}` },
            },
          ],
        },
      }),
      shared.logger,
    );
    const collector = new MetricsCollector({
      ...shared,
      config,
      server: config.prometheus[0],
      kubernetes: this.estate.client(),
      timeoutMs: TIMEOUT_MS,
    });
    this.#collectors.set(name, collector);
    return collector;
  }

  async turn(): Promise<void> {
    await this.estate.collector().collect('faulty');
    await this.metrics().collect(['faulty', 'healthy']);
    await this.estate.assessor().assessAll();
  }

  async source() {
    const sources = await this.estate.store.listSources();
    return sources.find(s => s.kind === 'prometheus')!;
  }

  async stop(): Promise<void> {
    await this.clusters.stop();
    await this.server.stop();
  }
}
