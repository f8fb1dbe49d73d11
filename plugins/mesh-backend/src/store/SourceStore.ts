import { ClusterStatus } from '@meshboard/backstage-plugin-mesh-common';
import { Knex } from 'knex';
import { isoTime, replacing } from './sql';
import { SourceRow } from './types';

/** What a metrics server told, beside evidence. */
const OF_A_SERVER = [
  'mesh_traffic',
  'mesh_proxies',
  'mesh_gauges',
  'mesh_edges',
];

const KEY = ['kind', 'name', 'cluster'];

/** Sources and the clusters they stand for. */
export class SourceStore {
  constructor(private readonly knex: Knex) {}

  async listSources(): Promise<SourceRow[]> {
    const rows = await this.knex('mesh_sources').orderBy(KEY);
    return rows.map(row => ({
      name: row.name,
      kind: row.kind,
      cluster: row.cluster,
      state: row.state,
      lastSuccess: row.last_success,
      lastAttempt: row.last_attempt,
      message: row.message,
    }));
  }

  async upsertSource(row: SourceRow): Promise<void> {
    await this.knex('mesh_sources')
      .insert({
        kind: row.kind,
        name: row.name,
        cluster: row.cluster,
        state: row.state,
        last_success: isoTime(row.lastSuccess),
        last_attempt: isoTime(row.lastAttempt),
        message: row.message,
      })
      .onConflict(KEY)
      .merge();
  }

  async retainSources(
    kept: { kind: string; name: string; cluster: string }[],
  ): Promise<void> {
    const ref = (source: { kind: string; name: string; cluster: string }) =>
      JSON.stringify([source.kind, source.name, source.cluster]);
    const keep = new Set(kept.map(ref));
    await replacing(this.knex, 'sources', async trx => {
      const rows: SourceRow[] = await trx('mesh_sources').select(KEY);
      for (const row of rows.filter(source => !keep.has(ref(source)))) {
        const { kind, name, cluster } = row;
        await trx('mesh_sources').where({ kind, name, cluster }).delete();
        if (kind === 'kubernetes') {
          await trx('mesh_workloads').where({ cluster }).delete();
          await trx('mesh_clusters').where({ name: cluster }).delete();
        } else {
          for (const table of OF_A_SERVER) {
            await trx(table).where({ server: name, cluster }).delete();
          }
        }
      }
    });
  }

  async upsertCluster(status: ClusterStatus): Promise<void> {
    await this.knex('mesh_clusters')
      .insert({ name: status.name, status: JSON.stringify(status) })
      .onConflict('name')
      .merge();
  }

  async listClusters(): Promise<ClusterStatus[]> {
    const rows = await this.knex('mesh_clusters').orderBy('name');
    return rows.map(row => JSON.parse(row.status));
  }
}
