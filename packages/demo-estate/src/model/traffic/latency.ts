/** Upper bounds in milliseconds, as each mesh's proxy reports them. */
export const ISTIO_BUCKETS = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000,
  60_000, 300_000, 600_000, 1_800_000, 3_600_000,
];
export const LINKERD_BUCKETS = [1, 10, 100, 1000, 10_000].flatMap(power =>
  [1, 2, 3, 4, 5].map(digit => digit * power),
);

/** How much slower than the median the 84th of a hundred requests is. */
const SPREAD = 2.1;

/** Abramowitz and Stegun 7.1.26; monotone, exact to six digits. */
function normal(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const tail =
    t *
    (0.254829592 +
      t *
        (-0.284496736 +
          t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp((-x * x) / 2);
  return x < 0 ? tail / 2 : 1 - tail / 2;
}

/** Share of requests that took no longer than so many milliseconds: log-normal. */
export function shareWithin(medianMs: number, boundMs: number): number {
  return normal(Math.log(boundMs / medianMs) / Math.log(SPREAD));
}

/** Average of the same distribution. */
export function meanMs(medianMs: number): number {
  return medianMs * Math.exp(Math.log(SPREAD) ** 2 / 2);
}
