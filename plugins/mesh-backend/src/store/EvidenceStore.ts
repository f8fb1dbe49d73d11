import { Knex } from 'knex';
import { insertRows, isoTime, replacing, uniqueBy } from './sql';
import { EvidenceCaller, EvidenceRow, EvidenceSum } from './types';

const placeOf = (row: {
  cluster: string;
  namespace: string;
  workload: string;
}) => JSON.stringify([row.cluster, row.namespace, row.workload]);

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
    const callers = uniqueBy(
      rows.flatMap(({ namespace, workload, callers: own = [] }) =>
        own.map(caller => ({
          cluster,
          hour: at,
          namespace,
          workload,
          caller_namespace: caller.namespace,
          caller_workload: caller.workload,
          requests: caller.requests,
        })),
      ),
      r =>
        JSON.stringify([
          r.namespace,
          r.workload,
          r.caller_namespace,
          r.caller_workload,
        ]),
    );
    await replacing(this.knex, `evidence ${cluster}`, async trx => {
      await trx('mesh_evidence').where({ cluster, hour: at }).delete();
      await insertRows(trx, 'mesh_evidence', records);
      await trx('mesh_evidence_callers').where({ cluster, hour: at }).delete();
      await insertRows(trx, 'mesh_evidence_callers', callers);
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
    const callers = await this.#callers(since);
    return rows.map((row: any) => ({
      cluster: row.cluster,
      namespace: row.namespace,
      workload: row.workload,
      encrypted: Number(row.encrypted),
      plaintext: Number(row.plaintext),
      lastPlaintext: row.last_plaintext,
      callers: callers.get(placeOf(row)) ?? [],
    }));
  }

  /** By the workload that they called, the last first. */
  async #callers(since: string): Promise<Map<string, EvidenceCaller[]>> {
    const key = [
      'cluster',
      'namespace',
      'workload',
      'caller_namespace',
      'caller_workload',
    ];
    const rows = await this.knex('mesh_evidence_callers')
      .where('hour', '>=', isoTime(since))
      .select(key)
      .sum({ requests: 'requests' })
      .max({ last_seen: 'hour' })
      .groupBy(key)
      .orderBy([{ column: 'last_seen', order: 'desc' }, ...key]);
    const found = new Map<string, EvidenceCaller[]>();
    for (const row of rows as any[]) {
      const place = placeOf(row);
      const list = found.get(place) ?? [];
      found.set(place, list);
      list.push({
        namespace: row.caller_namespace,
        workload: row.caller_workload,
        requests: row.requests === null ? null : Number(row.requests),
        lastSeen: row.last_seen,
      });
    }
    return found;
  }

  /** Hours are forgotten first: an hour that is half deleted is not complete. */
  async deleteEvidenceBefore(before: string, batch: number): Promise<number> {
    const old = isoTime(before);
    await this.knex('mesh_evidence_hours').where('hour', '<', old).delete();
    await this.knex('mesh_evidence_callers').where('hour', '<', old).delete();
    const oldest = this.knex('mesh_evidence')
      .select('id')
      .where('hour', '<', old)
      .orderBy('hour')
      .limit(batch);
    return this.knex('mesh_evidence').whereIn('id', oldest).delete();
  }
}
