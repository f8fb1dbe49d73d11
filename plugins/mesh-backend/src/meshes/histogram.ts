/** Requests by latency: cumulative counts under upper bounds, `Infinity` last. */
export type LatencyCounts = { leMs: number; count: number }[];

/**
 * A quantile of a cumulative histogram, by Prometheus' rule for classic buckets
 * (prometheus: promql/quantile.go bucketQuantile).
 *
 * @param buckets - upper bounds in milliseconds, `Infinity` among them, with cumulative rates
 * @param q - 0 to 1
 * @returns null where there is nothing to tell from
 */
export function quantile(
  buckets: { leMs: number; perSecond: number }[],
  q: number,
): number | null {
  const sorted = [...buckets]
    .filter(b => !Number.isNaN(b.perSecond))
    .sort((a, b) => a.leMs - b.leMs);
  const last = sorted.at(-1);
  if (!last || last.leMs !== Infinity || sorted.length < 2) return null;
  // Scrapes race: a bucket may lag behind a lower one.
  let highest = 0;
  const counts = sorted.map(b => (highest = Math.max(highest, b.perSecond)));
  const total = counts[counts.length - 1];
  if (!(total > 0)) return null;

  const rank = q * total;
  const index = counts.findIndex(count => count >= rank);
  if (index === sorted.length - 1) return sorted[index - 1].leMs;
  if (index === 0 && sorted[0].leMs <= 0) return sorted[0].leMs;
  const start = index === 0 ? 0 : sorted[index - 1].leMs;
  const below = index === 0 ? 0 : counts[index - 1];
  const inBucket = counts[index] - below;
  if (inBucket === 0) return start;
  return start + (sorted[index].leMs - start) * ((rank - below) / inBucket);
}
