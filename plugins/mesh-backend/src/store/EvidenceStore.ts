import { Knex } from 'knex';
import { insertRows, isoTime, replacing, uniqueBy } from './sql';
import { EvidenceRow, EvidenceSum } from './types';

/** Encrypted and plaintext calls, hour by hour. */
export class EvidenceStore {
  constructor(private readonly knex: Knex) {}

  async evidenceHours(cluster: string, since: string): Promise<string[]> {
    return this.knex('mesh_evidence_hours')
      .where({ cluster })
      .where('hour', '>=', isoTime(since))
      .orderBy('hour')
      .pluck('hour');
  }

  async writeEvidence(
    cluster: string,
    hour: string,
    rows: EvidenceRow[],
  ): Promise<void> {
    const at = isoTime(hour);
    const records = uniqueBy(rows, r => `${r.namespace}/${r.workload}`).map(
      row => ({
        cluster,
        hour: at,
        namespace: row.namespace,
        workload: row.workload,
        encrypted: row.encrypted,
        plaintext: row.plaintext,
      }),
    );
    await replacing(this.knex, `evidence ${cluster}`, async trx => {
      await trx('mesh_evidence').where({ cluster, hour: at }).delete();
      await insertRows(trx, 'mesh_evidence', records);
      await trx('mesh_evidence_hours')
        .insert({ cluster, hour: at })
        .onConflict(['cluster', 'hour'])
        .ignore();
    });
  }

  async sumEvidence(since: string): Promise<EvidenceSum[]> {
    const key = ['cluster', 'namespace', 'workload'];
    const rows = await this.knex('mesh_evidence')
      .where('hour', '>=', isoTime(since))
      .select(key)
      .sum({ encrypted: 'encrypted', plaintext: 'plaintext' })
      .select(
        this.knex.raw(
          'max(case when plaintext > 0 then hour end) as last_plaintext',
        ),
      )
      .groupBy(key)
      .orderBy(key);
    return rows.map((row: any) => ({
      cluster: row.cluster,
      namespace: row.namespace,
      workload: row.workload,
      encrypted: Number(row.encrypted),
      plaintext: Number(row.plaintext),
      lastPlaintext: row.last_plaintext,
    }));
  }

  /** Hours are forgotten first: an hour that is half deleted is not complete. */
  async deleteEvidenceBefore(before: string, batch: number): Promise<number> {
    const old = isoTime(before);
    await this.knex('mesh_evidence_hours').where('hour', '<', old).delete();
    const oldest = this.knex('mesh_evidence')
      .select('id')
      .where('hour', '<', old)
      .orderBy('hour')
      .limit(batch);
    return this.knex('mesh_evidence').whereIn('id', oldest).delete();
  }
}
