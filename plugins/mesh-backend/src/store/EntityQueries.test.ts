import { InputError } from '@backstage/errors';
import { Stage } from '@meshboard/backstage-plugin-mesh-common';
import { Knex } from 'knex';
import { DatabaseMeshStore } from './DatabaseMeshStore';
import { databases, storeOn } from './__testUtils__/databases';
import { recordOf } from './__testUtils__/records';
import {
  ENTITY_SORT_FIELDS,
  EntityFilter,
  EntityQuery,
  EntityRecord,
  EntitySlice,
  Visibility,
} from './types';

jest.setTimeout(120_000);

const ALL: Visibility = { all: true };
const ref = (name: string) => `component:default/${name}`;

describe.each(databases.eachSupportedId())('the service table on %s', id => {
  let knex: Knex;
  let store: DatabaseMeshStore;

  beforeAll(async () => {
    knex = await databases.init(id);
    store = await storeOn(knex);
  });

  const write = (...records: EntityRecord[]) =>
    store.writeEntities(records, { complete: true });

  const ask = (
    query: Partial<EntityQuery> = {},
    visibility: Visibility = ALL,
  ) =>
    store.queryEntities(
      {
        filter: {},
        sort: { field: 'title', descending: false },
        limit: 100,
        ...query,
      },
      visibility,
    );
  const names = async (filter: EntityFilter, visibility: Visibility = ALL) =>
    (await ask({ filter }, visibility)).items.map(item => item.title);

  it('gives a row back as it was written', async () => {
    const record = recordOf('cart', { summary: { successRate: 0.999123 } });
    await write(record);
    expect(await ask()).toEqual({ items: [record.summary], totalItems: 1 });
    expect(await store.getStatus(ref('cart'))).toEqual(record.status);
  });

  describe('filters', () => {
    beforeEach(() =>
      write(
        recordOf('Cart', {
          summary: { system: 'system:default/shop', stage: 'strict' },
          status: {
            findings: [
              {
                code: 'proxy-not-ready',
                severity: 'warning',
                title: '',
                evidence: '',
                workloads: [],
                fix: [],
                seeAlso: [],
              },
            ],
          },
        }),
        recordOf('search', {
          summary: { owner: null, eligibility: 'exempt', health: 'unhealthy' },
          slices: [
            {
              cluster: 'prod-us',
              meshes: [{ mesh: 'linkerd', dataPlane: 'sidecar' }],
            },
          ],
        }),
        recordOf('50%_off', {
          summary: {
            stage: 'not-meshed',
            membership: 'not-meshed',
            mtlsConfigured: 'disabled',
            recommendation: { verdict: 'adopt', mesh: null, dataPlane: null },
          },
          slices: [],
        }),
      ),
    );

    it.each<[EntityFilter, string[]]>([
      [{ owner: ['none'] }, ['search']],
      [
        { owner: ['none', 'group:default/payments'] },
        ['50%_off', 'Cart', 'search'],
      ],
      [{ system: ['system:default/shop'] }, ['Cart']],
      [{ system: ['none'], owner: ['group:default/payments'] }, ['50%_off']],
      [{ stage: ['strict'] }, ['Cart']],
      [{ stage: ['none'] }, []],
      [{ membership: ['not-meshed'] }, ['50%_off']],
      [{ mtls: ['disabled'] }, ['50%_off']],
      [{ eligibility: ['exempt'] }, ['search']],
      [{ recommendation: ['adopt'] }, ['50%_off']],
      [{ health: ['unhealthy'] }, ['search']],
      [{ finding: ['proxy-not-ready'] }, ['Cart']],
      [{ finding: ['none'] }, ['50%_off', 'search']],
      [{ mesh: ['linkerd'] }, ['search']],
      [{ mesh: ['none'] }, ['50%_off']],
      [{ mesh: ['none', 'istio'] }, ['50%_off', 'Cart']],
      [{ dataPlane: ['sidecar'] }, ['Cart', 'search']],
      [{ dataPlane: ['none'] }, ['50%_off']],
      [{ cluster: ['prod-us'] }, ['search']],
      [{ cluster: ['none'] }, ['50%_off']],
      [{ cluster: ['none', 'prod-us'] }, ['50%_off', 'search']],
      [{ cluster: ['none'], namespace: ['shop'] }, []],
      [{ namespace: ['shop'] }, ['Cart', 'search']],
      [{ text: ['CAR'] }, ['Cart']],
      [{ text: ['component:default/sea'] }, ['search']],
      [{ text: ['%_'] }, ['50%_off']],
      [{ text: ['_'] }, ['50%_off']],
      [{ text: ['!'] }, []],
      [{ text: ["'; drop table mesh_entities; --"] }, []],
      [{ text: ['cart', 'search'] }, ['Cart', 'search']],
    ])('%j', async (filter, expected) => {
      expect(await names(filter)).toEqual(expected);
    });
  });

  describe('pools only the slices in scope', () => {
    const pooled = async (
      slices: Partial<EntitySlice>[],
      filter: EntityFilter = { cluster: ['prod-eu'] },
    ) => {
      await write(
        recordOf('cart', {
          summary: { stage: 'zero-trust', membership: 'meshed' },
          slices: slices.map((slice, i) => ({
            namespace: `ns-${i}`,
            ...slice,
          })),
        }),
      );
      return (await ask({ filter })).items[0];
    };
    const stages = (...all: Stage[]) => all.map(stage => ({ stage }));

    it.each<[Stage[], Stage]>([
      [['strict', 'encrypted'], 'encrypted'],
      [['zero-trust', 'strict'], 'strict'],
      [['zero-trust'], 'zero-trust'],
      [['strict', 'unknown'], 'unknown'],
      [['unknown', 'not-meshed', 'strict'], 'not-meshed'],
      [['unknown'], 'unknown'],
      [['meshed', 'encrypted'], 'meshed'],
    ])('stages %j are %s', async (given, stage) => {
      expect((await pooled(stages(...given))).stage).toBe(stage);
    });

    it('memberships', async () => {
      const of = async (...slices: Partial<EntitySlice>[]) =>
        (await pooled(slices)).membership;
      const out = { membership: 'not-meshed', meshedPods: 0 } as const;
      const dark = { membership: 'unknown', meshedPods: 0 } as const;
      expect(await of({}, {})).toBe('meshed');
      expect(await of({}, out)).toBe('partial');
      expect(await of(out, dark)).toBe('not-meshed');
      expect(await of({}, dark)).toBe('unknown');
      expect(await of({ membership: 'partial', meshedPods: 1 })).toBe(
        'partial',
      );
    });

    it('modes', async () => {
      const of = async (...modes: EntitySlice['mtlsConfigured'][]) =>
        (await pooled(modes.map(mtlsConfigured => ({ mtlsConfigured }))))
          .mtlsConfigured;
      expect(await of('strict', 'strict')).toBe('strict');
      expect(await of('strict', 'permissive')).toBe('mixed');
      expect(await of('strict', 'permissive', 'unknown')).toBe('mixed');
      expect(await of('strict', 'unknown')).toBe('unknown');
      expect(await of('unknown')).toBe('unknown');
    });

    it('health: the worst, then what cannot be told', async () => {
      const of = async (...all: EntitySlice['health'][]) =>
        (await pooled(all.map(health => ({ health })))).health;
      expect(await of('unknown', 'unhealthy')).toBe('unhealthy');
      expect(await of('healthy', 'unknown')).toBe('unknown');
      expect(await of('healthy', 'no-traffic')).toBe('healthy');
      expect(await of('too-few-requests', 'no-traffic')).toBe(
        'too-few-requests',
      );
      expect(await of('no-traffic')).toBe('no-traffic');
    });

    it('pods and rates are sums, shares are of sums', async () => {
      const slices: Partial<EntitySlice>[] = [
        {
          runningPods: 3,
          meshedPods: 2,
          requests: { total: 90, success: 90 },
          encrypted: { total: 10, encrypted: 10 },
        },
        {
          runningPods: 1,
          meshedPods: 1,
          requests: { total: 10, success: 0 },
          encrypted: { total: 30, encrypted: 0 },
        },
        { cluster: 'prod-us', requests: { total: 900, success: 0 } },
        { requests: null },
      ];
      expect(await pooled(slices)).toMatchObject({
        clusters: ['prod-eu'],
        totalPods: 6,
        meshedPods: 5,
        requestsPerSecond: 100,
        successRate: 0.9,
        mtlsObservedShare: 0.25,
      });
      expect(
        await pooled([{ requests: { total: 0, success: 0 } }]),
      ).toMatchObject({ requestsPerSecond: 0, successRate: null });
      expect(await pooled([{}])).toMatchObject({
        requestsPerSecond: null,
        successRate: null,
        mtlsObservedShare: null,
      });
    });

    it('filters look at what is in scope, meshes among it', async () => {
      await pooled([
        { stage: 'strict' },
        {
          cluster: 'prod-us',
          stage: 'meshed',
          meshes: [{ mesh: 'linkerd', dataPlane: 'sidecar' }],
        },
      ]);
      const eu = { cluster: ['prod-eu'] };
      expect(await names({ ...eu, stage: ['strict'] })).toEqual(['cart']);
      expect(await names({ ...eu, stage: ['meshed'] })).toEqual([]);
      expect(await names({ stage: ['strict'] })).toEqual([]);
      expect(await names({ ...eu, mesh: ['linkerd'] })).toEqual([]);
      expect(await names({ ...eu, namespace: ['ns-1'] })).toEqual([]);
      expect((await ask({ filter: eu })).items[0].meshes).toEqual(['istio']);
    });
  });

  describe('pages', () => {
    const rates = [0.5, null, 1 / 3, 0.5, null, 0.9999999, 0];
    beforeEach(() =>
      write(
        ...rates.map((successRate, i) =>
          recordOf(`s${i}`, {
            summary: {
              title: i % 2 ? 'Same' : `t${i}`,
              successRate,
              requestsPerSecond: successRate && successRate * 3,
              mtlsObservedShare: successRate,
              system: i % 3 ? `system:default/${i % 2}` : null,
              stage: (['unknown', 'strict', 'not-meshed'] as const)[i % 3],
              asOf: i % 4 ? `2026-01-0${i}T00:00:00Z` : null,
            },
            slices: [
              {
                requests:
                  successRate === null
                    ? null
                    : { total: 3, success: successRate * 3 },
              },
            ],
          }),
        ),
      ),
    );

    const walk = async (query: Partial<EntityQuery>) => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await ask({ ...query, limit: 2, cursor });
        expect(page.totalItems).toBe(rates.length);
        seen.push(...page.items.map(item => item.entityRef));
        cursor = page.nextCursor;
      } while (cursor && seen.length < 50);
      return seen;
    };

    it.each(
      ENTITY_SORT_FIELDS.flatMap(field =>
        [true, false].flatMap(descending =>
          [{}, { cluster: ['prod-eu'] }].map(
            filter => [field, descending, filter] as const,
          ),
        ),
      ),
    )(
      'each row once, by %s, descending %s, %j',
      async (field, descending, filter) => {
        const query = { filter, sort: { field, descending } };
        const once = (await ask(query)).items.map(item => item.entityRef);
        expect(await walk(query)).toEqual(once);
        expect(new Set(once).size).toBe(rates.length);
      },
    );

    it('nulls come last in both directions, ties by ref', async () => {
      const order = async (descending: boolean) =>
        (await ask({ sort: { field: 'successRate', descending } })).items.map(
          item => item.entityRef.replace(ref('s'), ''),
        );
      expect(await order(false)).toEqual(['6', '2', '0', '3', '5', '1', '4']);
      expect(await order(true)).toEqual(['5', '0', '3', '2', '6', '1', '4']);
    });

    it('the ladder is in its order, what is not known last', async () => {
      const order = async (descending: boolean) => [
        ...new Set(
          (await ask({ sort: { field: 'stage', descending } })).items.map(
            item => item.stage,
          ),
        ),
      ];
      expect(await order(false)).toEqual(['not-meshed', 'strict', 'unknown']);
      expect(await order(true)).toEqual(['strict', 'not-meshed', 'unknown']);
    });

    it('a cursor of another sort, of other filters or of nobody is refused', async () => {
      const { nextCursor } = await ask({ limit: 2 });
      const encode = (value: unknown) =>
        Buffer.from(JSON.stringify(value)).toString('base64url');
      const [, , , , hash] = JSON.parse(
        Buffer.from(nextCursor!, 'base64url').toString(),
      );
      const wrong: Partial<EntityQuery>[] = [
        { cursor: nextCursor, sort: { field: 'title', descending: true } },
        { cursor: nextCursor, sort: { field: 'owner', descending: false } },
        { cursor: nextCursor, filter: { stage: ['strict'] } },
        { cursor: '' },
        { cursor: 'rubbish' },
        { cursor: encode(null) },
        { cursor: encode(['title', 0, 12, ref('s0'), hash]) },
        { cursor: encode(['title', 0, 'a\0', ref('s0'), hash]) },
        { cursor: encode(['title', 0, 'a', 'b\0', hash]) },
        ...['x', 1.5, -1, 1e300].map(value => ({
          sort: { field: 'stage', descending: false } as const,
          cursor: encode(['stage', 0, value, ref('s0'), hash]),
        })),
      ];
      for (const query of wrong) {
        const error = await ask(query).catch(e => e);
        expect(error).toBeInstanceOf(InputError);
        expect(error.message).toMatch(/'cursor'/);
      }
    });
  });

  it('shows to nobody what they may not see, with however many refs', async () => {
    await write(recordOf('cart'), recordOf('secret'));
    const only = (...refs: string[]): Visibility => ({ all: false, refs });
    expect(await names({}, only())).toEqual([]);
    expect(await ask({}, only(ref('cart')))).toMatchObject({ totalItems: 1 });
    const many = Array.from({ length: 70_000 }, (_, i) => ref(`other-${i}`));
    expect(await names({}, only(...many, ref('cart')))).toEqual(['cart']);
  });
});
