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
  const stepMs = source.scrapeIntervalMs;
  const first = Math.ceil(span.from.getTime() / stepMs) * stepMs;
  const last = Math.min(span.to.getTime(), source.now());
  const parts: string[] = [];
  for (const name of source.names()) {
    for (const series of source.byName(name)) {
      const labels = Object.entries(series.labels)
        .filter(([label, value]) => label !== '__name__' && value !== '')
        .map(([label, value]) => `${label}="${escape(value)}"`)
        .join(',');
      for (let at = first; at <= last; at += stepMs) {
        const value = series.valueAt(at);
        if (value !== undefined) {
          parts.push(`${name}{${labels}} ${formatValue(value)} ${at / 1000}\n`);
        }
      }
    }
  }
  parts.push('# EOF\n');
  return parts.join('');
}

function escape(value: string) {
  return value.replace(/[\\"\n]/g, char =>
    char === '\n' ? '\\n' : `\\${char}`,
  );
}
