import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import { parseEntityRef } from '@backstage/catalog-model';
import { ServiceUnavailableError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import express from 'express';
import fc from 'fast-check';
import request from 'supertest';
import { EntityVisibility } from '../permissions/visibility';
import { DatabaseMeshStore } from '../store/DatabaseMeshStore';
import { databases, storeOn } from '../store/__testUtils__/databases';
import { recordOf, workloadOf } from '../store/__testUtils__/records';
import { createRouter } from './createRouter';

jest.setTimeout(120_000);

const ANN = 'user:default/ann';
const BOB = 'user:default/bob';
const CART = 'component:default/cart';
const SECRET = 'component:default/secret';
const FRESH = 'component:default/fresh';
const NOW = '2026-01-01T10:10:00.000Z';

/** Ann is shown everything but what is secret, Bob sees all. */
const SHOWN: Record<string, string[]> = {
  [ANN]: [CART, FRESH],
  [BOB]: [CART, SECRET, FRESH],
};

const shownTo = (credentials: any) =>
  SHOWN[credentials.principal.userEntityRef] ?? SHOWN[BOB];
const entityOf = (ref: string) => {
  const { kind, namespace, name } = parseEntityRef(ref);
  return { kind, metadata: { namespace, name } };
};

describe.each(databases.eachSupportedId())('the API on %s', id => {
  const permissions = mockServices.permissions.mock();
  const refresh = jest.fn();
  let app: express.Express;
  let store: DatabaseMeshStore;
  let now: string;
  let denied: string[];

  beforeAll(async () => {
    store = await storeOn(await databases.init(id));
    const cart = recordOf('cart', {
      summary: { owner: 'group:default/shop' },
      workloads: ['prod-eu/shop/Deployment/cart'],
    });
    const source = {
      name: 'prod-eu',
      kind: 'kubernetes' as const,
      cluster: 'prod-eu',
      state: 'ok' as const,
      lastSuccess: '2026-01-01T10:00:00.000Z',
      lastAttempt: '2026-01-01T10:00:00.000Z',
    };
    cart.status.sources = [source];
    cart.status.mtls.plaintextCallers = [
      {
        cluster: 'prod-eu',
        namespace: 'vault',
        workload: 'secret',
        entityRef: SECRET,
        requestsPerSecond: 1,
      },
    ];
    await store.upsertSource({ ...source, message: null });
    await store.upsertSource({
      ...source,
      name: 'prod-us',
      cluster: 'prod-us',
      state: 'failed',
      lastSuccess: null,
      message: 'connection refused',
    });
    await store.upsertCluster({
      name: 'prod-eu',
      state: 'ok',
      asOf: source.lastSuccess,
      meshes: [],
      pods: { running: 4, meshed: 2 },
    });
    await store.replaceWorkloads('prod-eu', [
      workloadOf({ name: 'cart' }),
      workloadOf({ name: 'nobody' }),
    ]);
    await store.writeEntities(
      [
        cart,
        recordOf('secret', {
          summary: {
            title: 'Secret thing',
            owner: 'group:default/secret-team',
            system: 'system:default/secret-system',
          },
          slices: [
            { namespace: 'secret-namespace', cluster: 'secret-cluster' },
          ],
        }),
      ],
      { complete: true },
    );

    const catalog: any = {
      getEntityByRef: async (ref: string, { credentials }: any) =>
        shownTo(credentials).includes(ref) ? entityOf(ref) : undefined,
      async *streamEntities(_: unknown, { credentials }: any) {
        yield shownTo(credentials).map(entityOf);
      },
    };
    app = express();
    app.use(
      await createRouter({
        store,
        catalog,
        httpAuth: mockServices.httpAuth(),
        permissions,
        visibility: new EntityVisibility({ catalog, permissions }),
        refresh,
        staleAfterMs: 15 * 60_000,
        now: () => new Date(now),
      }),
    );
    app.use(mockErrorHandler());
  });

  beforeEach(() => {
    now = NOW;
    denied = [];
    refresh.mockReset();
    permissions.authorize.mockImplementation(async requests =>
      requests.map(({ permission }) => ({
        result: denied.includes(permission.name)
          ? AuthorizeResult.DENY
          : AuthorizeResult.ALLOW,
      })),
    );
    permissions.authorizeConditional.mockImplementation(
      async (requests: any[], options: any) =>
        requests.map(() =>
          options.credentials.principal.userEntityRef === ANN
            ? {
                result: AuthorizeResult.CONDITIONAL,
                pluginId: 'catalog',
                resourceType: 'catalog-entity',
                conditions: {
                  rule: 'IS_ENTITY_OWNER',
                  resourceType: 'catalog-entity',
                },
              }
            : { result: AuthorizeResult.ALLOW },
        ) as any,
    );
  });

  const get = (path: string, user = BOB) =>
    request(app)
      .get(path)
      .set('authorization', mockCredentials.user.header(user));
  const post = (path: string, user = BOB) =>
    request(app)
      .post(path)
      .set('authorization', mockCredentials.user.header(user));

  const CART_PATH = '/entities/by-ref/component/default/cart';
  const SECRET_PATH = '/entities/by-ref/component/default/secret';

  describe('lets in', () => {
    it.each([
      ['/entities', 'mesh.status.read'],
      [CART_PATH, 'mesh.status.read'],
      ['/scorecard', 'mesh.scorecard.read'],
      ['/sources', 'mesh.infrastructure.read'],
      ['/clusters', 'mesh.infrastructure.read'],
      ['/workloads/unmatched', 'mesh.infrastructure.read'],
    ])('%s whoever has %s, and nobody else', async (path, permission) => {
      expect((await get(path)).status).toBe(200);
      denied = [permission];
      const { status, body } = await get(path);
      expect(status).toBe(403);
      expect(body.error.message).toContain(permission);
      const nobody = await request(app)
        .get(path)
        .set('authorization', mockCredentials.none.header());
      expect(nobody.status).toBe(401);
    });

    it('services too', async () => {
      const { status } = await request(app)
        .get('/entities')
        .set('authorization', mockCredentials.service.header());
      expect(status).toBe(200);
    });

    it('no refresh without its own permission', async () => {
      denied = ['mesh.status.refresh'];
      expect((await post(`${CART_PATH}/refresh`)).status).toBe(403);
      expect(refresh).not.toHaveBeenCalled();
    });

    it('nobody further who may not, whatever else is wrong with the request', async () => {
      denied = ['mesh.status.read'];
      expect((await get('/entities?limit=x')).status).toBe(403);
    });
  });

  describe('a user who is shown a part of the catalog', () => {
    it.each([
      '/entities',
      '/entities?sort=-title&limit=1',
      '/entities?text=secret',
      '/entities?cluster=secret-cluster',
      '/entities?owner=group:default/secret-team',
      CART_PATH,
      ...[
        'owner',
        'owner&rollup=true',
        'system',
        'domain',
        'cluster',
        'namespace',
        'lifecycle',
        'type',
        'mesh',
      ].map(groupBy => `/scorecard?groupBy=${groupBy}`),
    ])('finds no trace of the rest in %s', async path => {
      const { status, text } = await get(path, ANN);
      expect(status).toBe(200);
      expect(text).not.toMatch(/secret|vault/i);
    });

    it('is counted only what is shown', async () => {
      expect((await get('/entities', ANN)).body.totalItems).toBe(1);
      expect((await get('/entities', BOB)).body.totalItems).toBe(2);
      expect((await get('/scorecard', ANN)).body.totals).toMatchObject({
        total: 1,
        coverage: null,
      });
      expect((await get('/scorecard', BOB)).body.totals).toMatchObject({
        total: 2,
        coverage: 0.5,
      });
    });

    it('is told how many callers are hidden, and no more', async () => {
      const { body } = await get(CART_PATH, ANN);
      expect(body.mtls.plaintextCallers).toEqual([{ hidden: true, count: 1 }]);
      expect((await get(CART_PATH, BOB)).body.mtls.plaintextCallers).toEqual([
        expect.objectContaining({ workload: 'secret' }),
      ]);
    });

    it('cannot tell what is hidden from what is not there', async () => {
      const hidden = await get(SECRET_PATH, ANN);
      const missing = await get(
        '/entities/by-ref/component/default/missing',
        ANN,
      );
      expect(hidden.status).toBe(404);
      expect(hidden.body.error.message.replace('secret', 'missing')).toBe(
        missing.body.error.message,
      );
      expect((await post(`${SECRET_PATH}/refresh`, ANN)).status).toBe(404);
      expect(refresh).not.toHaveBeenCalled();
    });
  });

  it('calls unknown what the catalog has and nothing was said of', async () => {
    const { status, body } = await get(
      '/entities/by-ref/component/default/fresh',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      entityRef: FRESH,
      asOf: null,
      stage: 'unknown',
      eligibility: { state: 'unknown' },
      membership: { state: 'unknown' },
    });
  });

  it('takes a ref in any case', async () => {
    const { body } = await get('/entities/by-ref/Component/Default/Cart');
    expect(body.entityRef).toBe(CART);
  });

  it('reads again and answers with what it then knows', async () => {
    refresh.mockImplementation(() =>
      store.writeEntities(
        [recordOf('cart', { summary: { stage: 'strict' } })],
        { complete: false },
      ),
    );
    const before = await store.getStatus(CART);
    const { status, body } = await post(`${CART_PATH}/refresh`);
    expect(status).toBe(200);
    expect(refresh).toHaveBeenCalledWith(CART);
    expect(body.stage).toBe('strict');
    await store.writeEntities(
      [
        {
          ...recordOf('cart', {
            summary: { owner: 'group:default/shop' },
            workloads: ['prod-eu/shop/Deployment/cart'],
          }),
          status: before!,
        },
      ],
      { complete: false },
    );
  });

  it('says 503 where reading again failed', async () => {
    refresh.mockRejectedValue(new ServiceUnavailableError('not reachable'));
    expect((await post(`${CART_PATH}/refresh`)).status).toBe(503);
  });

  it('refuses a body that is too large', async () => {
    const { status } = await post(`${CART_PATH}/refresh`)
      .set('content-type', 'application/json')
      .send(`"${'x'.repeat(100_000)}"`);
    expect(status).toBe(413);
    expect(refresh).not.toHaveBeenCalled();
  });

  it('ages sources when asked, not when read', async () => {
    const stateOf = async () => {
      const { body } = await get('/sources');
      return body.items.map((s: any) => [s.name, s.state]);
    };
    expect(await stateOf()).toEqual([
      ['prod-eu', 'ok'],
      ['prod-us', 'failed'],
    ]);
    now = '2026-01-01T10:30:00.000Z';
    expect(await stateOf()).toEqual([
      ['prod-eu', 'stale'],
      ['prod-us', 'failed'],
    ]);
    expect((await get(CART_PATH)).body.sources[0].state).toBe('stale');
    const { body } = await get('/clusters');
    expect(body.items).toEqual([
      expect.objectContaining({
        name: 'prod-eu',
        state: 'stale',
        pods: { running: 4, meshed: 2 },
      }),
      expect.objectContaining({
        name: 'prod-us',
        state: 'failed',
        asOf: null,
        message: 'connection refused',
      }),
    ]);
  });

  it('lists workloads that belong to no entity', async () => {
    const { body } = await get('/workloads/unmatched?cluster=prod-eu&limit=1');
    expect(body).toMatchObject({
      items: [{ name: 'nobody' }],
      totalItems: 1,
      pageInfo: {},
    });
  });

  it('takes the cursor it gave', async () => {
    const first = await get('/entities?limit=1&sort=-entityRef');
    const { nextCursor } = first.body.pageInfo;
    const second = await get(
      `/entities?limit=1&sort=-entityRef&cursor=${nextCursor}`,
    );
    expect(
      [first, second].map(answer => answer.body.items[0].entityRef),
    ).toEqual([SECRET, CART]);
    expect(second.body.pageInfo).toEqual({});
  });

  it.each([
    ['/entities?limit=0', 'limit', '1 to 500'],
    ['/entities?limit=501', 'limit', '1 to 500'],
    ['/entities?limit=1&limit=2', 'limit', '1 to 500'],
    ['/entities?limit=1e2', 'limit', '1 to 500'],
    ['/entities?limit=', 'limit', '1 to 500'],
    ['/entities?sort=colour', 'sort', 'entityRef'],
    ['/entities?stage=green', 'stage', 'zero-trust'],
    ['/entities?stage=strict&stage=green', 'stage', 'zero-trust'],
    ['/entities?mtls=yes', 'mtls', 'permissive'],
    ['/entities?owner=', 'owner', 'none'],
    ['/entities?owner=%00', 'owner', 'none'],
    ['/entities?colour=red', 'colour', 'recommendation'],
    ['/entities?owner[$ne]=x', 'owner[$ne]', 'recommendation'],
    ['/entities?__proto__=x', '__proto__', 'recommendation'],
    ['/entities?cursor=abc', 'cursor', 'nextCursor'],
    ['/scorecard?groupBy=colour', 'groupBy', 'lifecycle'],
    ['/scorecard?rollup=1', 'rollup', 'true or false'],
    ['/scorecard?since=yesterday', 'since', 'ISO-8601'],
    ['/scorecard?since=2026-02-30', 'since', 'ISO-8601'],
    ['/scorecard?limit=1', 'limit', 'groupBy'],
    ['/workloads/unmatched?cursor=abc', 'cursor', 'nextCursor'],
    ['/workloads/unmatched?stage=strict', 'stage', 'namespace'],
    ['/sources?x=1', 'x', 'none'],
    ['/clusters?x=1', 'x', 'none'],
    [`${CART_PATH}?x=1`, 'x', 'none'],
    ['/entities/by-ref/component/default/%2e%2e', 'name', 'entity'],
    ['/entities/by-ref/component/default/a%2Fb', 'name', 'entity'],
    ['/entities/by-ref/component/a%00/b', 'namespace', 'entity'],
    ['/entities/by-ref/a:b/default/b', 'kind', 'entity'],
  ])(
    '%s is a 400 that names it and what it takes',
    async (path, name, takes) => {
      const { status, body } = await get(path);
      expect(status).toBe(400);
      expect(body.error.message).toContain(`'${name}'`);
      expect(body.error.message).toContain(takes);
    },
  );

  it.each([
    '2026-01-31',
    '2026-01-31T10:00:00Z',
    '2026-01-31T10:00:00%2B01:00',
  ])('takes since=%s', async since => {
    expect((await get(`/scorecard?since=${since}`)).status).toBe(200);
  });

  it('never fails on what it is asked, only refuses it', async () => {
    const name = fc.constantFrom(
      'limit',
      'cursor',
      'sort',
      'groupBy',
      'rollup',
      'since',
      'owner',
      'cluster',
      'mesh',
      'stage',
      'text',
      'finding',
    );
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('none', 'title', '-stage', '5', 'owner', "'", '%', '\0'),
      fc.json().map(json => Buffer.from(json).toString('base64url')),
    );
    const safe = (value: string) =>
      encodeURIComponent(Buffer.from(value).toString());
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/entities', '/scorecard', '/workloads/unmatched'),
        fc.array(fc.tuple(fc.oneof(name, fc.string()), word), {
          maxLength: 4,
        }),
        async (path, parameters) => {
          const query = parameters
            .map(([key, value]) => `${safe(key)}=${safe(value)}`)
            .join('&');
          const { status } = await get(`${path}?${query}`);
          expect([200, 400]).toContain(status);
        },
      ),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', minLength: 1 }), {
          minLength: 3,
          maxLength: 3,
        }),
        async parts => {
          const { status } = await get(
            `/entities/by-ref/${parts.map(safe).join('/')}`,
          );
          expect([400, 404]).toContain(status);
        },
      ),
      { numRuns: 200 },
    );
  });
});
