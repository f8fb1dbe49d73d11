import { Knex } from 'knex';
import { DatabaseMeshStore, migrationsDirectory } from './DatabaseMeshStore';
import { databases, storeOn } from './__testUtils__/databases';
import { recordOf, sliceOf, workloadOf } from './__testUtils__/records';
import { TrafficRow } from './types';

jest.setTimeout(120_000);

const trafficOf = (workload: string, parts: Partial<TrafficRow> = {}) => ({
  server: 'thanos',
  cluster: 'prod-eu',
  at: '2026-01-01T10:00:00.000Z',
  namespace: 'shop',
  workload,
  kind: null,
  mesh: 'istio',
  requests: { total: 10, success: 9 },
  objectiveRequests: null,
  latency: null,
  encryptedRequests: null,
  encryptedConnections: null,
  connectionsApart: false,
  plaintextCallers: [],
  ...parts,
});

describe.each(databases.eachSupportedId())('DatabaseMeshStore on %s', id => {
  let knex: Knex;
  let store: DatabaseMeshStore;

  beforeAll(async () => {
    knex = await databases.init(id);
    store = await storeOn(knex);
  });

  beforeEach(async () => {
    await store.retainSources([]);
    await store.writeEntities([], { complete: true });
    for (const table of [
      'mesh_workloads',
      'mesh_traffic',
      'mesh_evidence',
      'mesh_evidence_hours',
      'mesh_clusters',
    ]) {
      await knex(table).delete();
    }
  });

  it('goes up, takes rows, goes down and up again', async () => {
    const other = await databases.init(id);
    const migrate = { directory: migrationsDirectory() };
    const otherStore = await storeOn(other);
    await otherStore.writeEntities([recordOf('cart')], { complete: true });
    await otherStore.replaceWorkloads('prod-eu', [
      workloadOf({ name: 'cart' }),
    ]);
    await other.migrate.rollback(migrate, true);
    expect(await other.schema.hasTable('mesh_entities')).toBe(false);
    await other.migrate.latest(migrate);
    expect(
      await otherStore.getStatus('component:default/cart'),
    ).toBeUndefined();
  });

  it('leaves migrations alone where it is told to skip them', async () => {
    const other = await databases.init(id);
    await DatabaseMeshStore.create({
      database: { getClient: async () => other },
      skipMigrations: true,
    });
    expect(await other.schema.hasTable('mesh_entities')).toBe(false);
  });

  it('keeps one row a source and drops what came from sources that are gone', async () => {
    const source = {
      name: 'prod-eu',
      kind: 'kubernetes' as const,
      cluster: 'prod-eu',
      state: 'failed' as const,
      lastSuccess: null,
      lastAttempt: '2026-01-01T10:00:00Z',
      message: 'refused',
    };
    const thanos = { ...source, name: 'thanos', kind: 'prometheus' as const };
    await store.upsertSource(source);
    await store.upsertSource({ ...source, state: 'ok', message: null });
    await store.upsertSource(thanos);
    await store.replaceWorkloads('prod-eu', [workloadOf({ name: 'cart' })]);
    await store.replaceTraffic('thanos', 'prod-eu', [trafficOf('cart')]);
    expect(await store.listSources()).toEqual([
      {
        ...source,
        state: 'ok',
        message: null,
        lastAttempt: '2026-01-01T10:00:00.000Z',
      },
      { ...thanos, lastAttempt: '2026-01-01T10:00:00.000Z' },
    ]);

    await store.retainSources([source]);
    expect(await store.listTraffic([workloadOf({ name: 'cart' })])).toEqual([]);
    expect(await store.listWorkloads()).toHaveLength(1);
    await store.retainSources([]);
    expect(await store.listSources()).toEqual([]);
    expect(await store.listWorkloads()).toEqual([]);
  });

  it('removes workloads that a complete reading no longer has, and no others', async () => {
    const names = async () =>
      (await store.listWorkloads()).map(w => `${w.cluster}/${w.name}`);
    const cart = workloadOf({ name: 'cart' });
    await store.replaceWorkloads('prod-eu', [
      cart,
      workloadOf({ name: 'search' }),
      workloadOf({ name: 'audit', namespace: 'risk' }),
    ]);
    await store.replaceWorkloads('prod-us', [
      workloadOf({ cluster: 'prod-us', name: 'cart' }),
    ]);
    await store.replaceWorkloads('prod-eu', [cart], ['shop']);
    expect(await names()).toEqual([
      'prod-eu/audit',
      'prod-eu/cart',
      'prod-us/cart',
    ]);
    await store.replaceWorkloads('prod-eu', [cart]);
    expect(await names()).toEqual(['prod-eu/cart', 'prod-us/cart']);
    expect(
      await store.listWorkloads({ keys: ['prod-eu/shop/Deployment/cart'] }),
    ).toEqual([cart]);
    expect(await store.listWorkloads({ cluster: 'prod-us' })).toHaveLength(1);
    await store.replaceWorkloads('prod-eu', []);
    expect(await names()).toEqual(['prod-us/cart']);
  });

  it('hands out every workload once, a page at a time', async () => {
    const rows = Array.from({ length: 1201 }, (_, i) =>
      workloadOf({ name: `service-${i}`, namespace: `team-${i % 7}` }),
    );
    await store.replaceWorkloads('prod-eu', rows);
    const pages: number[] = [];
    const names = new Set<string>();
    for await (const page of store.streamWorkloads()) {
      pages.push(page.length);
      page.forEach(row => names.add(row.name));
    }
    expect(Math.max(...pages)).toBeLessThanOrEqual(500);
    expect(names.size).toBe(1201);
  });

  it('keeps every entity where an assessment ends in the middle', async () => {
    const records = ['a', 'b', 'c'].map(name => recordOf(name));
    await store.writeEntities(records, { complete: true });
    async function* broken() {
      yield [recordOf('a', { summary: { stage: 'strict' } })];
      throw new Error('the catalog went away');
    }
    await expect(
      store.writeEntities(broken(), { complete: true }),
    ).rejects.toThrow('went away');
    const page = await store.queryEntities(
      { filter: {}, sort: { field: 'title', descending: false }, limit: 10 },
      { all: true },
    );
    expect(page.items.map(i => i.stage)).toEqual([
      'strict',
      records[1].summary.stage,
      records[2].summary.stage,
    ]);
  });

  it('gives traffic back as it was told, the endless bucket among it', async () => {
    const row = trafficOf('cart', {
      latency: [
        { leMs: 5, perSecond: 1 },
        { leMs: Infinity, perSecond: 2 },
      ],
    });
    await store.replaceTraffic('thanos', 'prod-eu', [row, trafficOf('old')]);
    await store.replaceTraffic('thanos', 'prod-eu', [row]);
    const asked = [workloadOf({ name: 'cart' }), workloadOf({ name: 'old' })];
    expect(await store.listTraffic(asked)).toEqual([row]);
  });

  it('keeps rows of one writer where two replace the same at once', async () => {
    const writer = (name: string) =>
      Array.from({ length: 300 }, (_, i) => trafficOf(`${name}-${i}`));
    await Promise.all(
      ['a', 'b', 'c', 'd'].map(name =>
        store.replaceTraffic('thanos', 'prod-eu', writer(name)),
      ),
    );
    const asked = ['a', 'b', 'c', 'd'].flatMap(name =>
      writer(name).map(row => workloadOf({ name: row.workload })),
    );
    const names = (await store.listTraffic(asked)).map(row => row.workload[0]);
    expect(names).toHaveLength(300);
    expect(new Set(names).size).toBe(1);
  });

  it('sums evidence over hours and knows which hours are complete', async () => {
    const row = (hour: string, encrypted: number, plaintext: number) => ({
      cluster: 'prod-eu',
      namespace: 'shop',
      workload: 'cart',
      hour,
      encrypted,
      plaintext,
    });
    const hours = [8, 9, 10].map(
      h => `2026-01-01T${`${h}`.padStart(2, '0')}:00:00.000Z`,
    );
    await store.writeEvidence('prod-eu', hours[0], [row(hours[0], 10, 0)]);
    await store.writeEvidence('prod-eu', hours[1], [row(hours[1], 10, 3)]);
    await store.writeEvidence('prod-eu', hours[1], [row(hours[1], 5, 2)]);
    await store.writeEvidence('prod-eu', hours[2], []);
    expect(await store.evidenceHours('prod-eu', hours[1])).toEqual(
      hours.slice(1),
    );
    expect(await store.sumEvidence(hours[0])).toEqual([
      {
        cluster: 'prod-eu',
        namespace: 'shop',
        workload: 'cart',
        encrypted: 15,
        plaintext: 2,
        lastPlaintext: hours[1],
        callers: [],
      },
    ]);
    expect(await store.deleteEvidenceBefore(hours[2], 1)).toBe(1);
    expect(await store.evidenceHours('prod-eu', hours[0])).toEqual([hours[2]]);
    expect(await store.deleteEvidenceBefore(hours[2], 10)).toBe(1);
    expect(await store.deleteEvidenceBefore(hours[2], 10)).toBe(0);
  });

  it('keeps who called in plaintext, and when last', async () => {
    const [first, second, third] = [8, 9, 10].map(
      h => `2026-02-01T${`${h}`.padStart(2, '0')}:00:00.000Z`,
    );
    const row = (
      hour: string,
      ...callers: [workload: string, requests: number | null][]
    ) => ({
      cluster: 'prod-eu',
      namespace: 'shop',
      workload: 'cart',
      hour,
      encrypted: 1,
      plaintext: 1,
      callers: callers.map(([workload, requests]) => ({
        namespace: 'legacy',
        workload,
        requests,
      })),
    });
    await store.writeEvidence('prod-eu', first, [
      row(first, ['batch', 3], ['tcp', null]),
    ]);
    await store.writeEvidence('prod-eu', second, [row(second, ['batch', 4])]);
    await store.writeEvidence('prod-eu', second, [row(second, ['batch', 5])]);
    await store.writeEvidence('prod-eu', third, []);
    const [sum] = await store.sumEvidence(first);
    expect(sum.callers).toEqual([
      { namespace: 'legacy', workload: 'batch', requests: 8, lastSeen: second },
      { namespace: 'legacy', workload: 'tcp', requests: null, lastSeen: first },
    ]);
    const [later] = await store.sumEvidence(second);
    expect(later.callers?.map(c => [c.workload, c.requests])).toEqual([
      ['batch', 5],
    ]);
    await store.deleteEvidenceBefore(third, 10);
    expect(await store.sumEvidence(first)).toEqual([]);
  });

  it('writes more entities than one statement holds, twice, and changes nothing', async () => {
    const records = Array.from({ length: 450 }, (_, i) =>
      recordOf(`service-${i}`, {
        slices: [{}, { namespace: 'risk' }],
        workloads: [`prod-eu/shop/Deployment/service-${i}`],
      }),
    );
    const count = async (table: string) =>
      Number((await knex(table).count({ count: '*' }))[0].count);
    for (let run = 0; run < 2; run += 1) {
      await store.writeEntities(records, { complete: true });
      expect(await count('mesh_entities')).toBe(450);
      expect(await count('mesh_entity_slices')).toBe(900);
      expect(await count('mesh_entity_workloads')).toBe(450);
    }
    await store.writeEntities(records.slice(0, 1), { complete: false });
    expect(await count('mesh_entities')).toBe(450);
    await store.writeEntities(records.slice(0, 1), { complete: true });
    expect(await count('mesh_entities')).toBe(1);
    expect(await count('mesh_entity_slices')).toBe(2);
  });

  it('remembers what was known of an entity before it became unknown', async () => {
    const write = (parts: Parameters<typeof recordOf>[1]) =>
      store.writeEntities([recordOf('cart', parts)], { complete: true });
    const at = (hour: number) => `2026-01-01T${hour}:00:00.000Z`;
    await write({ summary: { stage: 'strict', asOf: at(10) } });
    const known = {
      at: at(10),
      membership: 'meshed',
      stage: 'strict',
      joinedMeshAt: null,
    };
    const stored = async () =>
      (await store.listLastKnown()).get('component:default/cart');
    expect(await stored()).toEqual(known);
    await write({
      summary: { stage: 'unknown', membership: 'unknown', asOf: at(11) },
    });
    expect(await stored()).toEqual(known);
    // An idle entity repeats its last verdict; counting that as seen would keep it idle for ever.
    await write({ summary: { asOf: at(12) }, eligibilityReason: 'idle' });
    expect(await stored()).toEqual(known);
    await write({ summary: { stage: 'encrypted', asOf: at(13) } });
    expect(await stored()).toMatchObject({ at: at(13), stage: 'encrypted' });
    await write({ status: { joinedMeshAt: at(14) } });
    expect(await stored()).toMatchObject({ joinedMeshAt: at(14) });
    await write({ status: { joinedMeshAt: null } });
    expect(await stored()).toMatchObject({ joinedMeshAt: null });
  });

  it('knows which clusters an entity had pods in, whatever its slices say now', async () => {
    await store.replaceWorkloads('prod-us', [
      workloadOf({ cluster: 'prod-us', name: 'cart' }),
    ]);
    await store.writeEntities(
      [
        recordOf('cart', {
          slices: [sliceOf()],
          workloads: ['prod-us/shop/Deployment/cart'],
        }),
      ],
      { complete: true },
    );
    expect(await store.listEntityClusters()).toEqual(
      new Map([['component:default/cart', ['prod-us']]]),
    );
  });

  it('pages over workloads that belong to no entity', async () => {
    await store.replaceWorkloads('prod-eu', [
      workloadOf({ name: 'cart' }),
      workloadOf({ name: 'a' }),
      workloadOf({ name: 'b' }),
      workloadOf({ name: 'c', namespace: 'risk' }),
    ]);
    await store.writeEntities(
      [recordOf('cart', { workloads: ['prod-eu/shop/Deployment/cart'] })],
      { complete: true },
    );
    const first = await store.queryUnmatched({ limit: 2 });
    expect(first).toMatchObject({ totalItems: 3 });
    const second = await store.queryUnmatched({
      limit: 2,
      cursor: first.nextCursor,
    });
    expect(
      [...first.items, ...second.items].map(w => `${w.namespace}/${w.name}`),
    ).toEqual(['risk/c', 'shop/a', 'shop/b']);
    expect(second.nextCursor).toBeUndefined();
    await expect(
      store.queryUnmatched({
        limit: 2,
        cursor: first.nextCursor,
        namespace: ['risk'],
      }),
    ).rejects.toThrow(/'cursor'/);
    expect(
      await store.queryUnmatched({ limit: 2, namespace: ['risk'] }),
    ).toMatchObject({ totalItems: 1 });
  });
});
