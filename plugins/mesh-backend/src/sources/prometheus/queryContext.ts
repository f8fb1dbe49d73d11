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
  oneOf: values => quote(values.map(literally).join('|')),
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

/** PromQL duration of whole seconds. */
export function promDuration(milliseconds: number): string {
  return `${Math.max(1, Math.round(milliseconds / 1000))}s`;
}
