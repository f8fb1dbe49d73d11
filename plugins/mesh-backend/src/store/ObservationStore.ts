import { Knex } from 'knex';
import { inArray, insertRows, replacing } from './sql';
import {
  EdgeRow,
  GaugeRow,
  Observations,
  PlaceOfWorkload,
  ProxyRow,
} from './types';

/** What servers last told of proxies, of meshes as a whole, and of who calls whom. */
export class ObservationStore {
  constructor(private readonly knex: Knex) {}

  async replaceObservations(
    server: string,
    cluster: string,
    { proxies, gauges, edges }: Observations,
  ): Promise<void> {
    const scope = { server, cluster };
    const byNamespace = new Map<string, ProxyRow[]>();
    for (const proxy of proxies) {
      const key = JSON.stringify([proxy.mesh, proxy.namespace]);
      const list = byNamespace.get(key);
      const row = { ...scope, ...proxy };
      if (list) list.push(row);
      else byNamespace.set(key, [row]);
    }
    const byMesh = new Map<string, GaugeRow[]>();
    for (const gauge of gauges) {
      const list = byMesh.get(gauge.mesh) ?? [];
      byMesh.set(gauge.mesh, [...list, { ...scope, ...gauge }]);
    }
    await replacing(this.knex, `observed ${server} ${cluster}`, async trx => {
      for (const table of ['mesh_proxies', 'mesh_gauges', 'mesh_edges']) {
        await trx(table).where(scope).delete();
      }
      await insertRows(
        trx,
        'mesh_proxies',
        [...byNamespace.values()].map(rows => ({
          ...scope,
          mesh: rows[0].mesh,
          namespace: rows[0].namespace,
          proxies: JSON.stringify(
            Object.fromEntries(
              rows.map(r => [
                r.pod,
                [r.certificateNotAfter, r.throttledShare ?? null],
              ]),
            ),
          ),
        })),
      );
      await insertRows(
        trx,
        'mesh_gauges',
        [...byMesh].map(([mesh, rows]) => ({
          ...scope,
          mesh,
          gauges: JSON.stringify(
            rows.map(({ id, labels, value }) => ({ id, labels, value })),
          ),
        })),
      );
      await insertRows(
        trx,
        'mesh_edges',
        edges.map(edge => ({
          ...scope,
          mesh: edge.mesh,
          source_cluster: edge.sourceCluster ?? cluster,
          source_namespace: edge.sourceNamespace,
          source_workload: edge.sourceWorkload,
          destination_namespace: edge.destinationNamespace,
          destination_workload: edge.destinationWorkload,
          edge: JSON.stringify(edge),
        })),
      );
    });
  }

  /** Of these namespaces. */
  async listProxies(
    places: { cluster: string; namespace: string }[],
  ): Promise<ProxyRow[]> {
    const found: ProxyRow[] = [];
    for (const [cluster, namespaces] of byCluster(places, p => p.namespace)) {
      const rows = await this.knex('mesh_proxies')
        .where({ cluster })
        .where(inArray(this.knex, 'namespace', namespaces))
        .orderBy(['server', 'mesh', 'namespace']);
      for (const { server, mesh, namespace, proxies } of rows) {
        const told: Record<string, [string | null, number | null]> =
          JSON.parse(proxies);
        for (const [pod, [notAfter, share]] of Object.entries(told)) {
          found.push({
            server,
            cluster,
            mesh,
            namespace,
            pod,
            certificateNotAfter: notAfter,
            ...(share === null ? {} : { throttledShare: share }),
          });
        }
      }
    }
    return found;
  }

  async listGauges(): Promise<GaugeRow[]> {
    const rows = await this.knex('mesh_gauges').orderBy([
      'server',
      'cluster',
      'mesh',
    ]);
    return rows.flatMap(({ server, cluster, mesh, gauges }) =>
      JSON.parse(gauges).map((gauge: object) => ({
        server,
        cluster,
        mesh,
        ...gauge,
      })),
    );
  }

  /** Edges that end, or that begin, at any of these workloads. */
  async listEdges(
    end: 'source' | 'destination',
    places: PlaceOfWorkload[],
  ): Promise<EdgeRow[]> {
    const clusterColumn = end === 'source' ? 'source_cluster' : 'cluster';
    const wanted = new Set(
      places.map(p => JSON.stringify([p.cluster, p.namespace, p.name])),
    );
    const found: EdgeRow[] = [];
    for (const [cluster, own] of byCluster(places, p => p)) {
      const rows = await this.knex('mesh_edges')
        .where({ [clusterColumn]: cluster })
        .where(
          inArray(this.knex, `${end}_namespace`, [
            ...new Set(own.map(p => p.namespace)),
          ]),
        )
        .where(
          inArray(this.knex, `${end}_workload`, [
            ...new Set(own.map(p => p.name)),
          ]),
        )
        .orderBy([
          'server',
          'cluster',
          'mesh',
          'source_cluster',
          'source_namespace',
          'source_workload',
          'destination_namespace',
          'destination_workload',
        ]);
      for (const row of rows) {
        const place = [
          cluster,
          row[`${end}_namespace`],
          row[`${end}_workload`],
        ];
        // Namespaces and names were asked for apart.
        if (!wanted.has(JSON.stringify(place))) continue;
        found.push({
          ...JSON.parse(row.edge),
          server: row.server,
          cluster: row.cluster,
          sourceCluster: row.source_cluster,
        });
      }
    }
    return found;
  }
}

function byCluster<T extends { cluster: string }, V>(
  places: T[],
  value: (place: T) => V,
): Map<string, V[]> {
  const result = new Map<string, V[]>();
  for (const place of places) {
    const list = result.get(place.cluster);
    if (list) list.push(value(place));
    else result.set(place.cluster, [value(place)]);
  }
  return result;
}
