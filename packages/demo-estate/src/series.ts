/** One time series of the model: its labels (with __name__) and its value at a scrape time. */
export interface ModelSeries {
  labels: Record<string, string>;
  /** cumulative for counters; at = epoch ms, a multiple of scrapeIntervalMs */
  valueAt(atMs: number): number | undefined;
  type: 'counter' | 'gauge' | 'histogram';
}

/** All series that may exist; named by metric for speed. */
export interface SeriesSource {
  readonly scrapeIntervalMs: number;
  byName(name: string): ModelSeries[];
  names(): string[];
  now(): number;
}
