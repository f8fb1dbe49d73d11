/** @jest-environment node */
import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';
import { DemoEstate, startDemoEstate } from '@internal/demo-estate';
import { poolTraffic } from '../assess/traffic';
import { PrometheusConfig } from '../config';
import { builtInAdapters } from '../meshes';
import { emptyStatus } from '../routes/emptyStatus';
import { PrometheusClient } from '../sources/prometheus/PrometheusClient';
import { promqlText } from '../sources/prometheus/queryContext';
import { readServer } from '../sources/prometheus/readServer';
import { SignalReader } from './SignalReader';

const NOW = new Date('2026-08-20T12:00:30Z');
const CLUSTERS = ['prod-eu', 'prod-us', 'staging'];

const statusOf = (
  ...workloads: [cluster: string, namespace: string, name: string][]
): EntityMeshStatus => ({
  ...emptyStatus('component:default/any'),
  workloads: workloads.map(
    ([cluster, namespace, name]) =>
      ({ cluster, namespace, kind: 'Deployment', name } as any),
  ),
});

describe('traffic over time', () => {
  let estate: DemoEstate;
  let server: PrometheusConfig;
  let asked: string[];

  beforeAll(async () => {
    estate = await startDemoEstate({ port: 0, time: NOW });
    server = {
      name: 'demo',
      baseUrl: `${estate.url}/prometheus`,
      clusterLabel: 'cluster',
      matchers: {},
      frequency: { minutes: 1 },
      headers: {},
    };
  });
  afterAll(() => estate.close());
  beforeEach(() => {
    asked = [];
  });

  const clientOf = (config: PrometheusConfig) => {
    const client = new PrometheusClient(config, {} as any);
    const ask = client.queryRange.bind(client);
    client.queryRange = (promql, ...rest) => {
      asked.push(promql);
      return ask(promql, ...rest);
    };
    return client;
  };
  const readerOf = (
    configs: PrometheusConfig[],
    now = () => NOW,
    stop = new AbortController(),
  ) =>
    new SignalReader({
      servers: configs.map(config => ({ config, client: clientOf(config) })),
      adapters: builtInAdapters,
      clusters: async () => CLUSTERS,
      objective: 0.99,
      now,
      signal: stop.signal,
    });

  it.each([
    ['1h', 61, 60],
    ['24h', 97, 900],
    ['7d', 85, 7200],
  ] as const)('%s has %i points, %i seconds apart', async (range, n, step) => {
    const { points, stepSeconds, notes } = await readerOf([server]).read(
      statusOf(['prod-eu', 'checkout', 'pricing']),
      range,
    );
    expect(notes).toEqual([]);
    expect(stepSeconds).toBe(step);
    expect(points).toHaveLength(n);
    for (const point of points) {
      expect(point.requestsPerSecond).toBeGreaterThan(0);
      expect(point.successRate).toBeGreaterThan(0.9);
      expect(point.encryptedShare).toBe(1);
    }
  });

  it.each([
    ['a sidecar', 'prod-eu', 'checkout', 'pricing'],
    ['a waypoint', 'prod-eu', 'customer', 'accounts'],
    ['Linkerd', 'prod-us', 'storefront', 'wishlist'],
  ])('says of %s what the card says', async (_, cluster, namespace, name) => {
    const { points } = await readerOf([server]).read(
      statusOf([cluster, namespace, name]),
      '1h',
    );
    const last = points[points.length - 1];
    const reading = await readServer(
      new PrometheusClient(server, {} as any),
      server,
      builtInAdapters,
      {
        at: new Date(last.at),
        clusters: CLUSTERS,
        mtlsMs: 3_600_000,
        objectiveMs: 3_600_000,
      },
    );
    const rows = reading.clusters
      .find(c => c.cluster === cluster)!
      .traffic.filter(t => t.namespace === namespace && t.workload === name)
      .map(row => ({ ...row, server: 'demo', cluster, at: last.at }));
    const { window, objective, ...now } = poolTraffic(rows, 0.99, true)!;
    const { at, encryptedShare, ...signals } = last;
    expect(signals).toEqual(now);
    expect(signals.p95Ms).toBeGreaterThan(0);
  });

  it('has no percentiles where two meshes measure different things', async () => {
    const { points } = await readerOf([server]).read(
      statusOf(
        ['prod-eu', 'storefront', 'search'],
        ['prod-us', 'storefront', 'search'],
      ),
      '1h',
    );
    expect(points[0].requestsPerSecond).toBeGreaterThan(80);
    expect(points[0].p95Ms).toBeNull();
  });

  it('shows nothing, not zero, where nothing was seen', async () => {
    const { points } = await readerOf([server]).read(
      statusOf(['prod-eu', 'content', 'banner-service']),
      '1h',
    );
    expect(points[10]).toEqual({
      at: expect.any(String),
      requestsPerSecond: null,
      successRate: null,
      p50Ms: null,
      p95Ms: null,
      p99Ms: null,
      encryptedShare: null,
    });
  });

  it('counts traffic that two servers hold once', async () => {
    const wanted = statusOf(['prod-eu', 'checkout', 'pricing']);
    const [one, two] = [
      await readerOf([server]).read(wanted, '1h'),
      await readerOf([server, { ...server, name: 'replica' }]).read(
        wanted,
        '1h',
      ),
    ];
    expect(two.points).toEqual(one.points);
  });

  it('says so where a server does not answer, and goes on with the others', async () => {
    const dead = { ...server, name: 'dead', baseUrl: 'http://127.0.0.1:9' };
    const { points, notes } = await readerOf([dead, server]).read(
      statusOf(['prod-eu', 'checkout', 'pricing']),
      '1h',
    );
    expect(points[0].requestsPerSecond).toBeGreaterThan(0);
    expect(notes).toEqual(['Prometheus dead could not be asked.']);
  });

  it('says where no server covers a cluster', async () => {
    const partial = {
      ...server,
      clusters: [{ name: 'prod-us', labelValue: 'prod-us' }],
    };
    const { points, notes } = await readerOf([partial]).read(
      statusOf(['prod-eu', 'checkout', 'pricing']),
      '1h',
    );
    expect(points.every(p => p.requestsPerSecond === null)).toBe(true);
    expect(notes).toEqual(['No metrics server covers prod-eu.']);
  });

  it('asks once for all who look in the same minute', async () => {
    let now = NOW;
    const reader = readerOf([server], () => now);
    const wanted = statusOf(['prod-eu', 'checkout', 'pricing']);
    await Promise.all([reader.read(wanted, '1h'), reader.read(wanted, '1h')]);
    const once = asked.length;
    await reader.read(wanted, '1h');
    expect(asked).toHaveLength(once);
    await reader.read(wanted, '24h');
    expect(asked).toHaveLength(2 * once);
    now = new Date(NOW.getTime() + 61_000);
    await reader.read(wanted, '1h');
    expect(asked).toHaveLength(3 * once);
  });

  it('asks for its own workloads only', async () => {
    await readerOf([server]).read(
      statusOf(
        ['prod-eu', 'checkout', 'pricing'],
        ['prod-eu', 'checkout', 'tax'],
      ),
      '1h',
    );
    expect(asked.length).toBeGreaterThan(0);
    for (const promql of asked) {
      expect(promql).toContain('cluster="prod-eu"');
      expect(promql).toMatch(
        /(destination_workload|deployment)=~"pricing\|tax"/,
      );
    }
  });

  const drop = ({
    deployment,
    statefulset,
    daemonset,
    k8s_job,
    ...rest
  }: Record<string, string>) => rest;
  const exported = ({ namespace, pod, ...rest }: Record<string, string>) => ({
    ...rest,
    ...(namespace ? { exported_namespace: namespace } : {}),
    ...(pod ? { exported_pod: pod } : {}),
    namespace: 'monitoring',
    pod: 'prometheus-0',
  });
  it.each([
    ['names no workload', drop],
    ['keeps the proxy’s own place as exported', exported],
    ['does both', (labels: Record<string, string>) => exported(drop(labels))],
  ])('is the same of Linkerd where scraping %s', async (_, relabel) => {
    const other = await startDemoEstate({ port: 0, time: NOW, relabel });
    try {
      const status = statusOf(['prod-us', 'storefront', 'wishlist']);
      const baseUrl = `${other.url}/prometheus`;
      const [usual, here] = await Promise.all(
        [server, { ...server, baseUrl }].map(config =>
          readerOf([config]).read(status, '1h'),
        ),
      );
      expect(usual.points[9].requestsPerSecond).toBeGreaterThan(1);
      here.points.forEach((point, i) => {
        const { requestsPerSecond, encryptedShare, p95Ms } = usual.points[i];
        expect(point.requestsPerSecond).toBeCloseTo(requestsPerSecond!, 9);
        expect(point.encryptedShare).toBe(encryptedShare);
        expect(point.p95Ms).toBeCloseTo(p95Ms!, 9);
      });
    } finally {
      await other.close();
    }
  });

  it('ends with the backend', async () => {
    const stop = new AbortController();
    const reader = readerOf([server], undefined, stop);
    stop.abort(new Error('shutting down'));
    await expect(
      reader.read(statusOf(['prod-eu', 'checkout', 'pricing']), '1h'),
    ).rejects.toThrow('shutting down');
  });
});

