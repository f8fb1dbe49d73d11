import { ModelSeries, SeriesSource } from '../series';
import { SelectorExpr } from './ast';
import { Labels, METRIC_NAME } from './values';

const LOOKBACK_MS = 5 * 60_000;

/** A series' samples in a window, as far as a rate needs them. */
export interface Window {
  firstMs: number;
  lastMs: number;
  first: number;
  last: number;
  count: number;
}

export function selectSeries(
  source: SeriesSource,
  { matchers }: SelectorExpr,
): ModelSeries[] {
  const ofName = matchers.filter(m => m.label === METRIC_NAME);
  const ofLabels = matchers.filter(m => m.label !== METRIC_NAME);
  const exact = ofName.find(m => m.operator === '=');
  const names = exact
    ? [exact.value]
    : source.names().filter(name => ofName.every(m => m.matches(name)));
  return names
    .filter(name => ofName.every(m => m.matches(name)))
    .flatMap(name => source.byName(name))
    .filter(series =>
      ofLabels.every(m => m.matches(series.labels[m.label] ?? '')),
    );
}

/** Labels as Prometheus has them: an empty one is none. */
export function labelsOf(series: ModelSeries): Labels {
  const entries = Object.entries(series.labels);
  return entries.every(([, value]) => value !== '')
    ? series.labels
    : Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** The newest sample that is not older than the lookback. */
export function latestValue(
  series: ModelSeries,
  atMs: number,
  source: SeriesSource,
): number | undefined {
  const stepMs = source.scrapeIntervalMs;
  const { from, to } = slotsOf(atMs, LOOKBACK_MS, source);
  for (let slot = to; slot >= from; slot--) {
    const value = series.valueAt(slot * stepMs);
    if (value !== undefined) {
      return value;
    }
  }
  return undefined;
}

/**
 * Scrape times of a window, both ends being part of it, as in Prometheus 2. Nothing was scraped
 * yet after now.
 */
function slotsOf(atMs: number, rangeMs: number, source: SeriesSource) {
  const stepMs = source.scrapeIntervalMs;
  return {
    from: Math.ceil((atMs - rangeMs) / stepMs),
    to: Math.floor(Math.min(atMs, source.now()) / stepMs),
  };
}

/**
 * The first and last sample of a window and how many there are. A series of the model has no gaps:
 * it begins once, and may end; so only its ends are looked for.
 */
export function windowOf(
  series: ModelSeries,
  atMs: number,
  rangeMs: number,
  source: SeriesSource,
): Window | undefined {
  const stepMs = source.scrapeIntervalMs;
  const { from, to } = slotsOf(atMs, rangeMs, source);
  const valueAt = (slot: number) => series.valueAt(slot * stepMs);
  const known = (slot: number) => valueAt(slot) !== undefined;
  if (from > to) {
    return undefined;
  }
  let inside = from;
  if (!known(from)) {
    inside = to;
    while (inside > from && !known(inside)) {
      inside--;
    }
    if (inside <= from) {
      return undefined;
    }
  }
  const start = known(from) ? from : edge(inside, from, known);
  const end = known(to) ? to : edge(inside, to, known);
  return {
    firstMs: start * stepMs,
    lastMs: end * stepMs,
    first: valueAt(start)!,
    last: valueAt(end)!,
    count: end - start + 1,
  };
}

/** The known slot nearest to one that is not. */
function edge(
  knownSlot: number,
  unknownSlot: number,
  known: (slot: number) => boolean,
): number {
  let inside = knownSlot;
  let outside = unknownSlot;
  while (Math.abs(outside - inside) > 1) {
    const middle = Math.trunc((inside + outside) / 2);
    if (known(middle)) {
      inside = middle;
    } else {
      outside = middle;
    }
  }
  return inside;
}

/** Every sample of a window. */
export function pointsOf(
  series: ModelSeries,
  atMs: number,
  rangeMs: number,
  source: SeriesSource,
): [number, number][] {
  const stepMs = source.scrapeIntervalMs;
  const { from, to } = slotsOf(atMs, rangeMs, source);
  const points: [number, number][] = [];
  for (let slot = from; slot <= to; slot++) {
    const value = series.valueAt(slot * stepMs);
    if (value !== undefined) {
      points.push([slot * stepMs, value]);
    }
  }
  return points;
}
