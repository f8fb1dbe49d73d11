import {
  EntityMeshStatus,
  Stage,
} from '@meshboard/backstage-plugin-mesh-common';
import { Knex } from 'knex';
import { inArray, insertRows, isoTime, replacing, uniqueBy } from './sql';
import { EntityRecord, PlaceOfWorkload, Remembered } from './types';

/** Entities in one round of statements. */
const BATCH = 200;

function* inBatches(records: EntityRecord[]) {
  for (let at = 0; at < records.length; at += BATCH) {
    yield records.slice(at, at + BATCH);
  }
}

const placeOf = ({ cluster, namespace, name }: PlaceOfWorkload) =>
  `${cluster}/${namespace}/${name}`;

const CHILDREN = [
  'mesh_entity_slices',
  'mesh_entity_meshes',
  'mesh_entity_findings',
  'mesh_entity_owners',
  'mesh_entity_workloads',
];

/** Steps of the ladder by what is proven; what is not known has no rank. */
export const STAGE_RANKS: Partial<Record<Stage, number>> = {
  'not-meshed': 0,
  meshed: 1,
  encrypted: 2,
  strict: 3,
  'zero-trust': 4,
};

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);

/** An idle entity shows its last verdict: that is no new sighting. */
function isSighting({ summary, eligibilityReason }: EntityRecord): boolean {
  return (
    summary.asOf !== null &&
    summary.stage !== 'unknown' &&
    summary.membership !== 'unknown' &&
    eligibilityReason !== 'idle'
  );
}

function entityRow(record: EntityRecord) {
  const { summary, status, slices } = record;
  const seen = isSighting(record);
  return {
    entity_ref: summary.entityRef,
    title_sort: summary.title.toLowerCase(),
    search: `${summary.title}\n${summary.entityRef}`.toLowerCase(),
    owner: summary.owner,
    system: summary.system,
    domain: summary.domain,
    lifecycle: summary.lifecycle,
    type: summary.type,
    stage: summary.stage,
    membership: summary.membership,
    mtls_configured: summary.mtlsConfigured,
    health: summary.health,
    eligibility: summary.eligibility,
    eligibility_reason: record.eligibilityReason,
    recommendation: summary.recommendation.verdict,
    mtls_observed_share: summary.mtlsObservedShare,
    success_rate: summary.successRate,
    requests_per_second: summary.requestsPerSecond,
    running_pods: summary.totalPods,
    meshed_pods: summary.meshedPods,
    workloads: sum(slices.map(s => s.workloads)),
    meshed_workloads: sum(slices.map(s => s.meshedWorkloads)),
    as_of: isoTime(summary.asOf),
    last_known_at: seen ? isoTime(summary.asOf) : null,
    last_known_membership: seen ? summary.membership : null,
    last_known_stage: seen ? summary.stage : null,
    joined_mesh_at: isoTime(status.joinedMeshAt ?? null),
    summary: JSON.stringify(summary),
    status: JSON.stringify(status),
  };
}

function childRows(record: EntityRecord): Record<string, object[]> {
  const { summary, status } = record;
  const entity_ref = summary.entityRef;
  const slices = uniqueBy(record.slices, s => `${s.cluster}/${s.namespace}`);
  return {
    mesh_entity_slices: slices.map(slice => ({
      entity_ref,
      cluster: slice.cluster,
      namespace: slice.namespace,
      stage: slice.stage,
      stage_rank: STAGE_RANKS[slice.stage] ?? null,
      membership: slice.membership,
      mtls_configured: slice.mtlsConfigured,
      health: slice.health,
      running_pods: slice.runningPods,
      meshed_pods: slice.meshedPods,
      workloads: slice.workloads,
      meshed_workloads: slice.meshedWorkloads,
      requests_total: slice.requests?.total ?? null,
      requests_success: slice.requests?.success ?? null,
      encrypted_total: slice.encrypted?.total ?? null,
      encrypted: slice.encrypted?.encrypted ?? null,
    })),
    mesh_entity_meshes: slices.flatMap(({ cluster, namespace, meshes }) =>
      uniqueBy(meshes, m => `${m.mesh}/${m.dataPlane}`).map(m => ({
        entity_ref,
        cluster,
        namespace,
        mesh: m.mesh,
        data_plane: m.dataPlane,
      })),
    ),
    mesh_entity_findings: [...new Set(status.findings.map(f => f.code))].map(
      code => ({ entity_ref, code }),
    ),
    mesh_entity_owners: [...new Set(record.ownerRollup)].map(owner => ({
      entity_ref,
      owner,
    })),
    mesh_entity_workloads: [...new Set(record.workloads)].map(workload_key => ({
      entity_ref,
      workload_key,
    })),
  };
}

