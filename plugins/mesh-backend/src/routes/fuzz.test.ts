import { mockCredentials } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { createServer, request, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { parse } from 'yaml';
import { databases } from '../store/__testUtils__/databases';
import { filterHash } from '../store/cursor';
import { TestApi } from './__testUtils__/TestApi';

jest.setTimeout(120_000);

/** These always, and one that is new each time; fast-check names the seed of what fails. */
const SEEDS = [1, 20, 300, Date.now() % 2 ** 31];
const RUNS = 300;

const BOB = mockCredentials.user.header('user:default/bob');

/** Text as it stands in a URL, spoilt or not. */
const nasty = fc.constantFrom(
  '',
  '%00',
  'a%00b',
  '%20',
  '..',
  '%2e%2e',
  '%2F',
  '%5C',
  '%',
  '%zz',
  '%ff',
  '%ED%A0%80',
  '%F0%9F%92%A9',
  '%E2%80%AE',
  'cafe%CC%81',
  '+',
  'none',
  'null',
  '[]',
  '{}',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '1e400',
  '-0',
  'NaN',
  '9007199254740993',
  '%2B275760-09-13',
  '%2B275760-09-13T00:00:00.001Z',
  '-000001-01-01',
  '0000-00-00',
  '2026-02-30',
  '2026-01-01T24:00:00Z',
  '2026-12-31T23:59:60Z',
  "'%20OR%20'1'='1'%20--",
  "'%3B--",
  '$1',
  '?',
  '%25',
  '_',
  'x'.repeat(1000),
  'x'.repeat(10_000),
);
const escaped = fc
  .string({ unit: 'binary', maxLength: 20 })
  .map(encodeURIComponent);
const bytes = fc
  .uint8Array({ maxLength: 12 })
  .map(all =>
    [...all].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
const value = fc.oneof({ weight: 3, arbitrary: nasty }, escaped, bytes);

const cursorPart = fc.oneof(
  fc.constantFrom<unknown>(
    'title',
    'successRate',
    'asOf',
    'workload',
    0,
    1,
    null,
    '\0',
    '\ud800',
    '+275760-09-13',
    '__proto__',
    'x'.repeat(500),
    [],
    {},
    1e300,
  ),
  fc.jsonValue(),
);
const cursor = fc
  .oneof(
    fc.array(cursorPart, { minLength: 5, maxLength: 5 }),
    // Almost well made.
    fc.tuple(
      fc.constantFrom('title', 'successRate', 'asOf', 'workload'),
      fc.constantFrom(0, 1),
      cursorPart,
      cursorPart,
      fc.constantFrom(filterHash({}), ''),
    ),
    fc.jsonValue(),
  )
  .map(parts => Buffer.from(JSON.stringify(parts)).toString('base64url'));

/** A cursor of the sort that is asked for, so that what is in it gets as far as the database. */
const sortedCursor = fc
  .tuple(
    fc.constantFrom('title', 'successRate', 'asOf', 'entityRef'),
    fc.boolean(),
    cursorPart,
    cursorPart,
  )
  .map(([field, descending, last, ref]): [string, string][] => [
    ['sort', descending ? `-${field}` : field],
    [
      'cursor',
      Buffer.from(
        JSON.stringify([field, descending ? 1 : 0, last, ref, filterHash({})]),
      ).toString('base64url'),
    ],
  ]);

const body = fc.record({
  type: fc.constantFrom(
    'application/json',
    'application/json; charset=utf-7',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    '',
  ),
  encoding: fc.constantFrom('identity', 'identity', 'gzip', 'br', 'nonsense'),
  content: fc.constantFrom(
    '',
    '{',
    '{"a":',
    'null',
    '[[[[',
    '{"__proto__":{"admin":true}}',
    '{"a":1e400}',
    '\0',
    '\ud800',
    'a[b]=c&a[__proto__]=d',
    'x'.repeat(70_000),
  ),
});

interface Route {
  method: string;
  path: string;
  parameters: string[];
}

interface Answer {
  status: number;
  type: string | undefined;
  text: string;
}

/** What nobody outside has a use for: where the code is, and what the database is asked. */
const INSIDE =
  /\n\s+at |node_modules|\.[jt]s:\d|mesh_\w|SQLITE|\bselect\b[^]*\bfrom\b|invalid input syntax|invalid byte sequence/i;

describe.each(databases.eachSupportedId())('whatever is asked on %s', id => {
  let api: TestApi;
  let server: Server;
  let routes: Route[];

  /** Nothing between the test and the wire makes a URL tidy. */
  const send = (
    method: string,
    path: string,
    payload?: { type: string; encoding: string; content: string },
  ) =>
    new Promise<Answer>((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      const headers: Record<string, string> = { authorization: BOB };
      if (payload) {
        if (payload.type) headers['content-type'] = payload.type;
        headers['content-encoding'] = payload.encoding;
      }
      const req = request(
        { host: '127.0.0.1', port, method, path, headers },
        async res => {
          const chunks: Buffer[] = [];
          for await (const chunk of res) chunks.push(chunk);
          resolve({
            status: res.statusCode!,
            type: res.headers['content-type'],
            text: Buffer.concat(chunks).toString(),
          });
        },
      );
      req.on('error', reject);
      req.end(payload?.content);
    });

  beforeAll(async () => {
    api = await TestApi.create(await databases.init(id));
    api.reset();
    // Node would answer for itself what is too long; here the API has to.
    server = createServer({ maxHeaderSize: 1024 * 1024 }, api.app);
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    routes = [];
    for (const { route } of api.router.stack as any[]) {
      for (const method of Object.keys(route.methods)) {
        const path = route.path
          .replace(':kind', 'component')
          .replace(':namespace', 'default')
          .replace(':name', 'cart');
        // The API says by itself what it takes.
        const { text } = await send(method.toUpperCase(), `${path}?unheard=of`);
        const takes = /this takes ([\w, ]+)/.exec(
          JSON.parse(text).error.message,
        )![1];
        routes.push({
          method: method.toUpperCase(),
          path: route.path,
          parameters: takes === 'none' ? [] : takes.split(', '),
        });
      }
    }
  });

  beforeEach(() => api.reset());

  afterAll(async () => {
    server?.closeAllConnections();
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  function check(answer: Answer, names: string[], hasBody: boolean) {
    const { status, type, text } = answer;
    expect(status).toBeLessThan(500);
    if (status === 200 && /^text\/yaml/.test(type ?? '')) {
      expect(parse(text)).toEqual(expect.any(Object));
      return;
    }
    expect(type).toMatch(/^application\/json/);
    const parsed = JSON.parse(text);
    if (status === 200) return;
    expect(parsed.error).toMatchObject({
      name: expect.stringMatching(/./),
      message: expect.stringMatching(/./),
    });
    expect(parsed.error.stack).toBeUndefined();
    expect(text).not.toMatch(INSIDE);
    if (status !== 400 || hasBody) return;
    const { message } = parsed.error;
    const named = names.some(name => message.includes(`'${name}'`));
    expect([message, named || /Failed to decode param/.test(message)]).toEqual([
      message,
      true,
    ]);
  }

  it('knows every route and what each takes', () => {
    expect(routes.map(r => `${r.method} ${r.path}`)).toEqual(
      expect.arrayContaining([
        'GET /entities',
        'POST /entities/by-ref/:kind/:namespace/:name/refresh',
        'GET /scorecard',
        'GET /workloads/unmatched',
      ]),
    );
    const table = routes.find(route => route.path === '/entities')!;
    expect(table.parameters).toEqual(
      expect.arrayContaining(['limit', 'cursor', 'sort', 'owner', 'text']),
    );
  });

  it.each(SEEDS)(
    'is answered, and never with a 500, from seed %s',
    async seed => {
      const asked = fc.constantFrom(...routes).chain(route => {
        const odd = fc.constantFrom(
          '__proto__',
          'constructor',
          'hasOwnProperty',
          'a[b]',
          'owner[]',
          'owner[__proto__]',
          'limit[0]',
          '',
          '%00',
          '%ED%A0%80',
          'x'.repeat(2000),
        );
        const known = route.parameters.length
          ? fc.constantFrom(...route.parameters)
          : odd;
        const pair = fc.oneof(
          { weight: 6, arbitrary: fc.tuple(known, value) },
          { weight: 1, arbitrary: fc.tuple(odd, value) },
          {
            weight: route.parameters.includes('cursor') ? 3 : 0,
            arbitrary: fc.tuple(fc.constant<string>('cursor'), cursor),
          },
        );
        return fc.record({
          route: fc.constant(route),
          parts: fc.record({ kind: value, namespace: value, name: value }),
          spoil: fc.subarray(['kind', 'namespace', 'name'] as const),
          query: fc.oneof(
            { weight: 4, arbitrary: fc.array(pair, { maxLength: 2 }) },
            {
              weight: route.parameters.includes('sort') ? 4 : 0,
              arbitrary: sortedCursor,
            },
            // Many values of one name.
            fc
              .tuple(known, value, fc.integer({ min: 2, max: 250 }))
              .map(([name, one, times]) =>
                Array<[string, string]>(times).fill([
                  name,
                  one.slice(0, 12).replace(/%.?$/, ''),
                ]),
              ),
          ),
          payload: fc.option(body, { nil: undefined }),
        });
      });
      await fc.assert(
        fc.asyncProperty(
          asked,
          async ({ route, parts, spoil, query, payload }) => {
            const part = (name: 'kind' | 'namespace' | 'name', usual: string) =>
              // An empty part, or a slash, would be another route's path.
              (spoil.includes(name) && parts[name].replace(/\?/g, '%3F')) ||
              usual;
            const path = route.path
              .replace(':kind', () => part('kind', 'component'))
              .replace(':namespace', () => part('namespace', 'default'))
              .replace(':name', () => part('name', 'cart'));
            const search = query
              .map(([name, one]) => `${name}=${one}`)
              .join('&');
            const answer = await send(
              route.method,
              search ? `${path}?${search}` : path,
              route.method === 'GET' ? undefined : payload,
            );
            check(
              answer,
              [
                ...new URLSearchParams(search).keys(),
                'kind',
                'namespace',
                'name',
              ],
              route.method !== 'GET' && payload !== undefined,
            );
          },
        ),
        { seed, numRuns: RUNS },
      );
      // Whatever was asked, it still answers as before.
      const { text } = await send('GET', '/entities');
      expect(JSON.parse(text).totalItems).toBe(2);
    },
  );
});
