import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import knexFactory, { Knex } from 'knex';
import request from 'supertest';
import { FakeKubernetes } from '../__testUtils__/FakeKubernetes';
import { component, furnish } from '../__testUtils__/faultyEstate';
import { databases } from '../store/__testUtils__/databases';
import { isPostgres } from '../store/sql';

// Whole backends on one database: the plugin, the real Kubernetes plugin, the real scheduler. On
// SQLite there is one, as there can be no more.
jest.setTimeout(30_000);

const PODS = '/api/v1/pods';
const CYCLE_S = 1;
const CLUSTER_TASK = { id: 'mesh-cluster-eu' };

type Backend = Awaited<ReturnType<typeof startTestBackend>>;

/** Which clusters see by its token. */
async function startReplica(
  name: string,
  knex: Knex,
  clusters: Record<string, FakeKubernetes>,
): Promise<Backend> {
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  return startTestBackend({
    features: [
      mockServices.rootConfig.factory({
        data: {
          backend: { baseUrl: 'http://127.0.0.1' },
          kubernetes: {
            serviceLocatorMethod: { type: 'multiTenant' },
            clusterLocatorMethods: [
              {
                type: 'config',
                clusters: Object.entries(clusters).map(([cluster, fake]) => ({
                  name: cluster,
                  url: fake.url,
                  authProvider: 'serviceAccount',
                  serviceAccountToken: name,
                  skipTLSVerify: true,
                })),
              },
            ],
          },
          mesh: {
            schedule: {
              frequency: { seconds: CYCLE_S },
              timeout: { seconds: 30 },
            },
          },
        },
      }),
      createServiceFactory({
        service: coreServices.logger,
        deps: {},
        factory: () => logger,
      }),
      mockServices.database.factory({ knex }),
      schedulerServiceFactory,
      import('@backstage/plugin-kubernetes-backend'),
      catalogServiceMock.factory({
        entities: ['cart', 'till'].map(component),
      }),
      import('../index'),
    ],
  });
}

async function until<T>(
  read: () => T | Promise<T>,
  is: (value: T) => boolean = Boolean,
): Promise<T> {
  for (;;) {
    const value = await read();
    if (is(value)) return value;
    await sleep(50);
  }
}

