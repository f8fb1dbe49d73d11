import Typography from '@material-ui/core/Typography';
import YesIcon from '@material-ui/icons/CheckCircleOutline';
import NoIcon from '@material-ui/icons/ErrorOutline';
import UnknownIcon from '@material-ui/icons/HelpOutline';
import {
  ClusterStatus,
  Injector,
  MeshComponent,
} from '@meshboard/backstage-plugin-mesh-common';
import { bySeverity } from '../../lib/status';
import { meshName } from '../../lib/names';
import {
  FindingItem,
  IconWord,
  NotEvaluatedList,
  SimpleTable,
  Subheading,
  useMeshTranslation,
  VersionsTable,
} from '../shared';
import { Section } from './Section';

type Mesh = ClusterStatus['meshes'][number];

function Components({ components }: { components: MeshComponent[] }) {
  const { t } = useMeshTranslation();
  if (components.length === 0) return null;
  return (
    <>
      <Subheading>{t('healthPage.details.components')}</Subheading>
      <SimpleTable
        label={t('healthPage.details.components')}
        columns={[
          t('healthPage.details.component'),
          t('workloads.namespace'),
          t('healthPage.details.pods'),
        ]}
        rows={components.map(({ name, namespace, ready, total }) => ({
          key: `${namespace}/${name}`,
          cells: [
            name,
            namespace,
            <IconWord
              key="ready"
              icon={ready < total || total === 0 ? NoIcon : YesIcon}
              tone={ready < total || total === 0 ? 'bad' : 'good'}
            >
              {t('healthPage.clusters.ready', {
                ready: String(ready),
                total: String(total),
              })}
            </IconWord>,
          ],
        }))}
      />
    </>
  );
}

const ANSWERS = {
  yes: { icon: YesIcon, tone: 'good' },
  no: { icon: NoIcon, tone: 'bad' },
  unknown: { icon: UnknownIcon, tone: 'unknown' },
} as const;

function Injectors({ injectors }: { injectors: Injector[] }) {
  const { t } = useMeshTranslation();
  if (injectors.length === 0) return null;
  const answerOf = ({ answers }: Injector) => {
    if (answers === null) return 'unknown';
    return answers ? 'yes' : 'no';
  };
  return (
    <>
      <Subheading>{t('healthPage.details.injectors')}</Subheading>
      <SimpleTable
        label={t('healthPage.details.injectors')}
        columns={[
          t('healthPage.details.injector'),
          t('healthPage.details.revision'),
          t('healthPage.details.answers'),
          t('healthPage.details.policy'),
        ]}
        rows={injectors.map(injector => ({
          key: injector.name,
          cells: [
            injector.name,
            injector.revision ?? '–',
            <IconWord key="answers" {...ANSWERS[answerOf(injector)]}>
              {t(`healthPage.details.answer.${answerOf(injector)}`)}
            </IconWord>,
            t(
              injector.failurePolicy === 'Ignore'
                ? 'healthPage.details.ignore'
                : 'healthPage.details.fail',
            ),
          ],
        }))}
      />
    </>
  );
}

function MeshDetails({ mesh, id }: { mesh: Mesh; id: string }) {
  const { t } = useMeshTranslation();
  const parts = [
    mesh.versions,
    mesh.revisions,
    mesh.findings,
    mesh.components,
    mesh.injectors,
    mesh.proxies,
    mesh.notEvaluated,
  ];
  if (parts.every(part => !part?.length)) {
    return (
      <Typography variant="body2">{t('healthPage.details.nothing')}</Typography>
    );
  }
  const findings = bySeverity(
    (mesh.findings ?? []).map(f => ({ ...f, workloads: [] })),
  );
  return (
    <>
      {findings.map((finding, index) => (
        <FindingItem
          key={`${finding.code}-${index}`}
          id={`${id}-finding-${index}`}
          finding={finding}
        />
      ))}
      <Components components={mesh.components ?? []} />
      <Injectors injectors={mesh.injectors ?? []} />
      <VersionsTable versions={mesh.proxies ?? []} />
      <NotEvaluatedList items={mesh.notEvaluated ?? []} />
    </>
  );
}

/** Control planes, injectors and proxies, mesh by mesh. */
export function ClusterDetails({ clusters }: { clusters: ClusterStatus[] }) {
  return (
    <>
      {clusters.flatMap(cluster =>
        cluster.meshes.map(mesh => {
          const id = `mesh-${cluster.name}-${mesh.mesh}`;
          const name = cluster.title ?? cluster.name;
          return (
            <Section key={id} id={id} title={`${meshName(mesh.mesh)}, ${name}`}>
              <Typography variant="body2" color="textSecondary" gutterBottom>
                {[...mesh.versions, ...mesh.revisions].join(' · ')}
              </Typography>
              <MeshDetails mesh={mesh} id={id} />
            </Section>
          );
        }),
      )}
    </>
  );
}
