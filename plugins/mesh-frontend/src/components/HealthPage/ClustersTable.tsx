import { ClusterStatus } from '@meshboard/backstage-plugin-mesh-common';
import { Fragment } from 'react';
import { meshName } from '../../lib/names';
import { AsOf, SimpleTable, SourceText, useMeshTranslation } from '../shared';
import { Section } from './Section';

type Mesh = ClusterStatus['meshes'][number];

/** Meshes of each cluster. What was never read has no meshes that could be told. */
export function ClustersTable(props: { clusters: ClusterStatus[] }) {
  const { t } = useMeshTranslation();
  const lines = (
    { meshes, asOf }: ClusterStatus,
    line: (mesh: Mesh) => string,
  ) => {
    if (asOf === null) return t('healthPage.clusters.notRead');
    if (meshes.length === 0) return t('healthPage.clusters.noMesh');
    return meshes.map(mesh => <div key={mesh.mesh}>{line(mesh)}</div>);
  };
  const readyText = (controlPlane: Mesh['controlPlane']) => {
    if (controlPlane === null) return t('healthPage.clusters.notSeen');
    // A mesh of which only proxies are left, or whose control plane runs elsewhere.
    if (controlPlane.total === 0) return t('healthPage.clusters.noneHere');
    return t('healthPage.clusters.ready', {
      ready: String(controlPlane.ready),
      total: String(controlPlane.total),
    });
  };
  return (
    <Section id="clusters" title={t('healthPage.clusters.title')}>
      <SimpleTable
        label={t('healthPage.clusters.title')}
        columns={[
          { whole: t('healthPage.clusters.cluster') },
          { whole: t('healthPage.sources.state') },
          t('healthPage.clusters.meshes'),
          t('healthPage.clusters.controlPlane'),
          t('healthPage.clusters.dataPlane'),
          { whole: t('healthPage.clusters.pods') },
        ]}
        rows={props.clusters.map(cluster => ({
          key: cluster.name,
          cells: [
            cluster.title ?? cluster.name,
            <Fragment key="state">
              <SourceText state={cluster.state} />
              <div>
                <AsOf at={cluster.asOf} />
              </div>
            </Fragment>,
            lines(cluster, mesh =>
              [meshName(mesh.mesh), ...mesh.versions].join(' '),
            ),
            lines(
              cluster,
              ({ mesh, controlPlane }) =>
                `${meshName(mesh)}: ${readyText(controlPlane)}`,
            ),
            lines(
              cluster,
              ({ dataPlaneVersions }) =>
                dataPlaneVersions
                  .map(({ version, pods }) =>
                    t('healthPage.clusters.versionPods', {
                      version,
                      pods: String(pods),
                    }),
                  )
                  .join(', ') || '–',
            ),
            cluster.asOf === null
              ? t('healthPage.clusters.notRead')
              : t('healthPage.clusters.podCount', {
                  meshed: String(cluster.pods.meshed),
                  running: String(cluster.pods.running),
                }),
          ],
        }))}
      />
    </Section>
  );
}
