import { mockCredentials } from '@backstage/backend-test-utils';
import { meshPermissions } from '@meshboard/backstage-plugin-mesh-common';
import { databases } from '../store/__testUtils__/databases';
import {
  ANN,
  CART,
  CART_PATH,
  CID,
  SECRET,
  SECRET_PATH,
  TestApi,
} from './__testUtils__/TestApi';

jest.setTimeout(120_000);

/** What the router itself has, so that a new route is in here without being named. */
const routesOf = (api: TestApi) =>
  api.router.stack.flatMap(({ route }: any) =>
    route
      ? Object.keys(route.methods).map(method => ({
          method: method as 'get' | 'post',
          path: route.path as string,
        }))
      : [],
  );

const HIDDEN = /secret|vault/i;

describe.each(databases.eachSupportedId())('access on %s', id => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.create(await databases.init(id));
  });

  beforeEach(() => api.reset());

  const ask = (
    { method, path }: { method: 'get' | 'post'; path: string },
    authorization: string | undefined,
  ) => {
    const filled = path
      .replace(':kind', 'component')
      .replace(':namespace', '%00')
      .replace(':name', '%2e%2e');
    expect(filled).not.toContain(':');
    return api[method](`${filled}?limit=x&__proto__=1`, authorization);
  };

  it('has routes to be asked', () => {
    expect(routesOf(api).length).toBeGreaterThan(6);
    // Anything else that answers would be outside of what is asked below.
    expect(api.router.stack.every((layer: any) => layer.route)).toBe(true);
  });

  it('is looked at before anything else, whatever is wrong with a request', async () => {
    for (const route of routesOf(api)) {
      const nobody = await ask(route, mockCredentials.none.header());
      expect([route, nobody.status]).toEqual([route, 401]);
    }
    api.denied = meshPermissions.map(({ name }) => name);
    for (const route of routesOf(api)) {
      for (const authorization of [
        mockCredentials.user.header(ANN),
        mockCredentials.service.header(),
      ]) {
        const { status, text } = await ask(route, authorization);
        expect([route, status]).toEqual([route, 403]);
        expect(text).not.toMatch(HIDDEN);
      }
    }
    expect(api.audited.createEvent).not.toHaveBeenCalled();
  });

  it('is looked at before a body is read', async () => {
    api.denied = ['mesh.status.refresh'];
    for (const [authorization, expected] of [
      [mockCredentials.none.header(), 401],
      [mockCredentials.user.header(ANN), 403],
    ] as const) {
      const { status } = await api
        .post(`${CART_PATH}/refresh`, authorization)
        .send('x'.repeat(100_000));
      expect(status).toBe(expected);
    }
  });

  it('shows nothing at all to whom the catalog shows nothing', async () => {
    const cid = mockCredentials.user.header(CID);
    const { body } = await api.get('/entities', cid);
    expect(body).toMatchObject({ items: [], totalItems: 0, pageInfo: {} });
    const scorecard = await api.get('/scorecard', cid);
    expect(scorecard.body).toMatchObject({ groups: [], totals: { total: 0 } });
    expect((await api.get(CART_PATH, cid)).status).toBe(404);
    expect((await api.post(`${CART_PATH}/refresh`, cid)).status).toBe(404);
    expect(api.refresh).not.toHaveBeenCalled();
  });

  it.each([
    'text=secret',
    'text=vault',
    'owner=group:default/secret-team',
    'system=system:default/secret-system',
    'cluster=secret-cluster',
    'namespace=secret-namespace',
  ])('gives no oracle: %s finds as much as what is nowhere', async query => {
    const ann = mockCredentials.user.header(ANN);
    const nowhere = query.replace(/[^=]+$/, 'nowhere');
    for (const path of ['/entities', '/scorecard']) {
      const [hidden, missing] = [
        await api.get(`${path}?${query}`, ann),
        await api.get(`${path}?${nowhere}`, ann),
      ];
      expect(hidden.body).toEqual(missing.body);
    }
  });

  it('has no hidden name in a cursor, and takes no name out of a forged one', async () => {
    const ann = mockCredentials.user.header(ANN);
    const { body } = await api.get('/entities?limit=1&sort=-title');
    const parts = JSON.parse(
      Buffer.from(body.pageInfo.nextCursor, 'base64url').toString(),
    );
    for (const value of ['', 'secres', 'secret thing', 'zzz']) {
      const forged = [parts[0], parts[1], value, SECRET, parts[4]];
      const cursor = Buffer.from(JSON.stringify(forged)).toString('base64url');
      const answer = await api.get(
        `/entities?limit=1&sort=-title&cursor=${cursor}`,
        ann,
      );
      expect(answer.text).not.toMatch(HIDDEN);
      expect([200, 400]).toContain(answer.status);
    }
    const own = await api.get('/entities?limit=1&sort=-title', ann);
    expect(own.body.pageInfo).toEqual({});
  });

  it('answers for what is hidden as for what is not there', async () => {
    const ann = mockCredentials.user.header(ANN);
    for (const [method, tail] of [
      ['get', ''],
      ['get', '/edges'],
      ['get', '/signals'],
      ['post', '/refresh'],
    ] as const) {
      const hidden = await api[method](`${SECRET_PATH}${tail}`, ann);
      const missing = await api[method](
        `${SECRET_PATH.replace('secret', 'missing')}${tail}`,
        ann,
      );
      expect(hidden.status).toBe(404);
      expect(JSON.parse(hidden.text.replace(/secret/g, 'missing'))).toEqual(
        missing.body,
      );
    }
    expect(api.refresh).not.toHaveBeenCalled();
  });

  it('reads text to look for as text: % and _ are no wildcards', async () => {
    for (const text of ['%25', '_', '%5C', 'c%25t', 'c_rt', '!']) {
      const { body } = await api.get(`/entities?text=${text}`);
      expect([text, body.totalItems]).toEqual([text, 0]);
    }
    expect((await api.get('/entities?text=cart')).body.totalItems).toBe(1);
  });

  it('audits a refresh, done or not, without a token', async () => {
    const { createEvent, success, fail } = api.audited;
    await api.post(`${CART_PATH}/refresh`);
    expect(createEvent).toHaveBeenCalledWith({
      eventId: 'entity-refresh',
      severityLevel: 'medium',
      request: expect.anything(),
      meta: { entityRef: CART },
    });
    expect(success).toHaveBeenCalledTimes(1);
    expect(fail).not.toHaveBeenCalled();

    api.refresh.mockRejectedValue(new Error('not reachable'));
    await api.post(`${CART_PATH}/refresh`);
    expect(success).toHaveBeenCalledTimes(1);
    expect(fail).toHaveBeenCalledWith({
      error: expect.objectContaining({ message: 'not reachable' }),
    });
  });
});
