import {
  MeshAdapter,
  WorkloadTraffic,
} from '@meshboard/backstage-plugin-mesh-node';
import { PrometheusConfig } from '../../config';
import { FakeAnswer, FakePrometheus } from '../../__testUtils__/FakePrometheus';
import { PrometheusClient } from './PrometheusClient';
import { readEvidence, readServer } from './readServer';

const at = new Date('2026-05-01T10:00:00.000Z');

/** A mesh of two queries whose rows carry the workload's name and a number. */
const adapter: MeshAdapter = {
  id: 'test',
  title: 'Test',
  resources: [],
  configMaps: () => [],
  prepare: () => {
    throw new Error('not asked here');
  },
  metrics: ({ mtls }) => ({
    queries: [
      {
        id: 'requests',
        description: '',
        promql: c =>
          `sum by (${c.labels('workload')}) (rate(requests{a="b"${
            c.matchers
          }}[5m]))`,
      },
      {
        id: 'tls',
        description: '',
        evidence: true,
        promql: c =>
          `sum by (${c.labels('workload')}) (increase(tls{a="b"${
            c.matchers
          }}[${mtls}]))`,
      },
    ],
    read: answers =>
      (answers.requests ?? answers.tls ?? []).map(
        row =>
          ({
            namespace: 'shop',
            workload: row.labels.workload,
            requests: { total: row.value, success: 0 },
          } as WorkloadTraffic),
      ),
  }),
};

