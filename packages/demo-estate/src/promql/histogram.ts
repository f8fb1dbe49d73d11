import { Labels, labelsKey, METRIC_NAME, omit, Sample } from './values';

interface Bucket {
  upperBound: number;
  count: number;
}

/** histogram_quantile over classic buckets, as Prometheus 2 computes it. */
export function histogramQuantile(q: number, samples: Sample[]): Sample[] {
  const histograms = new Map<string, { labels: Labels; buckets: Bucket[] }>();
  for (const sample of samples) {
    const upperBound = parseBound(sample.labels.le);
    if (upperBound === undefined) {
      continue;
    }
    const labels = omit(sample.labels, ['le', METRIC_NAME]);
    const key = labelsKey(labels);
    let histogram = histograms.get(key);
    if (!histogram) {
      histogram = { labels, buckets: [] };
      histograms.set(key, histogram);
    }
    histogram.buckets.push({ upperBound, count: sample.value });
  }
  return [...histograms.values()].map(({ labels, buckets }) => ({
    labels,
    value: quantile(q, buckets),
  }));
}

function parseBound(le: string | undefined): number | undefined {
  if (le === undefined) {
    return undefined;
  }
  if (/^\+?inf$/i.test(le)) {
    return Infinity;
  }
  const bound = Number(le);
  return le.trim() === '' || Number.isNaN(bound) ? undefined : bound;
}

function quantile(q: number, unsorted: Bucket[]): number {
  if (Number.isNaN(q)) {
    return NaN;
  }
  if (q < 0 || q > 1) {
    return q < 0 ? -Infinity : Infinity;
  }
  const buckets = cumulative(unsorted);
  const last = buckets[buckets.length - 1];
  if (last.upperBound !== Infinity || buckets.length < 2 || last.count === 0) {
    return NaN;
  }
  const rank = q * last.count;
  const found = buckets.slice(0, -1).findIndex(b => b.count >= rank);
  if (found < 0) {
    return buckets[buckets.length - 2].upperBound;
  }
  const { upperBound, count } = buckets[found];
  if (found === 0 && upperBound <= 0) {
    return upperBound;
  }
  const below = buckets[found - 1] ?? { upperBound: 0, count: 0 };
  return (
    below.upperBound +
    (upperBound - below.upperBound) *
      ((rank - below.count) / (count - below.count))
  );
}

/** In order, one of each bound, and never falling. */
function cumulative(buckets: Bucket[]): Bucket[] {
  const merged: Bucket[] = [];
  for (const bucket of [...buckets].sort(
    (a, b) => a.upperBound - b.upperBound || 0,
  )) {
    const last = merged[merged.length - 1];
    if (last?.upperBound === bucket.upperBound) {
      last.count += bucket.count;
    } else {
      merged.push({ ...bucket });
    }
  }
  let highest = -Infinity;
  for (const bucket of merged) {
    highest = Math.max(highest, bucket.count);
    bucket.count = highest;
  }
  return merged;
}
