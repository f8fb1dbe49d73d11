import {
  PromqlText,
  QueryContext,
} from '@meshboard/backstage-plugin-mesh-node';
import { PrometheusConfig } from '../../config';

/** The one place where text goes into a PromQL string. */
export function quote(value: string): string {
  return JSON.stringify(value);
}

/** RE2's own characters, each taken for itself. */
const literally = (value: string) =>
  value.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

export const promqlText: PromqlText = {
  quote,
  oneOf: (values, then) => {
    const all = values.map(literally).join('|');
    return quote(then === undefined ? all : `(?:${all})${then}`);
  },
};

/** How a server's queries are grouped and narrowed. */
export function queryContext(
  server: Pick<PrometheusConfig, 'clusterLabel' | 'matchers'>,
): QueryContext {
  const matchers = Object.entries(server.matchers)
    .map(([label, value]) => `, ${label}=${quote(value)}`)
    .join('');
  return {
    labels: (...names) =>
      [...(server.clusterLabel ? [server.clusterLabel] : []), ...names].join(
        ', ',
      ),
    matchers,
  };
}

/** Narrows a query to one cluster, where the server has a label that tells them apart. */
export const clusterMatcher = (
  { clusterLabel }: Pick<PrometheusConfig, 'clusterLabel'>,
  { labelValue }: { labelValue: string },
): string => (clusterLabel ? `, ${clusterLabel}=${quote(labelValue)}` : '');

const UNITS: [string, number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
];

/** A PromQL duration of whole seconds, as a person writes it: `1h`, not `3600s`. */
export function promDuration(milliseconds: number): string {
  const [unit, size] =
    UNITS.find(([, of]) => milliseconds > 0 && milliseconds % of === 0) ?? [];
  return unit && size
    ? `${milliseconds / size}${unit}`
    : `${Math.max(1, Math.round(milliseconds / 1000))}s`;
}
