import {
  MetricQuery,
  QueryContext,
} from '@meshboard/backstage-plugin-mesh-node';
import { quote } from './queryContext';

const EVERYTHING: QueryContext = {
  labels: (...names) => names.join(', '),
  matchers: '',
};

/** Stands on every recorded series: two servers' rules may be loaded into one Prometheus. */
export const RECORDED_FOR = 'meshboard_server';

/** `rate5m` of `rate(x[5m])`: what stands at the end of a recorded name. */
function operation(promql: string): string | undefined {
  const found = promql.match(/\b(rate|increase)\([^[]*\[(\w+)\]/);
  return found ? `${found[1]}${found[2]}` : undefined;
}

/**
 * The name under which a recording rule keeps a query's answer, such as `mesh:istio_requests:rate5m`.
 * undefined: the query has no range, so that nothing is saved by keeping its answer.
 */
export function recordedName(
  mesh: string,
  query: Pick<MetricQuery, 'id'>,
  promql: string,
): string | undefined {
  const what = operation(promql);
  return what && `mesh:${mesh}_${query.id}:${what}`.replace(/-/g, '_');
}

/** The query as one for what its recording rule kept for this server; undefined where there is none. */
export function recordedQuery(
  mesh: string,
  query: MetricQuery,
  server: string,
): MetricQuery | undefined {
  // Which series are meant is not in the name.
  const name = recordedName(mesh, query, query.promql(EVERYTHING));
  if (!name) return undefined;
  return {
    ...query,
    promql: ({ matchers }) =>
      `${name}{${RECORDED_FOR}=${quote(server)}${matchers}}`,
  };
}
