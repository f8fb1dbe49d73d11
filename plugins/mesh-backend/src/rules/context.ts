import { QueryContext } from '@meshboard/backstage-plugin-mesh-node';
import { PrometheusConfig } from '../config';
import {
  promqlText,
  queryContext,
  quote,
} from '../sources/prometheus/queryContext';

/** A cluster that a server holds, and how its series are told from others'. */
export interface HeldCluster {
  name: string;
  labelValue: string;
}

/** What the rules of one mesh on one server are written with. */
export interface RuleContext extends QueryContext {
  /** `{reporter="x", cluster=~"a|b", env="prod"}` */
  where(...matchers: string[]): string;
  /** The same for each cluster alone: what is missing must be asked for by name. */
  whereEach(...matchers: string[]): string[];
  /** ` in cluster {{ … }}`, where the server tells clusters apart. */
  inCluster: string;
  /** Where a person looks. */
  runbook(path: string): Record<string, string>;
}

const braces = (matchers: string[], more: string) =>
  `{${[...matchers, more.replace(/^, /, '')].filter(Boolean).join(', ')}}`;

/**
 * @param clusters - those that have the mesh; only their series are looked at
 * @param watched - those of them whose control plane must be there
 */
export function ruleContext(
  server: Pick<PrometheusConfig, 'clusterLabel' | 'matchers'>,
  clusters: HeldCluster[],
  watched: HeldCluster[],
  portal: string | undefined,
): RuleContext {
  const base = queryContext(server);
  const label = server.clusterLabel;
  const values = clusters.map(c => c.labelValue);
  const matchers = label
    ? `, ${label}=~${promqlText.oneOf(values)}${base.matchers}`
    : base.matchers;
  return {
    ...base,
    matchers,
    where: (...own) => braces(own, matchers),
    whereEach: (...own) =>
      label
        ? watched.map(c =>
            braces(own, `, ${label}=${quote(c.labelValue)}${base.matchers}`),
          )
        : watched.slice(0, 1).map(() => braces(own, base.matchers)),
    inCluster: label ? ` in cluster {{ $labels.${label} }}` : '',
    runbook: (path): Record<string, string> =>
      portal ? { runbook_url: `${portal.replace(/\/+$/, '')}${path}` } : {},
  };
}
