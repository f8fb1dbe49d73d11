import { Knex } from 'knex';
import { inArray, NONE } from './sql';
import { EntityFilter, Visibility } from './types';

/** Filters on columns of the entity itself, which may be null. */
const ATTRIBUTES = ['owner', 'system', 'domain', 'lifecycle', 'type'] as const;

/** Filters on what is pooled over the slices in scope. */
const POOLED_FILTERS = {
  stage: 'stage',
  mtls: 'mtls_configured',
  membership: 'membership',
  health: 'health',
} as const;

/** Columns that a cluster or namespace filter changes. */
const POOLED_COLUMNS = [
  'stage',
  'membership',
  'mtls_configured',
  'health',
  'mtls_observed_share',
  'success_rate',
  'requests_per_second',
  'running_pods',
  'meshed_pods',
  'workloads',
  'meshed_workloads',
];

const ENTITY_COLUMNS = [
  'entity_ref',
  'title_sort',
  ...ATTRIBUTES,
  'eligibility',
  'eligibility_reason',
  'recommendation',
  'as_of',
  'summary',
];

const any = (column: string, values: string[]) =>
  `sum(case when s.${column} in (${values
    .map(value => `'${value}'`)
    .join(', ')}) then 1 else 0 end) > 0`;

/**
 * The share of sums, rounded: PostgreSQL may add in any order, and a page's last value has to be the
 * same number when the next page is asked for.
 */
const share = (part: string, whole: string) =>
  `case when sum(s.${whole}) > 0 then round(cast(1000000000.0 * sum(s.${part}) / sum(s.${whole}) as numeric), 0) / 1000000000.0 end`;

/**
 * How slices become one verdict. An entity is as far as its last slice: any that is out decides,
 * then any unknown, then the lowest step. Health: the worst first; one slice that cannot be told
 * hides no failure, and takes "healthy" away; slices without enough traffic say nothing beside one
 * that has.
 */
const POOL: Record<string, string> = {
  stage: `case when ${any('stage', ['not-meshed'])} then 'not-meshed'
    when ${any('stage', ['unknown'])} then 'unknown'
    else case min(s.stage_rank) when 1 then 'meshed' when 2 then 'encrypted'
      when 3 then 'strict' when 4 then 'zero-trust' else 'unknown' end end`,
  membership: `case when ${any('membership', ['partial', 'not-meshed'])}
      then case when sum(s.meshed_pods) > 0 then 'partial' else 'not-meshed' end
    when ${any('membership', ['unknown'])} then 'unknown' else 'meshed' end`,
  mtls_configured: `case
    when count(distinct nullif(s.mtls_configured, 'unknown')) > 1 then 'mixed'
    when ${any('mtls_configured', ['unknown'])} then 'unknown'
    else min(s.mtls_configured) end`,
  health: `case when ${any('health', ['unhealthy'])} then 'unhealthy'
    when ${any('health', ['unknown'])} then 'unknown'
    when ${any('health', ['healthy'])} then 'healthy'
    when ${any('health', ['too-few-requests'])} then 'too-few-requests'
    else 'no-traffic' end`,
  mtls_observed_share: share('encrypted', 'encrypted_total'),
  success_rate: share('requests_success', 'requests_total'),
  requests_per_second: `round(cast(1000000.0 * sum(s.requests_total) as numeric), 0) / 1000000.0`,
  running_pods: 'sum(s.running_pods)',
  meshed_pods: 'sum(s.meshed_pods)',
  workloads: 'sum(s.workloads)',
  meshed_workloads: 'sum(s.meshed_workloads)',
};

const NUMERIC = ['mtls_observed_share', 'success_rate', 'requests_per_second'];

/** `column` is one of `values`, among which `none` is null. */
function whereValue(
  query: Knex.QueryBuilder,
  knex: Knex,
  column: string,
  values: string[],
): void {
  query.where(or => {
    or.where(inArray(knex, column, values));
    if (values.includes(NONE)) or.orWhereNull(column);
  });
}

/** Which slices a cluster or namespace filter lets through. */
export function whereInScope(
  query: Knex.QueryBuilder,
  knex: Knex,
  alias: string,
  filter: EntityFilter,
): void {
  for (const name of ['cluster', 'namespace'] as const) {
    const values = filter[name];
    if (values) query.where(inArray(knex, `${alias}.${name}`, values));
  }
}

