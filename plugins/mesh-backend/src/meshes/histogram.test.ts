import { quantile } from './histogram';

const buckets = (...pairs: [number, number][]) =>
  pairs.map(([leMs, perSecond]) => ({ leMs, perSecond }));
const three = buckets([10, 5], [20, 9], [Infinity, 10]);

describe('prometheus: promql/quantile.go bucketQuantile', () => {
  it.each([
    ['interpolates from zero in the first bucket', three, 0.25, 5],
    ['interpolates within a bucket', three, 0.7, 15],
    ['says the last finite bound above it', three, 0.99, 20],
    ['is null without requests', buckets([10, 0], [Infinity, 0]), 0.5, null],
    ['is null without an infinite bucket', buckets([10, 5]), 0.5, null],
    ['is null with only an infinite bucket', buckets([Infinity, 5]), 0.5, null],
    ['is null of nothing', [], 0.5, null],
  ])('%s', (_, given, q, expected) => {
    expect(quantile(given, q)).toBe(expected);
  });

  it('takes a bucket that lags behind a lower one for as high', () => {
    expect(quantile(buckets([10, 8], [20, 7], [Infinity, 10]), 0.8)).toBe(10);
  });

  it('does not depend on the order of buckets', () => {
    expect(quantile([...three].reverse(), 0.7)).toBe(15);
  });
});
