import { SeriesSource } from '../series';
import {
  BadDataError,
  evaluate,
  labelsKey,
  Labels,
  parsePromql,
} from '../promql';
import { formatValue } from './format';

const MAX_POINTS = 11_000;

type Point = [number, string];

const point = (atMs: number, value: number): Point => [
  atMs / 1000,
  formatValue(value),
];

/** The `data` of an answer to `/api/v1/query`. */
export function instantQuery(
  source: SeriesSource,
  params: { query: string; atMs: number },
) {
  const { query, atMs } = params;
  const value = evaluate(parsePromql(query), atMs, source);
  switch (value.type) {
    case 'scalar':
      return { resultType: 'scalar', result: point(atMs, value.value) };
    case 'vector':
      return {
        resultType: 'vector',
        result: value.samples.map(sample => ({
          metric: sample.labels,
          value: point(atMs, sample.value),
        })),
      };
    default:
      return {
        resultType: 'matrix',
        result: value.series.map(({ labels, points }) => ({
          metric: labels,
          values: points.map(([at, v]) => point(at, v)),
        })),
      };
  }
}

/** The `data` of an answer to `/api/v1/query_range`. */
export function rangeQuery(
  source: SeriesSource,
  params: { query: string; startMs: number; endMs: number; stepMs: number },
) {
  const { query, startMs, endMs, stepMs } = params;
  if (endMs < startMs) {
    throw new BadDataError(
      'invalid parameter "end": end timestamp must not be before start time',
    );
  }
  if ((endMs - startMs) / stepMs > MAX_POINTS) {
    throw new BadDataError(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  }
  const expr = parsePromql(query);
  const rows = new Map<string, { metric: Labels; values: Point[] }>();
  for (let at = startMs; at <= endMs; at += stepMs) {
    const value = evaluate(expr, at, source);
    if (value.type === 'matrix') {
      throw new BadDataError(
        'invalid parameter "query": invalid expression type "range vector" for range query, must be Scalar or instant Vector',
      );
    }
    const samples =
      value.type === 'vector'
        ? value.samples
        : [{ labels: {}, value: value.value }];
    for (const sample of samples) {
      const key = labelsKey(sample.labels);
      const row = rows.get(key) ?? { metric: sample.labels, values: [] };
      row.values.push(point(at, sample.value));
      rows.set(key, row);
    }
  }
  return {
    resultType: 'matrix',
    result: [...rows.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, row]) => row),
  };
}
