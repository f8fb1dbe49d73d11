import { SeriesSource } from '../series';
import { formatValue } from './format';

/**
 * All samples of a span of time as OpenMetrics text, for `promtool tsdb create-blocks-from
 * openmetrics`. No metadata is written: with a TYPE, a counter's name would have to change.
 *
 * @internal
 */
export function exportOpenMetrics(
  source: SeriesSource,
  span: { from: Date; to: Date },
): string {
  return [...openMetrics(source, span)].join('');
}

/**
 * The same text piece by piece: that of days is more than one string can hold.
 *
 * @internal
 */
export function* openMetrics(
  source: SeriesSource,
  span: { from: Date; to: Date },
): Generator<string> {
  const stepMs = source.scrapeIntervalMs;
  const first = Math.ceil(span.from.getTime() / stepMs) * stepMs;
  const last = Math.min(span.to.getTime(), source.now());
  for (const name of source.names()) {
    for (const series of source.byName(name)) {
      const labels = Object.entries(series.labels)
        .filter(([label, value]) => label !== '__name__' && value !== '')
        .map(([label, value]) => `${label}="${escape(value)}"`)
        .join(',');
      let text = '';
      for (let at = first; at <= last; at += stepMs) {
        const value = series.valueAt(at);
        if (value !== undefined) {
          text += `${name}{${labels}} ${formatValue(value)} ${at / 1000}\n`;
        }
      }
      if (text) {
        yield text;
      }
    }
  }
  yield '# EOF\n';
}

function escape(value: string) {
  return value.replace(/[\\"\n]/g, char =>
    char === '\n' ? '\\n' : `\\${char}`,
  );
}
