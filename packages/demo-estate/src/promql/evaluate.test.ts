import { ModelSeries, SeriesSource } from '../series';
import { evaluate } from './evaluate';
import { parsePromql } from './parse';

const NOW = 3_600_000;

function sourceOf(
  valueAt: ModelSeries['valueAt'],
  labels: Record<string, string> = {},
): SeriesSource {
  const series: ModelSeries = {
    type: 'counter',
    labels: { __name__: 'requests_total', ...labels },
    valueAt,
  };
  return {
    scrapeIntervalMs: 30_000,
    byName: name => (name === 'requests_total' ? [series] : []),
    names: () => ['requests_total'],
    now: () => NOW,
  };
}

function ask(query: string, source: SeriesSource, atMs = NOW) {
  const value = evaluate(parsePromql(query), atMs, source);
  return value.type === 'vector' ? value.samples : value;
}

describe('queries of a source', () => {
  it('finds a constant rate whatever the moment', () => {
    const source = sourceOf(at => 1000 + (at / 1000) * 2);
    for (const at of [NOW, NOW - 1, NOW - 29_999]) {
      const [row] = ask('rate(requests_total[5m])', source, at) as any;
      expect(row.labels).toEqual({});
      expect(row.value).toBeCloseTo(2, 9);
    }
  });

  it('does not extend a counter to before it was zero', () => {
    // Begun at zero, 150 s ago: nothing was counted in the first half of the window.
    const begin = NOW - 150_000;
    const source = sourceOf(at =>
      at < begin ? undefined : (at - begin) / 1000,
    );
    expect(ask('increase(requests_total[5m])', source)).toEqual([
      { labels: {}, value: 150 },
    ]);
  });

  it('knows no rate of a single sample', () => {
    const source = sourceOf(at => (at === NOW ? 5 : undefined));
    expect(ask('rate(requests_total[5m])', source)).toEqual([]);
    expect(ask('count_over_time(requests_total[5m])', source)).toEqual([
      { labels: {}, value: 1 },
    ]);
  });

  it('finds both ends of a series that lived within the window only', () => {
    const source = sourceOf(at =>
      at >= NOW - 1_500_000 && at <= NOW - 900_000 ? 1 : undefined,
    );
    expect(ask('count_over_time(requests_total[1h])', source)).toEqual([
      { labels: {}, value: 21 },
    ]);
    expect(ask('requests_total', source)).toEqual([]);
  });

  it('has seen nothing of the time to come', () => {
    const source = sourceOf(at => at);
    const later = NOW + 120_000;
    expect(ask('requests_total', source, later)).toMatchObject([
      { value: NOW },
    ]);
    expect(ask('requests_total', source, NOW + 300_001)).toEqual([]);
  });

  it('reads few samples for a long window', () => {
    const valueAt = jest.fn((at: number) => at);
    ask('rate(requests_total[1h])', sourceOf(valueAt));
    expect(valueAt.mock.calls.length).toBeLessThan(12);
  });

  it('takes an empty label for none', () => {
    const source = sourceOf(() => 1, { pod: '', job: 'web' });
    expect(ask('requests_total{pod=""}', source)).toEqual([
      { labels: { __name__: 'requests_total', job: 'web' }, value: 1 },
    ]);
  });

  it('takes the highest count of buckets that fall', () => {
    const bucket = (le: string, value: number): ModelSeries => ({
      type: 'histogram',
      labels: { __name__: 'ms_bucket', le },
      valueAt: () => value,
    });
    const source: SeriesSource = {
      ...sourceOf(() => 1),
      byName: () => [bucket('+Inf', 9), bucket('10', 10), bucket('5', 0)],
    };
    expect(ask('histogram_quantile(0.5, ms_bucket)', source)).toEqual([
      { labels: {}, value: 7.5 },
    ]);
  });

  it('says where a query is wrong', () => {
    expect(() =>
      ask(
        'up +\n  sum(',
        sourceOf(() => 1),
      ),
    ).toThrow(/^invalid parameter "query": 2:7: parse error: unexpected end$/);
    expect(() =>
      ask(
        'up offset 5m',
        sourceOf(() => 1),
      ),
    ).toThrow('is more PromQL than this server speaks');
  });
});
