import { CustomRecord } from '@meshboard/backstage-plugin-mesh-node';
import { byNamespace } from '../../shared/records';
import { at, Feature, on } from '../../shared/feature';
import { matchesLabels } from '../../shared/selector';
import { array, number, object, text } from '../../shared/values';

/** Filters that do nothing but limit rates. */
const FILTERS: Record<string, string> = {
  'envoy.filters.http.local_ratelimit': 'requests, counted in each proxy',
  'envoy.filters.http.ratelimit':
    'requests, counted by a rate limit service for all proxies',
  'envoy.filters.network.local_ratelimit': 'connections, counted in each proxy',
  'envoy.filters.network.ratelimit':
    'connections, counted by a rate limit service for all proxies',
};

const INBOUND = ['SIDECAR_INBOUND', 'ANY', undefined];

/** Requests that a bucket lets through, where the patch holds one. */
function bucketOf(config: unknown): string {
  const { typed_config: typed } = object(config);
  const bucket =
    object(object(typed).value).token_bucket ?? object(typed).token_bucket;
  const most = number(object(bucket).max_tokens);
  if (most === undefined) return '';
  const fill = number(object(bucket).tokens_per_fill) ?? 1;
  return `: ${fill} every ${
    text(object(bucket).fill_interval) ?? 'interval'
  }, at most ${most} at once`;
}

interface Place {
  namespace: string;
  labels: Record<string, string>;
  root: string;
  /** Whether a filter with these targets is put before it. */
  attached(namespace: string, targets: any[]): boolean;
}

/** Where an EnvoyFilter puts in a filter that limits rates; anything else it may do is not read. */
export function readRateLimits(
  filters: CustomRecord[],
): (place: Place) => Feature[] {
  const limiting = filters.flatMap(filter =>
    array(filter.spec?.configPatches).flatMap((patch, i) => {
      const { patch: change, match } = object(patch);
      const name = text(object(object(change).value).name) ?? '';
      const operation = text(object(change).operation) ?? '';
      if (!FILTERS[name] || !/^(INSERT_|ADD$|REPLACE$)/.test(operation)) {
        return [];
      }
      if (!INBOUND.includes(text(object(match).context))) return [];
      return [
        {
          object: filter,
          namespace: filter.namespace,
          feature: on(
            'rate-limiting',
            `A filter limits ${FILTERS[name]}${bucketOf(
              object(object(change).value),
            )}`,
            at(filter, `spec.configPatches[${i}]`),
          ),
        },
      ];
    }),
  );
  const index = byNamespace(limiting);
  return ({ namespace, labels, root, attached }) =>
    [...new Set([root, namespace])]
      .flatMap(name => index.get(name) ?? [])
      .filter(({ object: filter }) => {
        const targets = array(filter.spec?.targetRefs);
        return targets.length > 0
          ? attached(filter.namespace, targets)
          : matchesLabels(object(filter.spec?.workloadSelector).labels, labels);
      })
      .map(({ feature }) => feature);
}