export function isScoped(filter: EntityFilter): boolean {
  return filter.cluster !== undefined || filter.namespace !== undefined;
}

/** Slices in scope pooled per entity and, with `per`, per cluster or namespace. */
export function pooledSlices(
  knex: Knex,
  filter: EntityFilter,
  per?: 'cluster' | 'namespace',
): Knex.QueryBuilder {
  const query = knex('mesh_entity_slices as s')
    .select('s.entity_ref')
    .groupBy('s.entity_ref');
  for (const column of POOLED_COLUMNS) {
    const cast = NUMERIC.includes(column) ? 'double precision' : undefined;
    query.select(
      knex.raw(
        cast
          ? `cast(${POOL[column]} as ${cast}) as ${column}`
          : `${POOL[column]} as ${column}`,
      ),
    );
  }
  if (per) query.select(`s.${per} as group_key`).groupBy(`s.${per}`);
  whereInScope(query, knex, 's', filter);
  return query;
}

/** An entity has, or with `none` lacks, a row of `table` in scope. */
function whereHas(
  query: Knex.QueryBuilder,
  knex: Knex,
  options: {
    table: string;
    column: string;
    values: string[];
    scope?: EntityFilter;
  },
): void {
  const { table, column, values, scope } = options;
  const rows = () => {
    const found = knex(`${table} as x`).whereRaw('x.entity_ref = e.entity_ref');
    if (scope) whereInScope(found, knex, 'x', scope);
    return found;
  };
  query.where(or => {
    or.whereExists(rows().where(inArray(knex, `x.${column}`, values)));
    if (values.includes(NONE)) or.orWhereNotExists(rows());
  });
}

/**
 * Entities that a caller may see and the filters let through, one row each, with what the cluster
 * and namespace filters leave of them. To be used as a CTE named `matching`.
 */
export function matchingEntities(
  knex: Knex,
  filter: EntityFilter,
  visibility: Visibility,
): Knex.QueryBuilder {
  const scoped = isScoped(filter);
  const seen = knex('mesh_entities as e').select(
    ENTITY_COLUMNS.map(column => `e.${column}`),
  );
  for (const column of POOLED_COLUMNS) {
    seen.select(
      scoped
        ? knex.raw('case when p.entity_ref is null then ?? else ?? end as ??', [
            `e.${column}`,
            `p.${column}`,
            column,
          ])
        : `e.${column}`,
    );
  }
  if (scoped) {
    seen.leftJoin(
      pooledSlices(knex, filter).as('p'),
      'p.entity_ref',
      'e.entity_ref',
    );
    const none = [filter.cluster, filter.namespace].every(
      values => !values || values.includes(NONE),
    );
    seen.where(or => {
      or.whereNotNull('p.entity_ref');
      if (none) {
        or.orWhereNotExists(
          knex('mesh_entity_slices as x').whereRaw(
            'x.entity_ref = e.entity_ref',
          ),
        );
      }
    });
  }
  if (!visibility.all) {
    seen.where(inArray(knex, 'e.entity_ref', visibility.refs));
  }
  for (const name of ATTRIBUTES) {
    const values = filter[name];
    if (values) whereValue(seen, knex, `e.${name}`, values);
  }
  for (const name of ['eligibility', 'recommendation'] as const) {
    const values = filter[name];
    if (values) seen.where(inArray(knex, `e.${name}`, values));
  }
  if (filter.finding) {
    whereHas(seen, knex, {
      table: 'mesh_entity_findings',
      column: 'code',
      values: filter.finding,
    });
  }
  const meshes = { table: 'mesh_entity_meshes', scope: filter };
  if (filter.mesh) {
    whereHas(seen, knex, { ...meshes, column: 'mesh', values: filter.mesh });
  }
  if (filter.dataPlane) {
    const values = filter.dataPlane;
    whereHas(seen, knex, { ...meshes, column: 'data_plane', values });
  }
  if (filter.text) {
    const { text } = filter;
    seen.where(or => {
      for (const words of text) {
        const escaped = words.trim().toLowerCase().replace(/[!%_]/g, '!$&');
        or.orWhereRaw("e.search like ? escape '!'", [`%${escaped}%`]);
      }
    });
  }

  const matching = knex.from(seen.as('q')).select('q.*');
  for (const [name, column] of Object.entries(POOLED_FILTERS)) {
    const values = filter[name as keyof EntityFilter];
    if (values) matching.where(inArray(knex, `q.${column}`, values));
  }
  return matching;
}
