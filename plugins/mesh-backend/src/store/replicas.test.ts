import knexFactory, { Knex } from 'knex';
import { databases, storeOn } from './__testUtils__/databases';
import { recordOf, workloadOf } from './__testUtils__/records';
import { readdirSync } from 'node:fs';
import { DatabaseMeshStore, migrationsDirectory } from './DatabaseMeshStore';
import { isPostgres } from './sql';
import { EntityRecord } from './types';

// Stores of several backends on one database. On SQLite they share its one connection.
jest.setTimeout(60_000);

const ENTITIES = 500;
const ROUNDS = 10;

describe.each(databases.eachSupportedId())('several stores on %s', id => {
  let knex: Knex;
  let stores: DatabaseMeshStore[];
  const pools: Knex[] = [];

  beforeAll(async () => {
    knex = await databases.init(id);
    for (let i = 0; i < 3 && isPostgres(knex); i += 1) {
      pools.push(knexFactory(knex.client.config));
    }
    // All at once, on an empty database.
    stores = await Promise.all(
      (pools.length > 0 ? pools : [knex, knex, knex]).map(storeOn),
    );
  });
  afterAll(async () => {
    await Promise.all(pools.map(pool => pool.destroy()));
  });

  const count = async (table: string) =>
    Number((await knex(table).count({ count: '*' }))[0].count);

  it('bring the database up once', async () => {
    const migrations = readdirSync(migrationsDirectory());
    expect(await count('knex_migrations')).toBe(migrations.length);
  });

  it('assess the same catalog at once, in different orders, and lose nothing', async () => {
    const records = Array.from({ length: ENTITIES }, (_, i) =>
      recordOf(`service-${i}`, {
        workloads: [`prod-eu/shop/Deployment/service-${i}`],
      }),
    );
    const orders = [
      records,
      [...records].reverse(),
      [...records.slice(ENTITIES / 2), ...records.slice(0, ENTITIES / 2)],
    ];
    for (let round = 0; round < ROUNDS; round += 1) {
      await Promise.all([
        ...stores.map((store, i) =>
          store.writeEntities(orders[i], { complete: true }),
        ),
        // While one asks for a single entity.
        stores[0].writeEntities([records[round]], { complete: false }),
        stores[1].replaceWorkloads('prod-eu', [workloadOf({ name: 'cart' })]),
        stores[2].replaceWorkloads('prod-eu', [workloadOf({ name: 'cart' })]),
        stores[0].retainSources([]),
      ]);
      expect(await count('mesh_entities')).toBe(ENTITIES);
      expect(await count('mesh_entity_slices')).toBe(ENTITIES);
      expect(await count('mesh_entity_workloads')).toBe(ENTITIES);
    }
  });

  it('keep what one writes after another has read the catalog', async () => {
    const [older, newer] = stores;
    await older.writeEntities([recordOf('cart'), recordOf('gone')], {
      complete: true,
    });
    async function* walkFromBefore(): AsyncGenerator<EntityRecord[]> {
      await newer.writeEntities([recordOf('cart'), recordOf('added')], {
        complete: true,
      });
      yield [recordOf('cart')];
    }
    await older.writeEntities(walkFromBefore(), { complete: true });
    const refs = knex('mesh_entities').orderBy('entity_ref');
    const expected = ['component:default/added', 'component:default/cart'];
    expect(await refs.pluck('entity_ref')).toEqual(expected);
    expect(
      await knex('mesh_entity_slices')
        .distinct('entity_ref')
        .pluck('entity_ref'),
    ).toHaveLength(2);
  });

  it('tell of a cluster as it was read last, whoever read it', async () => {
    const source = (second: number, state: 'ok' | 'failed') => ({
      name: 'prod-eu',
      kind: 'kubernetes' as const,
      cluster: 'prod-eu',
      state,
      message: null,
      lastSuccess: `2026-01-01T10:00:0${second}.000Z`,
      lastAttempt: `2026-01-01T10:00:0${second}.000Z`,
    });
    await Promise.all(
      stores.map((store, i) => store.upsertSource(source(i, 'ok'))),
    );
    await stores[2].upsertSource(source(9, 'failed'));
    for (const store of stores) {
      expect(await store.listSources()).toEqual([source(9, 'failed')]);
    }
  });
});
