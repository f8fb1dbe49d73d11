import {
  byQuery,
  cart,
  error,
  MeteredEstate,
  rowsOf,
  up,
  vector,
  WELL,
} from '../__testUtils__/meteredEstate';
import { NAME_PARTS } from '../sources/prometheus/parts';

jest.setTimeout(120_000);

let metered: MeteredEstate;
beforeAll(async () => {
  metered = await MeteredEstate.start();
});
afterAll(() => metered.stop());
beforeEach(() => metered.renew());

/** About a control plane as a whole: one row, and no namespace to ask it by. */
const isFigure = (promql: string) => /\{job=~"\.\*"/.test(promql);

describe('a Prometheus that', () => {
  describe('answers in part', () => {
    it.each([
      [
        'the objective',
        'increase(istio_requests_total{reporter=~',
        'response_code',
      ],
      [
        'everything but up and TLS',
        'istio_requests_total{reporter=~',
        'response_code',
      ],
    ])(
      'leaves %s out: health is unknown, not without traffic',
      async (_, text, label) => {
        metered.answer(
          byQuery(promql =>
            promql.includes(text) && promql.includes(label)
              ? [500, error('block missing')]
              : rowsOf(promql),
          ),
        );
        await metered.turn();
        expect(await metered.estate.status('cart')).toMatchObject({
          health: 'unknown',
          mtls: { observedShare: 1 },
        });
        expect(await metered.source()).toMatchObject({
          state: 'ok',
          message: expect.stringContaining('block missing'),
        });
      },
    );

    it('never takes connections for requests that it did not tell', async () => {
      metered.answer(
        byQuery(promql => {
          if (promql.includes('istio_tcp_connections_opened_total')) {
            return [cart('5', { connection_security_policy: 'none' })];
          }
          return promql.includes('connection_security_policy)')
            ? [500, error('block missing')]
            : rowsOf(promql);
        }),
      );
      await metered.turn();
      const status = await metered.estate.status('cart');
      expect(status.mtls.observedShare).toBeNull();
      expect(status).toMatchObject({ health: 'healthy' });
      // An hour is evidence whole or not at all.
      expect(
        await metered.estate.store.evidenceHours('faulty', '2020-01-01'),
      ).toEqual([]);
    });

    it('warns of a partial response: rows stay, what is missing proves nothing', async () => {
      metered.answer(
        byQuery(promql => {
          if (promql.includes('up{')) return [up];
          return vector([], { warnings: ['store gateway-2 is unavailable'] });
        }),
      );
      await metered.turn();
      expect(await metered.estate.status('cart')).toMatchObject({
        health: 'unknown',
      });
      expect(await metered.source()).toMatchObject({
        state: 'ok',
        message: expect.stringContaining('gateway-2'),
      });
    });

    it('has something to remark: that is no trouble', async () => {
      metered.answer(
        byQuery(promql =>
          vector(rowsOf(promql), { infos: ['metric might not be a counter'] }),
        ),
      );
      await metered.turn();
      expect(await metered.source()).toMatchObject({
        state: 'ok',
        message: null,
      });
      expect(await metered.estate.status('cart')).toMatchObject(WELL);
    });

    it('has no cluster label on its rows: they are nobody’s, and that is said', async () => {
      metered.answer(
        byQuery(promql =>
          promql.includes('up{')
            ? [up]
            : rowsOf(promql).map(
                ({ labels: { cluster: _, ...labels }, value }) => ({
                  labels,
                  value,
                }),
              ),
        ),
      );
      await metered.turn();
      expect(await metered.source()).toMatchObject({
        state: 'ok',
        message: expect.stringContaining('have no label cluster'),
      });
      expect(await metered.estate.status('cart')).toMatchObject({
        health: 'unknown',
        traffic: { requestsPerSecond: null, successRate: null },
      });
    });
  });

  it.each(['NaN', '+Inf', '-Inf', ''])(
    'tells %p as a value: nothing is made of it',
    async value => {
      metered.answer(
        byQuery(promql =>
          promql.includes('up{')
            ? [up]
            : rowsOf(promql).map(({ labels }) => ({ labels, value })),
        ),
      );
      await metered.turn();
      expect(await metered.estate.status('cart')).toMatchObject({
        traffic: { requestsPerSecond: null, successRate: null, p95Ms: null },
        mtls: { observedShare: null },
      });
    },
  );

  it('has nothing to tell: no traffic, and no success rate', async () => {
    metered.answer(byQuery(promql => (promql.includes('up{') ? [up] : [])));
    await metered.turn();
    expect(await metered.estate.status('cart')).toMatchObject({
      health: 'no-traffic',
      traffic: { requestsPerSecond: null, successRate: null },
      mtls: { observedShare: null },
    });
  });

  it('keeps past hours to itself: what is live does not suffer', async () => {
    metered.answer(
      byQuery(promql =>
        promql.includes('count_over_time')
          ? [500, error('beyond retention')]
          : rowsOf(promql),
      ),
    );
    await metered.turn();
    metered.estate.pass(20);
    await metered.turn();
    expect(await metered.source()).toMatchObject({ state: 'ok' });
    expect(await metered.estate.status('cart')).toMatchObject(WELL);
    expect(metered.estate.warnings.join()).toContain('beyond retention');
  });

  it('finds a query too large: it is asked in parts, and so the next time', async () => {
    let asked: string[] = [];
    const parts = NAME_PARTS.map(part => JSON.stringify(part));
    const shop = NAME_PARTS.findIndex(part =>
      new RegExp(`^(?:${part})$`).test('shop'),
    );
    metered.answer(
      byQuery(promql => {
        asked.push(promql);
        if (promql.includes('up{')) return [up];
        if (isFigure(promql)) return [];
        const part = parts.findIndex(p => promql.includes(`namespace=~${p}`));
        if (part < 0) {
          return [
            422,
            error('query processing would load too many samples into memory'),
          ];
        }
        return part === shop && !promql.includes('cluster=""')
          ? rowsOf(promql)
          : [];
      }),
    );
    await metered.turn();
    expect(await metered.estate.status('cart')).toMatchObject(WELL);
    expect(await metered.source()).toMatchObject({
      state: 'ok',
      message: null,
    });
    const whole = (q: string) =>
      !q.includes('up{') && !isFigure(q) && !q.includes('namespace=~"');
    expect(asked.some(whole)).toBe(true);

    asked = [];
    await metered.turn();
    expect(asked.filter(whole)).toEqual([]);
    expect(await metered.estate.status('cart')).toMatchObject(WELL);

    asked = [];
    metered.estate.pass(70);
    await metered.turn();
    expect(asked.some(whole)).toBe(true);
  });

  it('finds every part too large: that is said, and nothing made up', async () => {
    metered.answer(
      byQuery(promql =>
        promql.includes('up{') ? [up] : [422, error('too many samples')],
      ),
    );
    await metered.turn();
    expect(await metered.source()).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('too many samples'),
    });
    expect(await metered.estate.status('cart')).toMatchObject({
      membership: { state: 'meshed' },
      health: 'unknown',
    });
  });

  it('finds a query too large, and has rows without cluster: that is said all the same', async () => {
    metered.answer(
      byQuery(promql => {
        if (promql.includes('up{')) return [up];
        if (!promql.includes('cluster="')) {
          return [422, error('too many samples')];
        }
        if (!promql.includes('cluster=""')) return [];
        return rowsOf(promql).map(
          ({ labels: { cluster: _, ...labels }, value }) => ({ labels, value }),
        );
      }),
    );
    await metered.turn();
    expect(await metered.source()).toMatchObject({
      state: 'ok',
      message: expect.stringContaining('have no label cluster'),
    });
    expect(await metered.estate.status('cart')).toMatchObject({
      health: 'unknown',
    });
  });

  it('has past hours only in parts: what is live is asked whole', async () => {
    let asked: string[] = [];
    metered.answer(
      byQuery(promql => {
        asked.push(promql);
        if (promql.includes('up{')) return [up];
        if (promql.includes('cluster=""')) return [];
        return promql.includes('[1h]') && !promql.includes('cluster="')
          ? [422, error('too many samples')]
          : rowsOf(promql);
      }),
    );
    await metered.turn();
    asked = [];
    await metered.turn();
    const refused = asked.filter(
      q => q.includes('[1h]') && !q.includes('cluster="') && !q.includes('up{'),
    );
    expect(refused).toEqual([]);
    expect(
      asked.some(q => q.includes('[5m]') && !q.includes('cluster="')),
    ).toBe(true);
  });
});
