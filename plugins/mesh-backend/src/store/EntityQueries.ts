import { EntityMeshSummary } from '@meshboard/backstage-plugin-mesh-common';
import { Knex } from 'knex';
import { Cursor, decodeCursor, encodeCursor, filterHash } from './cursor';
import { isScoped, matchingEntities, whereInScope } from './scope';
import { inArray } from './sql';
import { EntityQuery, EntitySortField, Visibility } from './types';

/** From what needs doing to what is done; what is not known has no place and comes last. */
const ORDER: Partial<Record<EntitySortField, string[]>> = {
  stage: ['not-meshed', 'meshed', 'encrypted', 'strict', 'zero-trust'],
  membership: ['not-meshed', 'partial', 'meshed'],
  mtlsConfigured: ['disabled', 'permissive', 'mixed', 'strict'],
  recommendation: ['migrate', 'adopt', 'keep', 'not-needed', 'not-meshable'],
  eligibility: ['eligible', 'exempt', 'not-applicable'],
  health: ['unhealthy', 'healthy', 'too-few-requests', 'no-traffic'],
};

const COLUMNS: Record<EntitySortField, string> = {
  entityRef: 'entity_ref',
  title: 'title_sort',
  owner: 'owner',
  system: 'system',
  domain: 'domain',
  lifecycle: 'lifecycle',
  type: 'type',
  stage: 'stage',
  membership: 'membership',
  mtlsConfigured: 'mtls_configured',
  mtlsObservedShare: 'mtls_observed_share',
  successRate: 'success_rate',
  requestsPerSecond: 'requests_per_second',
  recommendation: 'recommendation',
  eligibility: 'eligibility',
  health: 'health',
  asOf: 'as_of',
};

const NUMBERS: EntitySortField[] = [
  'mtlsObservedShare',
  'successRate',
  'requestsPerSecond',
];

function sortExpression(field: EntitySortField): string {
  const order = ORDER[field];
  if (!order) return COLUMNS[field];
  const ranks = order.map((value, rank) => `when '${value}' then ${rank}`);
  return `case ${COLUMNS[field]} ${ranks.join(' ')} end`;
}

function isSortValue(field: EntitySortField, value: string | number): boolean {
  const order = ORDER[field];
  if (order) return order[value as number] !== undefined;
  return typeof value === (NUMBERS.includes(field) ? 'number' : 'string');
}

/** Rows that come after the cursor: nulls are last in both directions, ties go by ref. */
function whereAfter(
  query: Knex.QueryBuilder,
  { value, ref, descending }: Cursor,
) {
  if (value === null) {
    query.whereNull('sort_value').where('entity_ref', '>', ref);
    return;
  }
  query.where(or =>
    or
      .where('sort_value', descending ? '<' : '>', value)
      .orWhere(tie =>
        tie.where('sort_value', value).where('entity_ref', '>', ref),
      )
      .orWhereNull('sort_value'),
  );
}

/** The service table. */
export class EntityQueries {
  constructor(private readonly knex: Knex) {}

  async queryEntities(
    query: EntityQuery,
    visibility: Visibility,
  ): Promise<{
    items: EntityMeshSummary[];
    totalItems: number;
    nextCursor?: string;
  }> {
    const { knex } = this;
    const { filter, limit } = query;
    const { field, descending } = query.sort;
    const hash = filterHash({ ...filter });
    const matching = () => matchingEntities(knex, filter, visibility);

    const page = knex
      .with('matching', matching())
      .from(
        knex('matching')
          .select('*', knex.raw(`${sortExpression(field)} as sort_value`))
          .as('sorted'),
      )
      .select('*')
      .orderByRaw(
        `sort_value is null, sort_value ${
          descending ? 'desc' : 'asc'
        }, entity_ref`,
      )
      .limit(limit + 1);
    if (query.cursor !== undefined) {
      const expected = { field, descending, hash };
      const cursor = decodeCursor(query.cursor, expected, value =>
        isSortValue(field, value),
      );
      whereAfter(page, cursor);
    }
    const rows: any[] = await page;
    const [{ count }] = await knex
      .with('matching', matching())
      .from('matching')
      .count<{ count: number | string }[]>({ count: '*' });

    const shown = rows.slice(0, limit);
    const last = shown[shown.length - 1];
    return {
      items: await this.#summaries(shown, query),
      totalItems: Number(count),
      ...(rows.length > limit && last
        ? {
            nextCursor: encodeCursor({
              field,
              descending,
              value: last.sort_value,
              ref: last.entity_ref,
              hash,
            }),
          }
        : {}),
    };
  }

  async #summaries(
    rows: any[],
    { filter }: EntityQuery,
  ): Promise<EntityMeshSummary[]> {
    const stored = rows.map(
      row => JSON.parse(row.summary) as EntityMeshSummary,
    );
    if (!isScoped(filter)) return stored;
    const refs = stored.map(summary => summary.entityRef);
    const [clusters, meshes] = await Promise.all([
      this.#inScope('mesh_entity_slices', 'cluster', refs, filter),
      this.#inScope('mesh_entity_meshes', 'mesh', refs, filter),
    ]);
    return stored.map((summary, i) => ({
      ...summary,
      clusters: clusters.get(summary.entityRef) ?? [],
      meshes: meshes.get(summary.entityRef) ?? [],
      stage: rows[i].stage,
      membership: rows[i].membership,
      mtlsConfigured: rows[i].mtls_configured,
      mtlsObservedShare: rows[i].mtls_observed_share,
      successRate: rows[i].success_rate,
      requestsPerSecond: rows[i].requests_per_second,
      health: rows[i].health,
      meshedPods: Number(rows[i].meshed_pods),
      totalPods: Number(rows[i].running_pods),
    }));
  }

  async #inScope(
    table: string,
    column: string,
    refs: string[],
    filter: EntityQuery['filter'],
  ): Promise<Map<string, string[]>> {
    const query = this.knex(`${table} as s`)
      .distinct('s.entity_ref', `s.${column} as value`)
      .where(inArray(this.knex, 's.entity_ref', refs))
      .orderBy(['s.entity_ref', 'value']);
    whereInScope(query, this.knex, 's', filter);
    const found = new Map<string, string[]>();
    for (const row of await query) {
      found.set(row.entity_ref, [
        ...(found.get(row.entity_ref) ?? []),
        row.value,
      ]);
    }
    return found;
  }
}
