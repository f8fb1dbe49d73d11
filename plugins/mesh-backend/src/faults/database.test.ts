import { ServerResponse } from 'node:http';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { isDeepStrictEqual } from 'node:util';
import knexFactory, { Knex } from 'knex';
import {
  component,
  FaultyEstate,
  meshedPod,
  startClusters,
} from '../__testUtils__/faultyEstate';
import { databases, storeOn } from '../store/__testUtils__/databases';
import { DatabaseMeshStore } from '../store/DatabaseMeshStore';
import { isPostgres } from '../store/sql';

// What a database can do to a run: it refuses a write, or ends every connection of the plugin, as in
// a restart or a failover. SQLite runs in the process, where nobody can take its connection.
jest.setTimeout(60_000);

const PODS = '/api/v1/pods';
const ENDED = /terminat|Connection ended|ECONNRESET/i;

const END_OWN = 'perform pg_terminate_backend(pg_backend_pid())';
const REFUSE = "raise exception 'no space left on device'";

/** Happens in every statement that adds to `table`, in its transaction. */
async function onInsert(knex: Knex, table: string, mishap: string) {
  if (isPostgres(knex)) {
    await knex.raw(
      `create or replace function mishap() returns trigger language plpgsql as $$ begin ${mishap}; return null; end $$`,
    );
    await knex.raw(
      `create trigger mishap after insert on ${table} for each statement execute function mishap()`,
    );
  } else {
    await knex.raw(
      `create trigger mishap before insert on ${table} begin select raise(abort, 'no space left on device'); end`,
    );
  }
  return () =>
    knex.raw(`drop trigger mishap${isPostgres(knex) ? ` on ${table}` : ''}`);
}

describe.each(databases.eachSupportedId())('on %s, a database that', id => {
  let clusters: Awaited<ReturnType<typeof startClusters>>;
  /** Of the plugin. */
  let knex: Knex;
  /** Of somebody else in the same database. */
  let admin: Knex;
  let store: DatabaseMeshStore;
  let estate: FaultyEstate;
  const rejections: unknown[] = [];
  // Tests that ran before in this process may leave some of their own.
  const noteRejection = (reason: unknown) => {
    if (ENDED.test(String(reason))) rejections.push(reason);
  };

  beforeAll(async () => {
    process.on('unhandledRejection', noteRejection);
    clusters = await startClusters();
    knex = await databases.init(id);
    admin = isPostgres(knex)
      ? knexFactory({ ...knex.client.config, pool: { min: 0, max: 1 } })
      : knex;
    store = await storeOn(knex);
  });
  afterAll(async () => {
    process.off('unhandledRejection', noteRejection);
    await admin?.destroy();
    await clusters?.stop();
  });
  beforeEach(async () => {
    rejections.length = 0;
    await store.retainSources([]);
    await store.writeEntities([], { complete: true });
    estate = await FaultyEstate.start(clusters, store);
    await estate.turn();
  });

  const endConnections = () =>
    admin.raw(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
  /** Until the pool has noticed: a query on a connection that just ended fails, as it must. */
  async function noticed() {
    const all = Array.from({ length: knex.client.pool.max });
    const ask = () => Promise.all(all.map(() => knex.raw('select 1')));
    while (!(await ask().catch(() => false)));
  }
  const rows = async () => [
    await admin('mesh_workloads').orderBy('workload_key'),
    await admin('mesh_entities').orderBy('entity_ref'),
    await admin('mesh_entity_workloads').orderBy('workload_key'),
    await admin('mesh_entity_slices').orderBy('entity_ref'),
  ];
  /** A second pod, and a component more: what the next turn has to take in. */
  function change() {
    const second = meshedPod('cart');
    second.metadata.name = 'cart-1-b';
    second.metadata.uid = 'second';
    clusters.faulty.list(PODS, [meshedPod('cart'), second]);
    estate.pass(5);
  }
  async function recovered() {
    expect(rejections).toEqual([]);
    expect(await estate.turn()).toEqual({ faulty: true, healthy: true });
    expect(await estate.source('faulty')).toMatchObject({
      state: 'ok',
      lastSuccess: estate.now().toISOString(),
    });
    expect(await estate.status('cart')).toMatchObject({
      stage: 'strict',
      membership: { totalPods: 2 },
    });
    expect(await estate.status('till')).toMatchObject({ stage: 'strict' });
  }

  it.each(['mesh_workloads', 'mesh_entity_workloads'])(
    'refuses %s, and takes the whole of it back',
    async table => {
      const before = await rows();
      change();
      const clear = await onInsert(admin, table, REFUSE);
      // SQLite's errors may come from another realm, where `toThrow` does not know them.
      const outcome = await estate.turn().catch(error => error.message);
      expect(outcome).toMatch('no space left');
      expect((await rows()).slice(1)).toEqual(before.slice(1));
      await clear();
      await recovered();
    },
  );

  if (id === 'POSTGRES_15') {
    describe('ends its connections', () => {
      // knex tells of each of them there.
      beforeAll(() => jest.spyOn(console, 'log').mockReturnValue());
      afterAll(() => jest.restoreAllMocks());

      it('between two runs is not noticed', async () => {
        change();
        await endConnections();
        await noticed();
        await recovered();
        expect(estate.warnings).toEqual([]);
      });

      it('while a cluster is read is not noticed', async () => {
        change();
        let ended = false;
        const endAndFail = async (_: unknown, response: ServerResponse) => {
          await endConnections();
          await noticed();
          ended = true;
          // It is asked again then.
          response.destroy();
        };
        clusters.faulty.fault(PODS, endAndFail, 1);
        await recovered();
        expect(ended).toBe(true);
      });

      it.each(['mesh_workloads', 'mesh_entities', 'mesh_entity_workloads'])(
        'in the middle of writing %s, and takes the whole of it back',
        async table => {
          const before = await rows();
          change();
          const clear = await onInsert(admin, table, END_OWN);
          await expect(estate.turn()).rejects.toThrow(ENDED);
          const after = await rows();
          // What was read is kept where only the verdicts could not be.
          expect(after.slice(1)).toEqual(before.slice(1));
          const unread = table === 'mesh_workloads';
          const { state, message = '' } = (await estate.source('faulty'))!;
          expect(state).toBe(unread ? 'stale' : 'ok');
          expect(message).toMatch(unread ? /the log of the backend/ : /^$/);
          expect(isDeepStrictEqual(after, before)).toBe(unread);
          await clear();
          await noticed();
          await recovered();
        },
      );

      it('at every moment of many runs loses nothing in the end', async () => {
        change();
        const names = Array.from({ length: 300 }, (_, i) => `more-${i}`);
        const assessor = estate.assessor(
          catalogServiceMock({
            entities: ['cart', 'till', ...names].map(component),
          }),
        );
        let running = true;
        let failures = 0;
        const fail = () => {
          failures += 1;
        };
        const runs = (async () => {
          for (let i = 0; i < 12; i += 1) {
            await estate.collector().collect('faulty').catch(fail);
            await assessor.assessAll().catch(fail);
          }
          running = false;
        })();
        while (running) await endConnections();
        await runs;
        await noticed();
        expect(failures).toBeGreaterThan(0);
        await assessor.assessAll();
        expect(await admin('mesh_entities').pluck('entity_ref')).toHaveLength(
          302,
        );
        await recovered();
        expect(await admin('mesh_entities').pluck('entity_ref')).toHaveLength(
          2,
        );
      });
    });
  }
});