it('takes a pod for its own workload’s, by how controllers name pods', () => {
  const [, of] = builtInAdapters.find(adapter => adapter.id === 'linkerd')!
    .metrics!({ mtls: '1h', objective: '1h' }).matchersOf!(
    [{ kind: 'Deployment', namespace: 'shop', name: 'cart' }],
    promqlText,
  );
  const pattern = new RegExp(`^(?:${/pod=~"([^"]+)"/.exec(of)![1]})$`);
  expect('cart-7d9c5b6f48-x2v4z').toMatch(pattern);
  for (const other of [
    'cart-api-x2v4z',
    'cart-db-x2v4z',
    'cart-0',
    'cart-api-7d9c5b6f48-x2v4z',
    'my-cart-7d9c5b6f48-x2v4z',
  ]) {
    expect(other).not.toMatch(pattern);
  }
});

it('takes names for themselves in a regular expression', () => {
  const names = ['a.b', 'a|b', 'x"y', 'back\\slash', 'c+', '(d)', '[e]', 'f$'];
  const text = promqlText.oneOf(names);
  const pattern = new RegExp(`^(?:${JSON.parse(text)})$`);
  for (const name of names) expect(name).toMatch(pattern);
  for (const other of ['aXb', 'a', 'b', 'cc', 'd', 'e', 'f']) {
    expect(other).not.toMatch(pattern);
  }
});
