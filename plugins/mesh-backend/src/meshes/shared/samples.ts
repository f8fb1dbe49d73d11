import { MetricSample } from '@meshboard/backstage-plugin-mesh-node';

/** Answers by query id; a query that failed is absent. */
export type Answers = Record<string, MetricSample[] | undefined>;

/** Samples with a number in them (NaN is what an empty division says), by what `key` says. */
export function groupSamples(
  samples: MetricSample[] | undefined,
  key: (labels: Record<string, string>) => string | undefined,
): Map<string, MetricSample[]> {
  const groups = new Map<string, MetricSample[]>();
  for (const sample of samples ?? []) {
    const id = key(sample.labels);
    if (id === undefined || !Number.isFinite(sample.value)) continue;
    const group = groups.get(id);
    if (group) group.push(sample);
    else groups.set(id, [sample]);
  }
  return groups;
}

/** Sum of all samples, and of those that `counts`. */
export function sumWhere(
  samples: MetricSample[],
  counts: (labels: Record<string, string>) => boolean,
): { total: number; part: number } {
  let total = 0;
  let part = 0;
  for (const { labels, value } of samples) {
    total += value;
    if (counts(labels)) part += value;
  }
  return { total, part };
}

/** Cumulative buckets by `le`, rising. */
export function bucketsOf(
  samples: MetricSample[],
): { leMs: number; perSecond: number }[] {
  const sums = new Map<number, number>();
  for (const { labels, value } of samples) {
    const le = labels.le === '+Inf' ? Infinity : Number(labels.le);
    if (!Number.isNaN(le)) sums.set(le, (sums.get(le) ?? 0) + value);
  }
  return [...sums]
    .map(([leMs, perSecond]) => ({ leMs, perSecond }))
    .sort((a, b) => a.leMs - b.leMs);
}
