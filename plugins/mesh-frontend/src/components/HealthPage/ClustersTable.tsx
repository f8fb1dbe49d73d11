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
  return (
    <Section id="clusters" title={t('healthPage.clusters.title')}>
      <SimpleTable
        label={t('healthPage.clusters.title')}
        columns={[
          t('healthPage.clusters.cluster'),
          t('healthPage.sources.state'),
          t('healthPage.clusters.meshes'),
          t('healthPage.clusters.controlPlane'),
          t('healthPage.clusters.dataPlane'),
          t('healthPage.clusters.pods'),
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
            lines(cluster, ({ mesh, controlPlane }) =>
              controlPlane
                ? `${meshName(mesh)}: ${t('healthPage.clusters.ready', {
                    ready: String(controlPlane.ready),
                    total: String(controlPlane.total),
                  })}`
                : `${meshName(mesh)}: ${t('healthPage.clusters.notSeen')}`,
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
