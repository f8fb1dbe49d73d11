import { UnmatchedWorkload } from '@meshboard/backstage-plugin-mesh-common';
import { Knex } from 'knex';
import { WorkloadFacts } from '../workloads/types';
import { UNDECIDED } from '../workloads/undecided';
import { decodeTextCursor, encodeCursor, filterHash } from './cursor';
import { inArray, insertRows, notInArray, replacing, uniqueBy } from './sql';
import { WorkloadRow } from './types';

/** `cluster/namespace/kind/name` */
export function workloadKey(row: {
  cluster: string;
  namespace: string;
  kind: string;
  name: string;
}): string {
  return [row.cluster, row.namespace, row.kind, row.name].join('/');
}

/** Workloads in memory at a time. */
const PAGE = 500;

/** What an earlier version did not decide is said once the cluster is read again. */
const fromRow = (row: any): WorkloadRow => ({
  cluster: row.cluster,
  namespace: row.namespace,
  kind: row.kind,
  name: row.name,
  facts: { ...UNDECIDED, ...JSON.parse(row.facts) },
});

/** Workloads as their clusters were last read. */
export class WorkloadStore {
  constructor(private readonly knex: Knex) {}

  async replaceWorkloads(
    cluster: string,
    rows: WorkloadRow[],
    namespaces?: string[],
  ): Promise<void> {
    const records = uniqueBy(rows, workloadKey).map(row => ({
      workload_key: workloadKey(row),
      cluster,
      namespace: row.namespace,
      kind: row.kind,
      name: row.name,
      membership: row.facts.membership.state,
      running_pods: row.facts.membership.totalPods,
      meshed_pods: row.facts.membership.meshedPods,
      infrastructure: row.facts.infrastructure,
      facts: JSON.stringify(row.facts),
    }));
    await replacing(this.knex, `workloads ${cluster}`, async trx => {
      const gone = trx('mesh_workloads')
        .where({ cluster })
        .where(
          notInArray(
            trx,
            'workload_key',
            records.map(r => r.workload_key),
          ),
        );
      if (namespaces) gone.where(inArray(trx, 'namespace', namespaces));
      await gone.delete();
      await insertRows(trx, 'mesh_workloads', records, ['workload_key']);
    });
  }

  async listWorkloads(
    filter: { cluster?: string; keys?: string[] } = {},
  ): Promise<WorkloadRow[]> {
    const query = this.knex('mesh_workloads').orderBy('workload_key');
    if (filter.cluster !== undefined) query.where({ cluster: filter.cluster });
    if (filter.keys)
      query.where(inArray(this.knex, 'workload_key', filter.keys));
    return (await query).map(fromRow);
  }

  /** Where control planes, gateways and node agents of a cluster run. */
  async infrastructureNamespaces(cluster: string): Promise<string[]> {
    return this.knex('mesh_workloads')
      .where({ cluster, infrastructure: true })
      .distinct('namespace')
      .orderBy('namespace')
      .pluck('namespace');
  }

  /** All of them, some at a time. */
  async *streamWorkloads(): AsyncGenerator<WorkloadRow[]> {
    for (let after = ''; ; ) {
      const rows = await this.knex('mesh_workloads')
        .where('workload_key', '>', after)
        .orderBy('workload_key')
        .limit(PAGE);
      if (rows.length === 0) return;
      yield rows.map(fromRow);
      after = rows[rows.length - 1].workload_key;
    }
  }

  async queryUnmatched(query: {
    limit: number;
    cursor?: string;
    cluster?: string[];
    namespace?: string[];
  }): Promise<{
    items: UnmatchedWorkload[];
    totalItems: number;
    nextCursor?: string;
  }> {
    const { knex } = this;
    const hash = filterHash({
      cluster: query.cluster,
      namespace: query.namespace,
    });
    const unmatched = () => {
      const rows = knex('mesh_workloads as w').whereNotExists(
        knex('mesh_entity_workloads as m').whereRaw(
          'm.workload_key = w.workload_key',
        ),
      );
      if (query.cluster) rows.where(inArray(knex, 'w.cluster', query.cluster));
      if (query.namespace) {
        rows.where(inArray(knex, 'w.namespace', query.namespace));
      }
      return rows;
    };
    const page = unmatched()
      .select('w.*')
      .orderBy('w.workload_key')
      .limit(query.limit + 1);
    if (query.cursor !== undefined) {
      const { ref } = decodeTextCursor(query.cursor, 'workload', hash);
      page.where('w.workload_key', '>', ref);
    }
    const [rows, [{ count }]] = await Promise.all([
      page,
      unmatched().count<{ count: number | string }[]>({ count: '*' }),
    ]);
    const more = rows.length > query.limit;
    const shown = rows.slice(0, query.limit);
    return {
      items: shown.map(row => {
        const facts: WorkloadFacts = JSON.parse(row.facts);
        return {
          cluster: row.cluster,
          namespace: row.namespace,
          kind: row.kind,
          name: row.name,
          membership: facts.membership.state,
          meshes: [...new Set(facts.membership.meshes.map(m => m.mesh))],
          meshedPods: facts.membership.meshedPods,
          totalPods: facts.membership.totalPods,
          infrastructure: facts.infrastructure,
          labels: facts.labels,
        };
      }),
      totalItems: Number(count),
      ...(more
        ? {
            nextCursor: encodeCursor({
              field: 'workload',
              descending: false,
              value: null,
              ref: shown[shown.length - 1].workload_key,
              hash,
            }),
          }
        : {}),
    };
  }
}