describe('reading a Prometheus server', () => {
  let fake: FakePrometheus;
  afterEach(() => fake?.stop());

  async function read(
    reply: (promql: string) => FakeAnswer | undefined,
    server: Partial<PrometheusConfig> = {},
    clusters = ['eu', 'us'],
  ) {
    fake = await FakePrometheus.start(reply);
    const config: PrometheusConfig = {
      name: 'main',
      baseUrl: fake.url,
      matchers: {},
      frequency: { minutes: 1 },
      headers: {},
      clusterLabel: 'cluster',
      ...server,
    };
    return readServer(
      new PrometheusClient(config, undefined as any, 500),
      config,
      [adapter],
      { at, clusters, mtlsMs: 3_600_000, objectiveMs: 3_600_000 },
    );
  }
  const up = (...clusters: string[]) =>
    clusters.map(cluster => ({ labels: { cluster }, value: 3 }));

  it('keeps clusters apart that have the same namespace and workload', async () => {
    const { clusters } = await read(promql =>
      promql.includes('up{')
        ? up('eu', 'us')
        : [
            { labels: { cluster: 'eu', workload: 'cart' }, value: 1 },
            { labels: { cluster: 'us', workload: 'cart' }, value: 20 },
            { labels: { cluster: 'other', workload: 'cart' }, value: 300 },
          ],
    );
    expect(
      clusters.map(c => [c.cluster, c.traffic.map(t => t.requests!.total)]),
    ).toEqual([
      ['eu', [1]],
      ['us', [20]],
    ]);
  });

  it('asks as many queries for two clusters as for two hundred', async () => {
    await read(() => up('eu'), {}, ['eu']);
    const few = fake.queries.length;
    await fake.stop();
    await read(
      () => up('eu'),
      {},
      Array.from({ length: 200 }, (_, i) => `c${i}`),
    );
    expect(fake.queries.length).toBe(few);
  });

  it('puts the cluster label in every by, and the matchers in every selector', async () => {
    await read(() => up('eu'), { matchers: { env: 'pr"od\\' } });
    for (const { promql } of fake.queries) {
      expect(promql).toContain('by (cluster');
      expect(promql).toContain(String.raw`, env="pr\"od\\"}`);
    }
  });

  it('takes the name that the server has for a cluster', async () => {
    const { clusters } = await read(
      promql =>
        promql.includes('up{')
          ? up('eks-eu-1')
          : [{ labels: { cluster: 'eks-eu-1', workload: 'cart' }, value: 7 }],
      { clusters: [{ name: 'eu', labelValue: 'eks-eu-1' }] },
    );
    expect(clusters).toEqual([
      expect.objectContaining({
        cluster: 'eu',
        scraped: true,
        traffic: [expect.objectContaining({ workload: 'cart' })],
      }),
    ]);
  });

  describe('with recording rules', () => {
    const recorded = { recorded: true, matchers: { env: 'prod' } };
    const isKept = (promql: string) => promql.startsWith('mesh:');
    const row = (cluster: string) => ({
      labels: { cluster, workload: 'cart' },
      value: 5,
    });
    const totals = (reading: Awaited<ReturnType<typeof read>>) =>
      reading.clusters.map(c => c.traffic.map(t => t.requests!.total));

    it('asks for what they kept, and for nothing else', async () => {
      const reading = await read(
        promql =>
          promql.includes('up{') ? up('eu', 'us') : [row('eu'), row('us')],
        recorded,
      );
      expect(totals(reading)).toEqual([[5], [5]]);
      expect(fake.queries.map(q => q.promql).slice(1)).toEqual([
        'mesh:test_requests:rate5m{meshboard_server="main"}',
        'mesh:test_tls:increase1h{meshboard_server="main"}',
      ]);
    });

    it('asks itself for a cluster of which they kept nothing', async () => {
      const reading = await read(promql => {
        if (promql.includes('up{')) return up('eu', 'us');
        return isKept(promql) ? [row('eu')] : [row('us')];
      }, recorded);
      expect(totals(reading)).toEqual([[5], [5]]);
      const own = fake.queries.map(q => q.promql).filter(q => !isKept(q));
      expect(own.slice(1)).toEqual([
        expect.stringContaining(', env="prod", cluster=~"us"}'),
        expect.stringContaining(', env="prod", cluster=~"us"}'),
      ]);
    });

    it('asks as without them where none is loaded', async () => {
      const reading = await read(promql => {
        if (promql.includes('up{')) return up('eu', 'us');
        return isKept(promql) ? [] : [row('eu'), row('us')];
      }, recorded);
      expect(totals(reading)).toEqual([[5], [5]]);
    });
  });

  it('tells a cluster that is not scraped from one without traffic', async () => {
    const { clusters } = await read(promql =>
      promql.includes('up{') ? up('eu') : [],
    );
    expect(clusters.map(c => [c.cluster, c.scraped])).toEqual([
      ['eu', true],
      ['us', false],
    ]);
  });

  it('leaves NaN out', async () => {
    const { clusters } = await read(promql =>
      promql.includes('up{')
        ? up('eu')
        : [
            { labels: { cluster: 'eu', workload: 'cart' }, value: 'NaN' },
            { labels: { cluster: 'eu', workload: 'pay' }, value: 2 },
          ],
    );
    expect(clusters[0].traffic.map(t => t.workload)).toEqual(['pay']);
  });

  it('keeps what was answered where one query fails, and says which failed', async () => {
    const { clusters, problems } = await read(promql => {
      if (promql.includes('up{')) return up('eu');
      return promql.includes('increase')
        ? {
            status: 422,
            body: '{"status":"error","error":"query processing would load too many samples"}',
          }
        : [{ labels: { cluster: 'eu', workload: 'cart' }, value: 1 }];
    });
    expect(clusters[0].traffic).toHaveLength(1);
    expect(problems).toEqual([
      expect.stringContaining(
        'test tls: /api/v1/query: HTTP 422: query processing',
      ),
    ]);
  });

  it.each([
    [
      'an error with status 200',
      { status: 200, body: '{"status":"error","error":"storage gone"}' },
      'storage gone',
    ],
    ['HTML', { status: 200, body: '<html>' }, 'not JSON'],
    ['a refusal', { status: 403, body: 'no' }, 'HTTP 403'],
    [
      'a matrix',
      {
        status: 200,
        body: '{"status":"success","data":{"resultType":"matrix","result":[]}}',
      },
      'matrix',
    ],
  ])('fails as a whole on %s', async (_, answer, message) => {
    await expect(read(() => answer)).rejects.toThrow(message);
  });

  it('needs a label to tell clusters apart', async () => {
    await expect(read(() => [], { clusterLabel: undefined })).rejects.toThrow(
      'clusterLabel',
    );
  });

  it('needs no label where it holds one cluster', async () => {
    const { clusters } = await read(
      promql =>
        promql.includes('up{')
          ? [{ labels: {}, value: 3 }]
          : [{ labels: { workload: 'cart' }, value: 1 }],
      { clusterLabel: undefined },
      ['eu'],
    );
    expect(clusters[0]).toMatchObject({ cluster: 'eu', scraped: true });
    expect(clusters[0].traffic).toHaveLength(1);
  });

  it('asks for evidence of the hour that ended, with the queries that need it', async () => {
    fake = await FakePrometheus.start(() => up('eu'));
    const config = {
      name: 'main',
      baseUrl: fake.url,
      matchers: {},
      frequency: { minutes: 1 },
      headers: {},
      clusterLabel: 'cluster',
    };
    await readEvidence(
      new PrometheusClient(config, undefined as any),
      config,
      [adapter],
      {
        hourEnd: at,
        clusters: ['eu'],
      },
    );
    expect(fake.queries.map(q => q.promql)).toEqual([
      expect.stringContaining('count_over_time(up'),
      expect.stringContaining('increase(tls{a="b"}[1h])'),
    ]);
    expect(new Set(fake.queries.map(q => q.time))).toEqual(
      new Set([at.getTime() / 1000]),
    );
  });
});
