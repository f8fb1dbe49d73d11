import { mockCredentials } from '@backstage/backend-test-utils';
import { ServiceUnavailableError } from '@backstage/errors';
import { databases } from '../store/__testUtils__/databases';
import { recordOf } from '../store/__testUtils__/records';
import {
  ANN,
  BOB,
  CART,
  CART_PATH,
  FRESH,
  SECRET,
  SECRET_PATH,
  TestApi,
} from './__testUtils__/TestApi';

jest.setTimeout(120_000);

describe.each(databases.eachSupportedId())('the API on %s', id => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.create(await databases.init(id));
  });

  beforeEach(() => api.reset());

  const as = (user: string) => mockCredentials.user.header(user);

  describe('lets in', () => {
    it.each([
      ['/entities', 'mesh.status.read'],
      [CART_PATH, 'mesh.status.read'],
      ['/scorecard', 'mesh.scorecard.read'],
      ['/sources', 'mesh.infrastructure.read'],
      ['/clusters', 'mesh.infrastructure.read'],
      ['/workloads/unmatched', 'mesh.infrastructure.read'],
    ])('%s whoever has %s, and nobody else', async (path, permission) => {
      expect((await api.get(path)).status).toBe(200);
      api.denied = [permission];
      const { status, body } = await api.get(path);
      expect(status).toBe(403);
      expect(body.error.message).toContain(permission);
      const nobody = await api.get(path, mockCredentials.none.header());
      expect(nobody.status).toBe(401);
    });

    it('services too', async () => {
      const { status } = await api.get(
        '/entities',
        mockCredentials.service.header(),
      );
      expect(status).toBe(200);
    });

    it('no refresh without its own permission', async () => {
      api.denied = ['mesh.status.refresh'];
      expect((await api.post(`${CART_PATH}/refresh`)).status).toBe(403);
      expect(api.refresh).not.toHaveBeenCalled();
    });

    it('nobody further who may not, whatever else is wrong with the request', async () => {
      api.denied = ['mesh.status.read'];
      expect((await api.get('/entities?limit=x')).status).toBe(403);
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
      const { status, text } = await api.get(path, as(ANN));
      expect(status).toBe(200);
      expect(text).not.toMatch(/secret|vault/i);
    });

    it('is counted only what is shown', async () => {
      expect((await api.get('/entities', as(ANN))).body.totalItems).toBe(1);
      expect((await api.get('/entities', as(BOB))).body.totalItems).toBe(2);
      expect((await api.get('/scorecard', as(ANN))).body.totals).toMatchObject({
        total: 1,
        coverage: null,
      });
      expect((await api.get('/scorecard', as(BOB))).body.totals).toMatchObject({
        total: 2,
        coverage: 0.5,
      });
    });

    it('is told how many callers are hidden, and no more', async () => {
      const { body } = await api.get(CART_PATH, as(ANN));
      expect(body.mtls.plaintextCallers).toEqual([{ hidden: true, count: 1 }]);
      expect(
        (await api.get(CART_PATH, as(BOB))).body.mtls.plaintextCallers,
      ).toEqual([expect.objectContaining({ workload: 'secret' })]);
    });

    it('cannot tell what is hidden from what is not there', async () => {
      const hidden = await api.get(SECRET_PATH, as(ANN));
      const missing = await api.get(
        '/entities/by-ref/component/default/missing',
        as(ANN),
      );
      expect(hidden.status).toBe(404);
      expect(hidden.body.error.message.replace('secret', 'missing')).toBe(
        missing.body.error.message,
      );
      expect((await api.post(`${SECRET_PATH}/refresh`, as(ANN))).status).toBe(
        404,
      );
      expect(api.refresh).not.toHaveBeenCalled();
    });
  });

  it('calls unknown what the catalog has and nothing was said of', async () => {
    const { status, body } = await api.get(
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
    const { body } = await api.get('/entities/by-ref/Component/Default/Cart');
    expect(body.entityRef).toBe(CART);
  });

  it('reads again and answers with what it then knows', async () => {
    api.refresh.mockImplementation(() =>
      api.store.writeEntities(
        [recordOf('cart', { summary: { stage: 'strict' } })],
        { complete: false },
      ),
    );
    const before = await api.store.getStatus(CART);
    const { status, body } = await api.post(`${CART_PATH}/refresh`);
    expect(status).toBe(200);
    expect(api.refresh).toHaveBeenCalledWith(CART);
    expect(body.stage).toBe('strict');
    await api.store.writeEntities(
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
    api.refresh.mockRejectedValue(new ServiceUnavailableError('not reachable'));
    expect((await api.post(`${CART_PATH}/refresh`)).status).toBe(503);
  });

  it('refuses a body that is too large', async () => {
    const { status } = await api
      .post(`${CART_PATH}/refresh`)
      .set('content-type', 'application/json')
      .send(`"${'x'.repeat(100_000)}"`);
    expect(status).toBe(413);
    expect(api.refresh).not.toHaveBeenCalled();
  });

  it('ages sources when asked, not when read', async () => {
    const stateOf = async () => {
      const { body } = await api.get('/sources');
      return body.items.map((s: any) => [s.name, s.state]);
    };
    expect(await stateOf()).toEqual([
      ['prod-eu', 'ok'],
      ['prod-us', 'failed'],
    ]);
    api.now = '2026-01-01T10:30:00.000Z';
    expect(await stateOf()).toEqual([
      ['prod-eu', 'stale'],
      ['prod-us', 'failed'],
    ]);
    expect((await api.get(CART_PATH)).body.sources[0].state).toBe('stale');
    const { body } = await api.get('/clusters');
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
    const { body } = await api.get(
      '/workloads/unmatched?cluster=prod-eu&limit=1',
    );
    expect(body).toMatchObject({
      items: [{ name: 'nobody' }],
      totalItems: 1,
      pageInfo: {},
    });
  });

  it('takes the cursor it gave', async () => {
    const first = await api.get('/entities?limit=1&sort=-entityRef');
    const { nextCursor } = first.body.pageInfo;
    const second = await api.get(
      `/entities?limit=1&sort=-entityRef&cursor=${nextCursor}`,
    );
    expect(
      [first, second].map(answer => answer.body.items[0].entityRef),
    ).toEqual([SECRET, CART]);
    expect(second.body.pageInfo).toEqual({});
  });
});
