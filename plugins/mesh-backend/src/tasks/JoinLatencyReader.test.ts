import { mockServices } from '@backstage/backend-test-utils';
import { builtInAdapters } from '../meshes';
import { SourceError } from '../sources/http';
import { databases, storeOn } from '../store/__testUtils__/databases';
import { recordOf } from '../store/__testUtils__/records';
import { JoinLatencyReader } from './JoinLatencyReader';

jest.setTimeout(60_000);

const HOUR_MS = 3_600_000;
const JOINED = '2026-05-01T10:00:00.000Z';
const hoursLater = (hours: number) =>
  new Date(Date.parse(JOINED) + hours * HOUR_MS);

const config = {
  name: 'main',
  matchers: { env: 'prod' },
  clusterLabel: 'cluster',
  frequency: { minutes: 1 },
  headers: {},
};

describe.each(databases.eachSupportedId())('latency around joining, %s', id => {
  async function setup() {
    const store = await storeOn(await databases.init(id));
    const record = recordOf('cart');
    await store.writeEntities(
      [
        {
          ...record,
          status: {
            ...record.status,
            joinedMeshAt: JOINED,
            workloads: [
              {
                ...record.status.workloads[0],
                cluster: 'prod-eu',
                namespace: 'shop',
                kind: 'Deployment',
                name: 'cart',
              },
            ],
          },
        },
      ],
      { complete: true },
    );
    const asked: { promql: string; startMs: number; endMs: number }[] = [];
    const answers = {
      /** Every request took this long at most, by the time that is asked about. */
      slowest: (_endMs: number): number | undefined => undefined,
      fails: false,
    };
    let now = hoursLater(0);
    const reader = new JoinLatencyReader({
      servers: [
        {
          config,
          client: {
            async queryRange(promql, { startMs, endMs }) {
              if (answers.fails) throw new SourceError('HTTP 503', 503);
              asked.push({ promql, startMs, endMs });
              const slowest = answers.slowest(endMs);
              if (
                slowest === undefined ||
                !promql.startsWith('sum by (cluster')
              ) {
                return { series: [], warnings: [] };
              }
              const values = new Map([[endMs, 1]]);
              return {
                series: [String(slowest), '+Inf'].map(le => ({
                  labels: { cluster: 'prod-eu', le },
                  values,
                })),
                warnings: [],
              };
            },
          },
        },
      ],
      adapters: builtInAdapters.filter(a => a.id === 'istio'),
      store,
      clusters: async () => ['prod-eu'],
      logger: mockServices.logger.mock(),
      now: () => now,
    });
    return {
      store,
      asked,
      answers,
      read: (hours: number) => {
        now = hoursLater(hours);
        return reader.read();
      },
    };
  }

  it('asks for the day before and the hours after, of the callers and of this workload alone', async () => {
    const { read, asked } = await setup();
    await read(0.9);
    expect(asked).toEqual([]);
    await read(1.1);
    expect(asked.map(a => [a.startMs, a.endMs])).toEqual([
      [hoursLater(-24).getTime(), hoursLater(-1).getTime()],
      [hoursLater(1).getTime(), hoursLater(1).getTime()],
    ]);
    for (const { promql } of asked) {
      for (const part of [
        'reporter="source"',
        'destination_workload_namespace="shop"',
        'destination_workload=~"cart"',
        'cluster="prod-eu"',
        'env="prod"',
      ]) {
        expect(promql).toContain(part);
      }
    }
  });

  it('keeps what was told, and looks again after six hours and a day, then no more', async () => {
    const { read, asked, answers, store } = await setup();
    answers.slowest = endMs => (endMs < Date.parse(JOINED) ? 20 : 100);
    await read(1.1);
    await read(1.3);
    expect(asked).toHaveLength(2);
    const known = async () =>
      (await store.listJoinLatencies()).get('component:default/cart');
    expect(await known()).toEqual({
      entityRef: 'component:default/cart',
      joinedMeshAt: JOINED,
      hours: 1,
      mesh: 'istio',
      before: { p95Ms: 19, requests: 3600 },
      after: { p95Ms: 95, requests: 3600 },
    });
    await read(7);
    expect((await known())!.hours).toBe(6);
    await read(30);
    await read(31);
    expect((await known())!.hours).toBe(24);
    expect(asked).toHaveLength(6);
    await read(24 * 8);
    expect(await known()).toBeUndefined();
  });

  it('asks again where a server failed', async () => {
    const { read, answers, store } = await setup();
    answers.fails = true;
    await read(2);
    expect((await store.listJoinLatencies()).size).toBe(0);
    answers.fails = false;
    await read(2.2);
    expect((await store.listJoinLatencies()).size).toBe(1);
  });
});
