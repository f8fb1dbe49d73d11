import fc from 'fast-check';
import { databases } from '../store/__testUtils__/databases';
import { CART_PATH, TestApi } from './__testUtils__/TestApi';

jest.setTimeout(120_000);

describe.each(databases.eachSupportedId())('parameters on %s', id => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.create(await databases.init(id));
  });

  beforeEach(() => api.reset());

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
      const { status, body } = await api.get(path);
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
    expect((await api.get(`/scorecard?since=${since}`)).status).toBe(200);
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
          const { status } = await api.get(`${path}?${query}`);
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
          const { status } = await api.get(
            `/entities/by-ref/${parts.map(safe).join('/')}`,
          );
          expect([400, 404]).toContain(status);
        },
      ),
      { numRuns: 200 },
    );
  });
});
