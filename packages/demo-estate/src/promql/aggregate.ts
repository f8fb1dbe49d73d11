import { AggregateExpr, Aggregation } from './ast';
import { keyOf, Labels, METRIC_NAME, omit, pick, Sample } from './values';

interface Group {
  labels: Labels;
  values: number[];
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

/** NaN loses to any number. */
const extreme =
  (better: (a: number, b: number) => boolean) => (values: number[]) =>
    values.reduce((a, b) => (better(b, a) || Number.isNaN(a) ? b : a));

const COMBINE: Record<Aggregation, (values: number[]) => number> = {
  sum,
  count: values => values.length,
  avg: values => sum(values) / values.length,
  min: extreme((a, b) => a < b),
  max: extreme((a, b) => a > b),
  group: () => 1,
};

export function aggregate(expr: AggregateExpr, samples: Sample[]): Sample[] {
  const dropped = [...expr.labels, METRIC_NAME];
  const groups = new Map<string, Group>();
  for (const { labels, value } of samples) {
    const kept = expr.without
      ? Object.keys(labels)
          .filter(name => !dropped.includes(name))
          .sort()
      : expr.labels;
    const key = keyOf(labels, kept);
    let group = groups.get(key);
    if (!group) {
      group = {
        labels: expr.without
          ? omit(labels, dropped)
          : pick(labels, expr.labels),
        values: [],
      };
      groups.set(key, group);
    }
    group.values.push(value);
  }
  return [...groups.values()].map(({ labels, values }) => ({
    labels,
    value: COMBINE[expr.operator](values),
  }));
}
