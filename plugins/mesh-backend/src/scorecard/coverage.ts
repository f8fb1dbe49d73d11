import { Knex } from 'knex';
import { inArray } from '../store/sql';
import { EntityFilter, ScorecardQuery, Visibility } from '../store/types';

/** Coverage of all that was asked about, and of each group where groups are places. */
export interface Coverage {
  total: number | null;
  group(key: string): number | null;
}

const NOT_TOLD: Coverage = { total: null, group: () => null };

function isOfPlaces(filter: EntityFilter): boolean {
  return Object.entries(filter).every(
    ([name, values]) =>
      values === undefined || name === 'cluster' || name === 'namespace',
  );
}

const share = (row: { matched: number; running: number } | undefined) =>
  row && row.running > 0 ? row.matched / row.running : null;

/**
 * Running pods that belong to some entity, of all that are no mesh infrastructure.
 *
 * A pod that belongs to nothing has no owner, type or stage: coverage is null under filters other
 * than of places. It counts pods of entities that a caller may not see, so it is null for those who
 * do not see all.
 */
export async function readCoverage(
  knex: Knex,
  query: ScorecardQuery,
  visibility: Visibility,
): Promise<Coverage> {
  const { filter, groupBy } = query;
  if (!visibility.all || !isOfPlaces(filter)) return NOT_TOLD;
  const place =
    groupBy === 'cluster' || groupBy === 'namespace' ? groupBy : 'cluster';
  const read = knex('mesh_workloads as w')
    .where('w.infrastructure', false)
    .groupBy(`w.${place}`)
    .select(`w.${place} as place`)
    .sum({ running: 'w.running_pods' })
    .select(
      knex.raw(
        `sum(case when exists (select 1 from mesh_entity_workloads m where m.workload_key = w.workload_key) then w.running_pods else 0 end) as matched`,
      ),
    );
  for (const name of ['cluster', 'namespace'] as const) {
    const values = filter[name];
    if (values) read.where(inArray(knex, `w.${name}`, values));
  }
  const rows: any[] = await read;
  const places = new Map(
    rows.map(row => [
      row.place as string,
      { matched: Number(row.matched), running: Number(row.running) },
    ]),
  );
  const all = { matched: 0, running: 0 };
  for (const row of places.values()) {
    all.matched += row.matched;
    all.running += row.running;
  }
  return {
    total: share(all),
    group: key => (place === groupBy ? share(places.get(key)) : null),
  };
}