/** Where the new verdict is unknown, what was known before stays. */
function keepLastKnown(trx: Knex, columns: string[]) {
  return Object.fromEntries(
    columns.map(column => [
      column,
      column.startsWith('last_known_')
        ? trx.raw('coalesce(??, ??)', [
            `excluded.${column}`,
            `mesh_entities.${column}`,
          ])
        : trx.ref(`excluded.${column}`),
    ]),
  );
}

/** Status per entity and slice. */
export class EntityStore {
  constructor(private readonly knex: Knex) {}

  /**
   * Batches are written as they come, each in a transaction of its own: on SQLite, nobody can read
   * while one is open.
   *
   * @param options - with `complete`, entities that are there at the beginning and do not come are
   *   removed; one that another replica writes meanwhile is newer than what this one has read
   */
  async writeEntities(
    all: EntityRecord[] | AsyncIterable<EntityRecord[]>,
    options: { complete: boolean },
  ): Promise<void> {
    const { knex } = this;
    const gone = new Set<string>(
      options.complete ? await knex('mesh_entities').pluck('entity_ref') : [],
    );
    for await (const batch of Array.isArray(all) ? inBatches(all) : all) {
      const records = uniqueBy(batch, r => r.summary.entityRef);
      if (records.length === 0) continue;
      await replacing(knex, 'entities', trx => this.#writeBatch(trx, records));
      for (const { summary } of records) gone.delete(summary.entityRef);
    }
    if (gone.size === 0) return;
    await replacing(knex, 'entities', async trx => {
      for (const table of ['mesh_entities', ...CHILDREN]) {
        await trx(table)
          .where(inArray(trx, 'entity_ref', [...gone]))
          .delete();
      }
    });
  }

  async #writeBatch(trx: Knex.Transaction, records: EntityRecord[]) {
    const rows = records.map(entityRow);
    await trx('mesh_entities')
      .insert(rows)
      .onConflict('entity_ref')
      .merge(keepLastKnown(trx, Object.keys(rows[0])));
    const refs = rows.map(row => row.entity_ref);
    const children = records.map(childRows);
    for (const table of CHILDREN) {
      await trx(table).where(inArray(trx, 'entity_ref', refs)).delete();
      await insertRows(
        trx,
        table,
        children.flatMap(rowsOf => rowsOf[table]),
      );
    }
  }

  async getStatus(entityRef: string): Promise<EntityMeshStatus | undefined> {
    const row = await this.knex('mesh_entities')
      .where({ entity_ref: entityRef })
      .first('status');
    return row && JSON.parse(row.status);
  }

  async listLastKnown(): Promise<Map<string, Remembered>> {
    const rows = await this.knex('mesh_entities')
      .whereNotNull('last_known_at')
      .select('entity_ref', 'last_known_at')
      .select('last_known_membership', 'last_known_stage', 'joined_mesh_at');
    return new Map(
      rows.map(row => [
        row.entity_ref,
        {
          at: row.last_known_at,
          membership: row.last_known_membership,
          stage: row.last_known_stage,
          joinedMeshAt: row.joined_mesh_at,
        },
      ]),
    );
  }

  /** Names are matched without kind: metrics have none. */
  async entitiesAt(places: PlaceOfWorkload[]): Promise<Map<string, string[]>> {
    const wanted = new Set(places.map(placeOf));
    const distinct = (key: keyof PlaceOfWorkload) => [
      ...new Set(places.map(p => p[key])),
    ];
    const rows = await this.knex('mesh_workloads as w')
      .join('mesh_entity_workloads as m', 'w.workload_key', 'm.workload_key')
      .where(inArray(this.knex, 'w.cluster', distinct('cluster')))
      .where(inArray(this.knex, 'w.namespace', distinct('namespace')))
      .where(inArray(this.knex, 'w.name', distinct('name')))
      .select('w.cluster', 'w.namespace', 'w.name', 'm.entity_ref')
      .orderBy('m.entity_ref');
    const found = new Map<string, string[]>();
    for (const row of rows) {
      const place = placeOf(row);
      if (!wanted.has(place)) continue;
      const refs = found.get(place) ?? [];
      if (!refs.includes(row.entity_ref)) refs.push(row.entity_ref);
      found.set(place, refs);
    }
    return found;
  }

  /** From the workloads kept, which outlive a cluster that cannot be read. */
  async listEntityClusters(): Promise<Map<string, string[]>> {
    const rows = await this.knex('mesh_entity_workloads as m')
      .join('mesh_workloads as w', 'w.workload_key', 'm.workload_key')
      .where('w.running_pods', '>', 0)
      .distinct('m.entity_ref', 'w.cluster')
      .orderBy(['m.entity_ref', 'w.cluster']);
    const clusters = new Map<string, string[]>();
    for (const { entity_ref: ref, cluster } of rows) {
      clusters.set(ref, [...(clusters.get(ref) ?? []), cluster]);
    }
    return clusters;
  }
}
