/**
 * One time series of the model: its labels (with `__name__`) and its value at a scrape time.
 *
 * @internal
 */
export interface ModelSeries {
  labels: Record<string, string>;
  /** Cumulative for counters; the time is a multiple of the scrape interval. */
  valueAt(atMs: number): number | undefined;
  type: 'counter' | 'gauge' | 'histogram';
}

/**
 * All series that may exist; by name of the metric, for speed.
 *
 * @internal
 */
export interface SeriesSource {
  readonly scrapeIntervalMs: number;
  byName(name: string): ModelSeries[];
  names(): string[];
  now(): number;
}
