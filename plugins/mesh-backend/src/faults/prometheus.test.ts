import { ConfigReader } from '@backstage/config';
import { IncomingMessage, ServerResponse } from 'node:http';
import { answer, FakeKubernetes, hang } from '../__testUtils__/FakeKubernetes';
import { FaultyEstate, startClusters } from '../__testUtils__/faultyEstate';
import { readMeshConfig } from '../config';
import { NAME_PARTS } from '../sources/prometheus/parts';
import { MetricsCollector } from '../tasks/MetricsCollector';

jest.setTimeout(120_000);

const SECRET = 'prometheus-secret-4711';
const TIMEOUT_MS = 700;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
type Row = { labels: Record<string, string>; value: string };

const workload = {
  destination_workload_namespace: 'shop',
  destination_workload: 'cart',
};
const up: Row = { labels: { cluster: 'faulty' }, value: '3' };
const cart = (value: string, more: Record<string, string> = {}): Row => ({
  labels: {
    cluster: 'faulty',
    reporter: 'destination',
    ...workload,
    ...more,
  },
  value,
});

/** What a healthy server says of `cart`: 10 requests a second, all well and all encrypted. */
function rowsOf(promql: string): Row[] {
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

const vector = (rows: Row[], more: object = {}) =>
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
function byQuery(
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
const error = (message: string) =>
  JSON.stringify({ status: 'error', errorType: 'execution', error: message });

describe('a Prometheus that', () => {
  let clusters: Awaited<ReturnType<typeof startClusters>>;
  let server: FakeKubernetes;
  let estate: FaultyEstate;

  beforeAll(async () => {
    clusters = await startClusters();
    server = await FakeKubernetes.start();
  });
  afterAll(async () => {
    await clusters.stop();
    await server.stop();
  });
  beforeEach(async () => {
    estate = await FaultyEstate.start(clusters);
    await server.heal().listen();
    server.fault('/', byQuery(rowsOf));
  });

  /** Faults are looked for in order: this one stands before what a healthy server says. */
  const now = (handler: Handler) => server.heal().fault('/', handler);

  const collectors = new Map<string, MetricsCollector>();
  beforeEach(() => collectors.clear());

  function metrics(name = 'main'): MetricsCollector {
    const known = collectors.get(name);
    if (known) return known;
    const logger = estate.shared.logger;
    const config = readMeshConfig(
      new ConfigReader({
        mesh: {
          prometheus: [
            {
              name,
              baseUrl: server.url,
              clusterLabel: 'cluster',
              clusters: ['faulty'],
              headers: { Authorization: `Bearer ${SECRET}` },
            },
          ],
        },
      }),
      logger,
    );
    const collector = new MetricsCollector({
      ...estate.shared,
      config,
      server: config.prometheus[0],
      kubernetes: estate.client(),
      timeoutMs: TIMEOUT_MS,
    });
    collectors.set(name, collector);
    return collector;
  }

  async function turn() {
    await estate.collector().collect('faulty');
    await metrics().collect(['faulty', 'healthy']);
    await estate.assessor().assessAll();
  }
  const source = async () =>
    (await estate.store.listSources()).find(s => s.kind === 'prometheus')!;

  const well = {
    membership: { state: 'meshed' },
    health: 'healthy',
    traffic: { requestsPerSecond: 10, successRate: 1 },
    mtls: { observedShare: 1 },
  };

  it.each<[string, Handler | 'closed', RegExp, string?]>([
    ['is down', 'closed', /ECONNREFUSED/],
    ['hangs', hang, /no answer in time/],
    [
      'answers a byte at a time',
      (_, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      },
      /did not end in time/,
    ],
    ['answers 401', answer(401, error('who is it')), /401/, 'not-permitted'],
    ['answers 403', answer(403, error('not you')), /403/, 'not-permitted'],
    ['answers 404', answer(404, 'page not found'), /404/],
    ['answers 500', answer(500, error('storage gone')), /storage gone/],
    [
      'asks to be left alone',
      (_, response) => {
        response.writeHead(503, { 'retry-after': '3600' });
        response.end(error('overloaded'));
      },
      /left alone for 3600 s/,
    ],
    [
      'says error with 200',
      answer(200, error('no such shard')),
      /no such shard/,
    ],
    [
      'redirects to a login page',
      (_, response) => {
        response.writeHead(302, { location: 'http://127.0.0.1:9/login?t=1' });
        response.end();
      },
      /redirects to http:\/\/127\.0\.0\.1:9,/,
    ],
    ['shows a login page', answer(200, '<html>Sign in</html>'), /not JSON/],
    ['breaks off', answer(200, vector([up]).slice(0, 40)), /cut off/],
    [
      'answers a matrix',
      answer(
        200,
        '{"status":"success","data":{"resultType":"matrix","result":[]}}',
      ),
      /matrix/,
    ],
    [
      'refuses all that is more than up',
      byQuery(promql =>
        promql.includes('up{') ? [up] : [403, error('not for you')],
      ),
      /403/,
      'not-permitted',
    ],
    [
      'has lost the cluster',
      byQuery(promql => (promql.includes('up{') ? [] : rowsOf(promql))),
      /no up series of faulty/,
    ],
  ])('%s', async (_, fault, message, state = 'failed') => {
    await turn();
    expect(await estate.status('cart')).toMatchObject(well);
    const { lastSuccess } = await source();
    const evidence = await estate.store.evidenceHours('faulty', '2020-01-01');
    expect(evidence.length).toBeGreaterThan(0);

    if (fault === 'closed') await server.stop();
    else now(fault);
    estate.pass(5);
    await turn();
    expect(await source()).toMatchObject({
      state,
      lastSuccess,
      message: expect.stringMatching(message),
    });
    // What it said last stands …
    expect(await estate.status('cart')).toMatchObject(well);
    // … until it is too old. Then nothing is said: neither that all is well nor that nothing comes.
    estate.pass(20);
    await turn();
    expect(await estate.status('cart')).toMatchObject({
      membership: { state: 'meshed' },
      health: 'unknown',
      traffic: null,
      mtls: { configured: 'strict', observedShare: null },
    });
    expect(await estate.store.evidenceHours('faulty', '2020-01-01')).toEqual(
      evidence,
    );
    expect(await estate.everything()).not.toContain(SECRET);

    if (fault === 'closed') await server.listen();
    now(byQuery(rowsOf));
    await turn();
    expect(await estate.status('cart')).toMatchObject(well);
    expect(await source()).toMatchObject({ state: 'ok', message: null });
  });

  describe('answers in part', () => {
    it.each([
      [
        'the objective',
        'increase(istio_requests_total{reporter=~',
        'response_code',
      ],
      [
        'everything but up and TLS',
        'istio_requests_total{reporter=~',
        'response_code',
      ],
    ])(
      'leaves %s out: health is unknown, not without traffic',
      async (_, text, label) => {
        now(
          byQuery(promql =>
            promql.includes(text) && promql.includes(label)
              ? [500, error('block missing')]
              : rowsOf(promql),
          ),
        );
        await turn();
        expect(await estate.status('cart')).toMatchObject({
          health: 'unknown',
          mtls: { observedShare: 1 },
        });
        expect(await source()).toMatchObject({
          state: 'ok',
          message: expect.stringContaining('block missing'),
        });
      },
    );

    it('never takes connections for requests that it did not tell', async () => {
      now(
        byQuery(promql => {
          if (promql.includes('istio_tcp_connections_opened_total')) {
            return [cart('5', { connection_security_policy: 'none' })];
          }
          return promql.includes('connection_security_policy)')
            ? [500, error('block missing')]
            : rowsOf(promql);
        }),
      );
      await turn();
      const status = await estate.status('cart');
      expect(status.mtls.observedShare).toBeNull();
      expect(status).toMatchObject({ health: 'healthy' });
      // An hour is evidence whole or not at all.
      expect(await estate.store.evidenceHours('faulty', '2020-01-01')).toEqual(
        [],
      );
    });

    it('warns of a partial response: rows stay, what is missing proves nothing', async () => {
      now(
        byQuery(promql => {
          if (promql.includes('up{')) return [up];
          return vector([], { warnings: ['store gateway-2 is unavailable'] });
        }),
      );
      await turn();
      expect(await estate.status('cart')).toMatchObject({ health: 'unknown' });
      expect(await source()).toMatchObject({
        state: 'ok',
        message: expect.stringContaining('gateway-2'),
      });
    });

    it('has something to remark: that is no trouble', async () => {
      now(
        byQuery(promql =>
          vector(rowsOf(promql), { infos: ['metric might not be a counter'] }),
        ),
      );
      await turn();
      expect(await source()).toMatchObject({ state: 'ok', message: null });
      expect(await estate.status('cart')).toMatchObject(well);
    });

    it('has no cluster label on its rows: they are nobody’s, and that is said', async () => {
      now(
        byQuery(promql =>
          promql.includes('up{')
            ? [up]
            : rowsOf(promql).map(
                ({ labels: { cluster: _, ...labels }, value }) => ({
                  labels,
                  value,
                }),
              ),
        ),
      );
      await turn();
      expect(await source()).toMatchObject({
        state: 'ok',
        message: expect.stringContaining('have no label cluster'),
      });
      expect(await estate.status('cart')).toMatchObject({
        health: 'unknown',
        traffic: { requestsPerSecond: null, successRate: null },
      });
    });
  });

  it.each(['NaN', '+Inf', '-Inf', ''])(
    'tells %p as a value: nothing is made of it',
    async value => {
      now(
        byQuery(promql =>
          promql.includes('up{')
            ? [up]
            : rowsOf(promql).map(({ labels }) => ({ labels, value })),
        ),
      );
      await turn();
      expect(await estate.status('cart')).toMatchObject({
        traffic: { requestsPerSecond: null, successRate: null, p95Ms: null },
        mtls: { observedShare: null },
      });
    },
  );

  it('has nothing to tell: no traffic, and no success rate', async () => {
    now(byQuery(promql => (promql.includes('up{') ? [up] : [])));
    await turn();
    expect(await estate.status('cart')).toMatchObject({
      health: 'no-traffic',
      traffic: { requestsPerSecond: null, successRate: null },
      mtls: { observedShare: null },
    });
  });

  it('keeps past hours to itself: what is live does not suffer', async () => {
    now(
      byQuery(promql =>
        promql.includes('count_over_time')
          ? [500, error('beyond retention')]
          : rowsOf(promql),
      ),
    );
    await turn();
    estate.pass(20);
    await turn();
    expect(await source()).toMatchObject({ state: 'ok' });
    expect(await estate.status('cart')).toMatchObject(well);
    expect(estate.warnings.join()).toContain('beyond retention');
  });

  it('has the series of another: they are not added, and one stands in for the other', async () => {
    await estate.collector().collect('faulty');
    await metrics('first').collect(['faulty']);
    now(
      byQuery(promql =>
        rowsOf(promql).map(row =>
          row.value === '10' ? { ...row, value: '12' } : row,
        ),
      ),
    );
    estate.pass(1);
    await metrics('second').collect(['faulty']);
    const rate = async () => {
      await estate.assessor().assessAll();
      return (await estate.status('cart')).traffic?.requestsPerSecond;
    };
    // The newer.
    expect(await rate()).toBe(12);

    // The second falls silent, and is too old when the first is asked again.
    estate.pass(20);
    await estate.collector().collect('faulty');
    expect(await rate()).toBeUndefined();
    now(byQuery(rowsOf));
    await metrics('first').collect(['faulty']);
    expect(await rate()).toBe(10);
    now(answer(500, error('storage gone')));
    await metrics('second').collect(['faulty']);
    expect(await rate()).toBe(10);
  });

  it('finds a query too large: it is asked in parts, and so the next time', async () => {
    let asked: string[] = [];
    const parts = NAME_PARTS.map(part => JSON.stringify(part));
    const shop = NAME_PARTS.findIndex(part =>
      new RegExp(`^(?:${part})$`).test('shop'),
    );
    now(
      byQuery(promql => {
        asked.push(promql);
        if (promql.includes('up{')) return [up];
        const part = parts.findIndex(p => promql.includes(`namespace=~${p}`));
        if (part < 0) {
          return [
            422,
            error('query processing would load too many samples into memory'),
          ];
        }
        return part === shop ? rowsOf(promql) : [];
      }),
    );
    await turn();
    expect(await estate.status('cart')).toMatchObject(well);
    expect(await source()).toMatchObject({ state: 'ok', message: null });
    const whole = (q: string) =>
      !q.includes('up{') && !q.includes('namespace=~"');
    expect(asked.some(whole)).toBe(true);

    asked = [];
    await turn();
    expect(asked.filter(whole)).toEqual([]);
    expect(await estate.status('cart')).toMatchObject(well);

    asked = [];
    estate.pass(70);
    await turn();
    expect(asked.some(whole)).toBe(true);
  });

  it('finds every part too large: that is said, and nothing made up', async () => {
    now(
      byQuery(promql =>
        promql.includes('up{') ? [up] : [422, error('too many samples')],
      ),
    );
    await turn();
    expect(await source()).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('too many samples'),
    });
    expect(await estate.status('cart')).toMatchObject({
      membership: { state: 'meshed' },
      health: 'unknown',
    });
  });
});
