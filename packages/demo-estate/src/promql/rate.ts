import { Window } from './select';

/**
 * What a counter grew by over a range, extended to the range's ends as Prometheus does: all the way
 * if a sample is near the end, else by half the distance of samples, and never below zero.
 */
export function extrapolatedIncrease(
  window: Window,
  atMs: number,
  rangeMs: number,
): number | undefined {
  const { first, last, count } = window;
  if (count < 2) {
    return undefined;
  }
  const sampled = (window.lastMs - window.firstMs) / 1000;
  const between = sampled / (count - 1);
  const increase = last - first;
  const toEnd = (atMs - window.lastMs) / 1000;
  let toStart = (window.firstMs - (atMs - rangeMs)) / 1000;
  if (increase > 0 && first >= 0) {
    toStart = Math.min(toStart, sampled * (first / increase));
  }
  const near = between * 1.1;
  const extrapolated =
    sampled +
    (toStart < near ? toStart : between / 2) +
    (toEnd < near ? toEnd : between / 2);
  return increase * (extrapolated / sampled);
}
