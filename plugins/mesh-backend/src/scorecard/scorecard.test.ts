import { Scorecard } from '@meshboard/backstage-plugin-mesh-common';
import { DatabaseMeshStore } from '../store/DatabaseMeshStore';
import { databases, storeOn } from '../store/__testUtils__/databases';
import { recordOf, workloadOf } from '../store/__testUtils__/records';
import { ScorecardQuery, Visibility } from '../store/types';

jest.setTimeout(120_000);

const ALL: Visibility = { all: true };
const group = (name: string) => `group:default/${name}`;

describe.each(databases.eachSupportedId())('the scorecard on %s', id => {
  let store: DatabaseMeshStore;

  beforeAll(async () => {
    store = await storeOn(await databases.init(id));
    await store.replaceWorkloads('prod-eu', [
      workloadOf({ name: 'cart' }, { running: 4, meshed: 3 }),
      workloadOf({ name: 'nobody' }, { running: 4 }),
      workloadOf({ name: 'ztunnel' }, { running: 9, infrastructure: true }),
    ]);
    await store.replaceWorkloads('prod-us', [
      workloadOf({ cluster: 'prod-us', name: 'cart' }, { running: 2 }),
    ]);
    await store.writeEntities(
      [
        recordOf('cart', {
          summary: {
            owner: group('shop'),
            system: 'system:retail/checkout',
            stage: 'not-meshed',
            membership: 'partial',
            totalPods: 6,
            meshedPods: 5,
            asOf: '2026-01-01T09:00:00.000Z',
          },
          ownerRollup: [group('shop'), group('retail')],
          workloads: [
            'prod-eu/shop/Deployment/cart',
            'prod-us/shop/Deployment/cart',
          ],
          slices: [
            {
              stage: 'not-meshed',
              membership: 'partial',
              runningPods: 4,
              meshedPods: 3,
            },
            {
              cluster: 'prod-us',
              stage: 'strict',
              health: 'unhealthy',
              meshes: [{ mesh: 'linkerd', dataPlane: 'sidecar' }],
            },
          ],
        }),
        recordOf('search', {
          summary: { owner: group('shop'), stage: 'strict' },
          ownerRollup: [group('shop'), group('retail')],
          slices: [{ stage: 'strict' }],
        }),
        recordOf('dark', {
          summary: {
            stage: 'unknown',
            membership: 'unknown',
            health: 'unknown',
            asOf: null,
            totalPods: 0,
            meshedPods: 0,
          },
          slices: [],
        }),
        recordOf('lib', {
          summary: {
            owner: null,
            eligibility: 'not-applicable',
            type: 'library',
          },
          eligibilityReason: 'type-excluded',
          slices: [],
        }),
        recordOf('idle', {
          summary: { eligibility: 'not-applicable' },
          eligibilityReason: 'scaled-to-zero',
          slices: [],
        }),
        recordOf('waived', { summary: { eligibility: 'exempt' } }),
        recordOf('lost', {
          summary: { eligibility: 'unknown', stage: 'unknown' },
          slices: [],
        }),
      ],
      { complete: true },
    );
  });

  const read = (
    query: Partial<ScorecardQuery> = {},
    visibility: Visibility = ALL,
  ) =>
    store.scorecard(
      { filter: {}, groupBy: 'owner', rollup: false, ...query },
      visibility,
    );
  const totalsBy = (card: Scorecard) =>
    Object.fromEntries(card.groups.map(g => [g.key, g.counts.total]));

  it('counts stages, membership and health of eligible entities only', async () => {
    const { totals, asOf } = await read();
    expect(asOf).toBe('2026-01-01T09:00:00.000Z');
    expect(totals).toEqual({
      total: 7,
      eligible: 3,
      exempt: 1,
      notApplicable: 2,
      notApplicableBy: { 'type-excluded': 1, 'scaled-to-zero': 1 },
      unknown: 1,
      stages: {
        'not-meshed': 1,
        meshed: 0,
        encrypted: 0,
        strict: 1,
        'zero-trust': 0,
        unknown: 1,
      },
      membership: { meshed: 1, partial: 1, 'not-meshed': 0, unknown: 1 },
      health: {
        healthy: 2,
        unhealthy: 0,
        'too-few-requests': 0,
        'no-traffic': 0,
        unknown: 1,
      },
      pods: { running: 16, meshed: 15 },
      workloads: { total: 4, meshed: 4 },
      coverage: 0.6,
      meshedShare: 1 / 3,
      meshedShareOfKnown: 1 / 2,
      strictShare: 1 / 3,
      healthyShare: 1,
    });
  });

  it.each(['owner', 'system', 'lifecycle', 'type'] as const)(
    'groups of %s add up to the totals',
    async groupBy => {
      const { partition, totals, groups } = await read({ groupBy });
      expect(partition).toBe(true);
      const sum = (pick: (c: typeof totals) => number) =>
        groups.reduce((all, g) => all + pick(g.counts), 0);
      expect(sum(c => c.total)).toBe(totals.total);
      expect(sum(c => c.eligible)).toBe(totals.eligible);
      expect(sum(c => c.stages.unknown)).toBe(totals.stages.unknown);
      expect(sum(c => c.pods.running)).toBe(totals.pods.running);
      expect(sum(c => c.notApplicable)).toBe(totals.notApplicable);
    },
  );

  it('what has no value is the group none', async () => {
    const { groups } = await read();
    expect(groups.map(g => [g.key, g.title, g.counts.total])).toEqual([
      [group('payments'), 'payments', 4],
      [group('shop'), 'shop', 2],
      ['none', 'none', 1],
    ]);
    expect(groups[2].counts.notApplicableBy).toEqual({ 'type-excluded': 1 });
  });

  it('names a ref outside the default namespace with its namespace', async () => {
    const { groups } = await read({ groupBy: 'system' });
    expect(groups.map(g => g.title)).toEqual(['none', 'retail/checkout']);
  });

  it('owners rolled up count in every group above, and say that they overlap', async () => {
    const card = await read({ rollup: true });
    expect(card.partition).toBe(false);
    expect(totalsBy(card)).toEqual({
      [group('payments')]: 4,
      [group('retail')]: 2,
      [group('shop')]: 2,
      none: 1,
    });
  });

  it('a cluster holds only what runs there', async () => {
    const card = await read({ groupBy: 'cluster' });
    expect(card.partition).toBe(false);
    expect(totalsBy(card)).toEqual({ 'prod-eu': 3, 'prod-us': 1, none: 4 });
    const us = card.groups.find(g => g.key === 'prod-us')!.counts;
    expect(us).toMatchObject({
      stages: { strict: 1, 'not-meshed': 0 },
      membership: { meshed: 1, partial: 0 },
      health: { unhealthy: 1 },
      pods: { running: 2, meshed: 2 },
      coverage: 1,
    });
    const eu = card.groups.find(g => g.key === 'prod-eu')!.counts;
    expect(eu).toMatchObject({
      stages: { strict: 1, 'not-meshed': 1 },
      coverage: 0.5,
    });
  });

  it('a cluster filter changes totals and groups alike', async () => {
    const { totals, groups } = await read({ filter: { cluster: ['prod-us'] } });
    expect(totals).toMatchObject({
      total: 1,
      stages: { strict: 1 },
      pods: { running: 2, meshed: 2 },
      coverage: 1,
    });
    expect(groups).toHaveLength(1);
    expect(groups[0].counts).toEqual({ ...totals, coverage: null });
  });

  it('an entity on two meshes is in both groups', async () => {
    const card = await read({ groupBy: 'mesh' });
    expect(totalsBy(card)).toEqual({ istio: 3, linkerd: 1, none: 4 });
  });

  it('shows only what may be seen, and no coverage, which would tell of the rest', async () => {
    const { totals, groups, asOf } = await read(
      {},
      { all: false, refs: ['component:default/search'] },
    );
    expect(totals).toMatchObject({ total: 1, coverage: null });
    expect(groups.map(g => g.key)).toEqual([group('shop')]);
    expect(asOf).toBe('2026-01-01T10:00:00.000Z');
    const nothing = await read({}, { all: false, refs: [] });
    expect(nothing.groups).toEqual([]);
    expect(nothing.totals).toMatchObject({ total: 0, meshedShare: null });
    expect(nothing.asOf).toBeNull();
  });

  it('tells no coverage of an owner, since a pod without entity has none', async () => {
    const { totals } = await read({ filter: { owner: [group('shop')] } });
    expect(totals.coverage).toBeNull();
  });
});
