import { ModelSeries } from '../../series';
import { COUNTING_SINCE, Curve } from './curve';
import { meanMs, shareWithin } from './latency';

type Labels = Record<string, string>;

const format = (bound: number) => String(bound);

/** Collects series; the curve is what all counters of one caller follow. */
export class SeriesBuilder {
  readonly series: ModelSeries[] = [];
  private readonly parts = new Map<string, ((atMs: number) => number)[]>();

  /** A counter of `rate` a second on average. */
  counter(name: string, labels: Labels, rate: number, curve: Curve): void {
    this.add(name, labels, 'counter', at => Math.floor(rate * curve(at)));
  }

  /** A counter at rest. */
  still(name: string, labels: Labels, value: number): void {
    this.add(name, labels, 'counter', () => value);
  }

  gauge(name: string, labels: Labels, value: number): void {
    this.add(name, labels, 'gauge', () => value);
  }

  /** A gauge that goes its own way. */
  varying(name: string, labels: Labels, value: (atMs: number) => number): void {
    this.add(name, labels, 'gauge', value);
  }

  /** Buckets, unless they are left out, sum and count of a log-normal latency. */
  histogram(
    name: string,
    labels: Labels,
    given: {
      rate: number;
      curve: Curve;
      bounds: number[] | null;
      medianMs: number;
    },
  ): void {
    const { rate, curve, bounds, medianMs } = given;
    const total = (at: number) => Math.floor(rate * curve(at));
    for (const bound of bounds ?? []) {
      const share = shareWithin(medianMs, bound);
      this.add(
        `${name}_bucket`,
        { ...labels, le: format(bound) },
        'histogram',
        at => Math.floor(share * total(at)),
      );
    }
    if (bounds) {
      this.add(`${name}_bucket`, { ...labels, le: '+Inf' }, 'histogram', total);
    }
    this.add(`${name}_count`, labels, 'histogram', total);
    const mean = meanMs(medianMs);
    this.add(`${name}_sum`, labels, 'histogram', at =>
      Math.round(mean * total(at)),
    );
  }

  private add(
    name: string,
    labels: Labels,
    type: ModelSeries['type'],
    value: (atMs: number) => number,
  ): void {
    const own = { __name__: name, ...labels };
    const key = JSON.stringify(
      Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    const parts = this.parts.get(key);
    if (parts) {
      // Two callers that no label tells apart are one series.
      parts.push(value);
      return;
    }
    const values = [value];
    this.parts.set(key, values);
    this.series.push({
      labels: own,
      type,
      valueAt: atMs =>
        atMs < COUNTING_SINCE
          ? undefined
          : values.reduce((sum, part) => sum + part(atMs), 0),
    });
  }
}
