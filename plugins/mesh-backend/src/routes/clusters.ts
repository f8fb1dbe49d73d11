import {
  ClusterStatus,
  meshInfrastructureReadPermission,
} from '@meshboard/backstage-plugin-mesh-common';
import { Router } from 'express';
import { gaugeCertificates } from '../assess/certificates';
import { certificateFindings } from '../assess/findings/certificates';
import { gaugeFindings } from '../assess/findings/gauges';
import { ageSource } from '../assess/sources';
import { NONE } from '../store/sql';
import { GaugeRow, Visibility } from '../store/types';
import { authorize } from './authorize';
import { readParameters } from './parameters';
import { currentClusters } from './sources';
import { RouterOptions } from './types';

/** A certificate's end comes nearer, and control planes slow down, while no cluster is read. */
function withCurrent(
  cluster: ClusterStatus,
  gauges: GaugeRow[],
  nowMs: number,
): ClusterStatus {
  const own = gauges.filter(g => g.cluster === cluster.name);
  return {
    ...cluster,
    meshes: cluster.meshes.map(mesh => ({
      ...mesh,
      findings: [
        ...(mesh.findings ?? []),
        ...certificateFindings(
          (cluster.certificates ?? [])
            .filter(c => c.mesh === mesh.mesh)
            .map(c => ({ ...c, cluster: cluster.name })),
          [],
          nowMs,
        ).map(({ workloads: _, ...found }) => ({
          ...found,
          reach: 'data-plane' as const,
        })),
        ...gaugeFindings(own.filter(g => g.mesh === mesh.mesh)),
      ],
    })),
  };
}

/** Whose entities, of those that the caller may see, have pods under the certificates. */
async function withOwners(
  cluster: ClusterStatus,
  { store }: Pick<RouterOptions, 'store'>,
  visibility: Visibility,
): Promise<ClusterStatus> {
  const { certificates = [], name } = cluster;
  const owners = new Map<string, string[]>();
  for (const mesh of new Set(certificates.map(c => c.mesh))) {
    const { groups } = await store.scorecard(
      {
        filter: { cluster: [name], mesh: [mesh] },
        groupBy: 'owner',
        rollup: false,
      },
      visibility,
    );
    const keys = groups.map(group => group.key).filter(key => key !== NONE);
    owners.set(mesh, keys);
  }
  return {
    ...cluster,
    certificates: certificates.map(c => ({
      ...c,
      owners: owners.get(c.mesh) ?? [],
    })),
  };
}

export function clustersRoutes(router: Router, options: RouterOptions): void {
  router.get('/clusters', async (req, res) => {
    const credentials = await authorize(
      req,
      meshInfrastructureReadPermission,
      options,
    );
    readParameters(req, {});
    const { store, visibility, staleAfterMs } = options;
    const now = options.now().toISOString();
    const [read, rows, allGauges, sees] = await Promise.all([
      store.listClusters(),
      store.listSources(),
      store.listGauges(),
      visibility.forCredentials(credentials),
    ]);
    const aged = rows.map(row => ageSource(row, now, staleAfterMs));
    const toldAt = (server: string, cluster: string) => {
      const source = aged.find(
        s =>
          s.kind === 'prometheus' && s.name === server && s.cluster === cluster,
      );
      return source && !source.dark ? source.lastSuccess : null;
    };
    const gauges = allGauges.filter(g => toldAt(g.server, g.cluster));
    const measured = gaugeCertificates(gauges, toldAt);
    const clusters = currentClusters(
      read.map(status => ({
        ...status,
        certificates: [
          ...(status.certificates ?? []),
          ...(measured.get(status.name) ?? []),
        ],
      })),
      aged.map(({ dark: _, ...source }) => source),
    ).map(cluster => withCurrent(cluster, gauges, Date.parse(now)));
    res.json({
      items: await Promise.all(
        clusters.map(cluster => withOwners(cluster, options, sees)),
      ),
    });
  });
}
