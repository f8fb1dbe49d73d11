import { Window } from './select';

/**
 * What a counter grew by in all: after each fall it had begun again at zero.
 *
 * @param points - every sample of the window
 */
export function grownThroughResets(points: [number, number][]): number {
  let fallen = 0;
  for (let i = 1; i < points.length; i++) {
    if (points[i][1] < points[i - 1][1]) {
      fallen += points[i - 1][1];
    }
  }
  return points[points.length - 1][1] - points[0][1] + fallen;
}

/**
 * What a counter grew by over a range, extended to the range's ends as Prometheus does: all the way
 * if a sample is near the end, else by half the distance of samples, and never below zero.
 *
 * @param increase - from the first sample to the last
 */
export function extrapolatedIncrease(
  window: Window,
  increase: number,
  atMs: number,
  rangeMs: number,
): number | undefined {
  const { first, count } = window;
  if (count < 2) {
    return undefined;
  }
  const sampled = (window.lastMs - window.firstMs) / 1000;
  const between = sampled / (count - 1);
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
