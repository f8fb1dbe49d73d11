import { answer, hang } from '../__testUtils__/FakeKubernetes';
import {
  byQuery,
  error,
  Handler,
  MeteredEstate,
  rowsOf,
  SECRET,
  up,
  vector,
  WELL,
} from '../__testUtils__/meteredEstate';

jest.setTimeout(120_000);

let metered: MeteredEstate;
beforeAll(async () => {
  metered = await MeteredEstate.start();
});
afterAll(() => metered.stop());
beforeEach(() => metered.renew());

describe('a Prometheus that', () => {
  it.each<[string, Handler | 'closed', RegExp, string?]>([
    ['is down', 'closed', /ECONNREFUSED/],
    ['hangs', hang, /no answer in time/],
    [
      'answers a byte at a time',
      (_, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      },
      /did not end in time/,
    ],
    ['answers 401', answer(401, error('who is it')), /401/, 'not-permitted'],
    ['answers 403', answer(403, error('not you')), /403/, 'not-permitted'],
    ['answers 404', answer(404, 'page not found'), /404/],
    ['answers 500', answer(500, error('storage gone')), /storage gone/],
    [
      'asks to be left alone',
      (_, response) => {
        response.writeHead(503, { 'retry-after': '3600' });
        response.end(error('overloaded'));
      },
      /left alone for 3600 s/,
    ],
    [
      'says error with 200',
      answer(200, error('no such shard')),
      /no such shard/,
    ],
    [
      'redirects to a login page',
      (_, response) => {
        response.writeHead(302, { location: 'http://127.0.0.1:9/login?t=1' });
        response.end();
      },
      /redirects to http:\/\/127\.0\.0\.1:9,/,
    ],
    ['shows a login page', answer(200, '<html>Sign in</html>'), /not JSON/],
    ['breaks off', answer(200, vector([up]).slice(0, 40)), /cut off/],
    [
      'answers a matrix',
      answer(
        200,
        '{"status":"success","data":{"resultType":"matrix","result":[]}}',
      ),
      /matrix/,
    ],
    [
      'refuses all that is more than up',
      byQuery(promql =>
        promql.includes('up{') ? [up] : [403, error('not for you')],
      ),
      /403/,
      'not-permitted',
    ],
    [
      'has lost the cluster',
      byQuery(promql => (promql.includes('up{') ? [] : rowsOf(promql))),
      /no up series of faulty/,
    ],
  ])('%s', async (_, fault, message, state = 'failed') => {
    await metered.turn();
    expect(await metered.estate.status('cart')).toMatchObject(WELL);
    const { lastSuccess } = await metered.source();
    const evidence = await metered.estate.store.evidenceHours(
      'faulty',
      '2020-01-01',
    );
    expect(evidence.length).toBeGreaterThan(0);

    if (fault === 'closed') await metered.server.stop();
    else metered.answer(fault);
    metered.estate.pass(5);
    await metered.turn();
    expect(await metered.source()).toMatchObject({
      state,
      lastSuccess,
      message: expect.stringMatching(message),
    });
    // What it said last stands …
    expect(await metered.estate.status('cart')).toMatchObject(WELL);
    // … until it is too old. Then nothing is said: neither that all is well nor that nothing comes.
    metered.estate.pass(20);
    await metered.turn();
    expect(await metered.estate.status('cart')).toMatchObject({
      membership: { state: 'meshed' },
      health: 'unknown',
      traffic: null,
      mtls: { configured: 'strict', observedShare: null },
    });
    expect(
      await metered.estate.store.evidenceHours('faulty', '2020-01-01'),
    ).toEqual(evidence);
    expect(await metered.estate.everything()).not.toContain(SECRET);

    if (fault === 'closed') await metered.server.listen();
    metered.answer(byQuery(rowsOf));
    await metered.turn();
    expect(await metered.estate.status('cart')).toMatchObject(WELL);
    expect(await metered.source()).toMatchObject({
      state: 'ok',
      message: null,
    });
  });

  it('has the series of another: they are not added, and one stands in for the other', async () => {
    await metered.estate.collector().collect('faulty');
    await metered.metrics('first').collect(['faulty']);
    metered.answer(
      byQuery(promql =>
        rowsOf(promql).map(row =>
          row.value === '10' ? { ...row, value: '12' } : row,
        ),
      ),
    );
    metered.estate.pass(1);
    await metered.metrics('second').collect(['faulty']);
    const rate = async () => {
      await metered.estate.assessor().assessAll();
      return (await metered.estate.status('cart')).traffic?.requestsPerSecond;
    };
    // The newer.
    expect(await rate()).toBe(12);

    // The second falls silent, and is too old when the first is asked again.
    metered.estate.pass(20);
    await metered.estate.collector().collect('faulty');
    expect(await rate()).toBeUndefined();
    metered.answer(byQuery(rowsOf));
    await metered.metrics('first').collect(['faulty']);
    expect(await rate()).toBe(10);
    metered.answer(answer(500, error('storage gone')));
    await metered.metrics('second').collect(['faulty']);
    expect(await rate()).toBe(10);
  });
});
