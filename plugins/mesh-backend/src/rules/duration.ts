import { promDuration } from '../sources/prometheus/queryContext';

const UNITS: [string, number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
];

/** A PromQL duration as a person writes it: `1h`, not `3600s`. */
export function durationOf(milliseconds: number): string {
  const [unit, size] =
    UNITS.find(([, of]) => milliseconds > 0 && milliseconds % of === 0) ?? [];
  return unit && size
    ? `${milliseconds / size}${unit}`
    : promDuration(milliseconds);
}
