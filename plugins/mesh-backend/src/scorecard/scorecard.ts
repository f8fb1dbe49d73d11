import { Scorecard } from '@meshboard/backstage-plugin-mesh-common';
import { Knex } from 'knex';
import { matchingEntities, pooledSlices, whereInScope } from '../store/scope';
import { NONE } from '../store/sql';
import { ScorecardQuery, Visibility } from '../store/types';
import { COUNT_COLUMNS, toCounts } from './countColumns';
import { readCoverage } from './coverage';
import { groupTitle } from './groupTitle';

const STATUS_COLUMNS = [
  'entity_ref',
  'eligibility',
  'eligibility_reason',
  'as_of',
];
const POOLED_COLUMNS = [
  'stage',
  'membership',
  'health',
  'running_pods',
  'meshed_pods',
  'workloads',
  'meshed_workloads',
];

/** Whether groups add up to the totals: an entity is in just one of them. */
export function isPartition({ groupBy, rollup }: ScorecardQuery): boolean {
  return (
    ['lifecycle', 'type', 'system'].includes(groupBy) ||
    (groupBy === 'owner' && !rollup)
  );
}

/** Rows of entities with the group they are in; an entity stands once in each of its groups. */
function grouped(knex: Knex, query: ScorecardQuery): Knex.QueryBuilder {
  const { filter, groupBy, rollup } = query;
  const key = (column: string) =>
    knex.raw('coalesce(??, ?) as group_key', [column, NONE]);
  const rows = knex('matching as m').select(STATUS_COLUMNS.map(c => `m.${c}`));
  if (groupBy === 'cluster' || groupBy === 'namespace') {
    // A group of places holds only what is there, not the whole entity.
    rows
      .leftJoin(
        pooledSlices(knex, filter, groupBy).as('p'),
        'p.entity_ref',
        'm.entity_ref',
      )
      .select(key('p.group_key'));
    for (const column of POOLED_COLUMNS) {
      rows.select(
        knex.raw('case when p.entity_ref is null then ?? else ?? end as ??', [
          `m.${column}`,
          `p.${column}`,
          column,
        ]),
      );
    }
    return rows;
  }
  rows.select(POOLED_COLUMNS.map(c => `m.${c}`));
  if (groupBy === 'mesh') {
    const meshes = knex('mesh_entity_meshes as x').distinct(
      'x.entity_ref',
      'x.mesh',
    );
    whereInScope(meshes, knex, 'x', filter);
    return rows
      .leftJoin(meshes.as('x'), 'x.entity_ref', 'm.entity_ref')
      .select(key('x.mesh'));
  }
  if (groupBy === 'owner' && rollup) {
    return rows
      .leftJoin('mesh_entity_owners as o', 'o.entity_ref', 'm.entity_ref')
      .select(key('o.owner'));
  }
  return rows.select(key(`m.${groupBy}`));
}

/** Totals and groups over what a caller may see, counted by the database. */
export async function readScorecard(
  knex: Knex,
  query: ScorecardQuery,
  visibility: Visibility,
): Promise<Scorecard> {
  const base = () =>
    knex.with('matching', matchingEntities(knex, query.filter, visibility));
  const byGroup = () => base().with('grouped', grouped(knex, query));
  const reasonless = ['eligibility', 'not-applicable'] as const;

  const [totals] = await base()
    .from('matching')
    .select(knex.raw(COUNT_COLUMNS));
  const reasons = await base()
    .from('matching')
    .where(...reasonless)
    .groupBy('eligibility_reason')
    .select('eligibility_reason')
    .count({ count: '*' });
  const groups: any[] = await byGroup()
    .from('grouped')
    .groupBy('group_key')
    .orderBy('group_key')
    .select('group_key', knex.raw(COUNT_COLUMNS));
  const groupReasons: any[] = await byGroup()
    .from('grouped')
    .where(...reasonless)
    .groupBy('group_key', 'eligibility_reason')
    .select('group_key', 'eligibility_reason')
    .count({ count: '*' });
  const coverage = await readCoverage(knex, query, visibility);

  const byReason = (rows: any[]) =>
    Object.fromEntries(
      rows.map(row => [row.eligibility_reason ?? NONE, Number(row.count)]),
    );
  return {
    asOf: totals.as_of,
    partition: isPartition(query),
    totals: toCounts(totals, byReason(reasons), coverage.total),
    groups: groups.map(row => ({
      key: row.group_key,
      title: groupTitle(query.groupBy, row.group_key),
      counts: toCounts(
        row,
        byReason(groupReasons.filter(r => r.group_key === row.group_key)),
        coverage.group(row.group_key),
      ),
    })),
  };
}
