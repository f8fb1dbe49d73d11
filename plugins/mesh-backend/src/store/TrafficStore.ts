import { Knex } from 'knex';
import { insertRows, isoTime, replacing, uniqueBy } from './sql';
import { TrafficRow } from './types';

/** The last bucket's bound is `Infinity`, which JSON has no word for. */
const INFINITE = '+Inf';

function toJson(row: TrafficRow): string {
  return JSON.stringify(row, (_, value) =>
    value === Infinity ? INFINITE : value,
  );
}

function fromJson(json: string): TrafficRow {
  return JSON.parse(json, (key, value) =>
    key === 'leMs' && value === INFINITE ? Infinity : value,
  );
}

/** Traffic of workloads as each server last told it. */
export class TrafficStore {
  constructor(private readonly knex: Knex) {}

  async replaceTraffic(
    server: string,
    cluster: string,
    rows: TrafficRow[],
  ): Promise<void> {
    const records = rows.map(row => ({
      server,
      cluster,
      namespace: row.namespace,
      workload: row.workload,
      kind: row.kind ?? '',
      mesh: row.mesh,
      traffic: toJson({ ...row, at: isoTime(row.at) }),
    }));
    const unique = uniqueBy(records, r =>
      [r.namespace, r.workload, r.kind, r.mesh].join('/'),
    );
    await replacing(this.knex, `traffic ${server} ${cluster}`, async trx => {
      await trx('mesh_traffic').where({ server, cluster }).delete();
      await insertRows(trx, 'mesh_traffic', unique);
    });
  }

  async listTraffic(): Promise<TrafficRow[]> {
    const rows = await this.knex('mesh_traffic')
      .select('traffic')
      .orderBy(['server', 'cluster', 'namespace', 'workload', 'kind', 'mesh']);
    return rows.map(row => fromJson(row.traffic));
  }
}