describe.each(databases.eachSupportedId())('replicas on %s', id => {
  let eu: FakeKubernetes;
  let us: FakeKubernetes;
  let knex: Knex;
  const pools = new Map<string, Knex>();
  const replicas = new Map<string, Backend>();

  /** A replica has a pool of its own. */
  async function start(name: string) {
    const pool = isPostgres(knex) ? knexFactory(knex.client.config) : knex;
    pools.set(name, pool);
    replicas.set(name, await startReplica(name, pool, { eu, us }));
  }
  async function stop(name: string) {
    const backend = replicas.get(name)!;
    replicas.delete(name);
    await backend.stop();
    if (pools.get(name) !== knex) await pools.get(name)!.destroy();
  }
  const get = async (name: string, path: string) => {
    const { status, body } = await request(replicas.get(name)!.server).get(
      `/api/mesh${path}`,
    );
    expect({ path, status }).toEqual({ path, status: 200 });
    return body;
  };
  const readings = (cluster: FakeKubernetes) =>
    cluster.requests.filter(r => r.path === PODS && !r.query.has('continue'))
      .length;
  const rowsOf = async (table: string) =>
    Number((await knex(table).count({ count: '*' }))[0].count);
  const lastSuccess = async (cluster: string) =>
    (await knex('mesh_sources').where({ cluster }).first())?.last_success;

  beforeAll(async () => {
    eu = await FakeKubernetes.start();
    us = await FakeKubernetes.start();
    furnish(eu, 'cart');
    furnish(us, 'till');
    knex = await databases.init(id);
    await start('first');
    if (isPostgres(knex)) await start('second');
    await until(
      async () => (await get('first', '/scorecard')).totals.stages.strict,
      strict => strict === 2,
    );
  });
  afterAll(async () => {
    for (const name of [...replicas.keys()]) await stop(name);
    await eu?.stop();
    await us?.stop();
  });

  it('read each cluster once a cycle, however many they are', async () => {
    const cycles = 6;
    await until(() => readings(eu) > 0 && readings(us) > 0);
    eu.requests.length = 0;
    us.requests.length = 0;
    const [{ began }] = await databaseTime();
    await until(() => readings(eu) >= cycles && readings(us) >= cycles);
    const [{ began: ended }] = await databaseTime();
    // A busy machine makes it later, never sooner; two of the cycles may be under way at the edges.
    expect(ended - began).toBeGreaterThan((cycles - 2) * CYCLE_S);
  });

  /** Seconds, on the clock that the scheduler goes by. */
  async function databaseTime(): Promise<{ began: number }[]> {
    return knex.select(
      knex.raw(
        isPostgres(knex)
          ? 'extract(epoch from clock_timestamp())::float as began'
          : "(julianday('now') * 86400.0) as began",
      ),
    );
  }

  it('answer alike, and keep one row of each', async () => {
    const names = [...replicas.keys()];
    for (const path of ['/entities', '/scorecard', '/clusters', '/sources']) {
      // Between two cycles.
      await until(
        async () => {
          const before = await get(names[0], path);
          const others = await Promise.all(names.map(n => get(n, path)));
          const after = await get(names[0], path);
          return [before, ...others, after].map(a => JSON.stringify(a));
        },
        answers => new Set(answers).size === 1,
      );
    }
    expect(await rowsOf('mesh_sources')).toBe(2);
    expect(await rowsOf('mesh_clusters')).toBe(2);
    expect(await rowsOf('mesh_workloads')).toBe(4);
    expect(await rowsOf('mesh_entities')).toBe(2);
    expect(await rowsOf('mesh_entity_slices')).toBe(2);
    expect(await rowsOf('mesh_entity_workloads')).toBe(2);
  });

  if (id === 'SQLITE_3') return;

  /** Holds the next reading of `eu`, and tells whose it is. */
  function hold() {
    return new Promise<string>(resolve => {
      eu.fault(
        PODS,
        (incoming: IncomingMessage, _: ServerResponse) =>
          resolve(incoming.headers.authorization!.replace('Bearer ', '')),
        1,
      );
    });
  }
  /** Somebody else has read `eu` since, and both services are as ever. */
  async function takenOver(from: string) {
    const to = [...replicas.keys()].find(name => name !== from)!;
    const then = await lastSuccess('eu');
    await until(
      () => lastSuccess('eu'),
      at => at > then,
    );
    expect((await get(to, '/scorecard')).totals).toMatchObject({
      total: 2,
      stages: { strict: 2 },
    });
    expect(await rowsOf('mesh_sources')).toBe(2);
    expect(await rowsOf('mesh_workloads')).toBe(4);
  }

  it('take over from one that shuts down in the middle of a reading', async () => {
    const reader = await hold();
    await stop(reader);
    await takenOver(reader);
    // Its end said nothing of the cluster.
    expect(await knex('mesh_sources').where({ state: 'failed' })).toEqual([]);
    await start(reader);
  });

  it('take over from one that is lost, once the scheduler has given it up', async () => {
    const reader = await hold();
    const tasks = () =>
      knex('backstage_backend_tasks__tasks').where(CLUSTER_TASK);
    const seen = await lastSuccess('eu');
    const others = await lastSuccess('us');
    await until(
      () => lastSuccess('us'),
      at => at > others,
    );
    // Nobody else reads it meanwhile, and what was read of it stands.
    expect((await tasks().first()).current_run_ticket).not.toBeNull();
    expect(await lastSuccess('eu')).toBe(seen);
    expect((await get(reader, '/scorecard')).totals.stages.strict).toBe(2);

    // What its janitor does when the task's timeout is over.
    await tasks().update({
      current_run_ticket: null,
      current_run_started_at: null,
      current_run_expires_at: null,
    });
    await takenOver(reader);
  });
});
