import { Knex } from 'knex';
import { inArray, insertRows, isoTime, replacing, uniqueBy } from './sql';
import { TrafficRow } from './types';

/** JSON has no word for the last bucket's bound, and writes null. */
function fromJson(json: string): TrafficRow {
  const row: TrafficRow = JSON.parse(json);
  for (const bucket of row.latency ?? []) {
    if (typeof bucket.leMs !== 'number') bucket.leMs = Infinity;
  }
  return row;
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
      traffic: JSON.stringify({ ...row, at: isoTime(row.at) }),
    }));
    const unique = uniqueBy(records, r =>
      [r.namespace, r.workload, r.kind, r.mesh].join('/'),
    );
    await replacing(this.knex, `traffic ${server} ${cluster}`, async trx => {
      await trx('mesh_traffic').where({ server, cluster }).delete();
      await insertRows(trx, 'mesh_traffic', unique);
    });
  }

  /** Of workloads of these names in these clusters and namespaces. */
  async listTraffic(
    workloads: { cluster: string; namespace: string; name: string }[],
  ): Promise<TrafficRow[]> {
    const places = new Map<
      string,
      { namespaces: Set<string>; names: Set<string> }
    >();
    for (const { cluster, namespace, name } of workloads) {
      const place = places.get(cluster) ?? {
        namespaces: new Set<string>(),
        names: new Set<string>(),
      };
      places.set(cluster, place);
      place.namespaces.add(namespace);
      place.names.add(name);
    }
    const found: TrafficRow[] = [];
    for (const [cluster, { namespaces, names }] of places) {
      const rows = await this.knex('mesh_traffic')
        .select('traffic')
        .where({ cluster })
        .where(inArray(this.knex, 'namespace', [...namespaces]))
        .where(inArray(this.knex, 'workload', [...names]))
        .orderBy(['server', 'namespace', 'workload', 'kind', 'mesh']);
      for (const row of rows) found.push(fromJson(row.traffic));
    }
    return found;
  }
}
