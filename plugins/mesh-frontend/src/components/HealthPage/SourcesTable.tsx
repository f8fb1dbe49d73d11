import Typography from '@material-ui/core/Typography';
import {
  SourceState,
  SourceStateName,
} from '@meshboard/backstage-plugin-mesh-common';
import { AsOf, SimpleTable, SourceText, useMeshTranslation } from '../shared';
import { Section } from './Section';

/** The most urgent first: what should be read and is not, then what nobody expects to be. */
const ORDER: SourceStateName[] = [
  'failed',
  'not-permitted',
  'stale',
  'never-read',
  'not-collectable',
  'ok',
];

/** Where data comes from, worst first. */
export function SourcesTable(props: { sources: SourceState[] }) {
  const { t } = useMeshTranslation();
  const sources = [...props.sources].sort(
    (a, b) =>
      ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
      a.cluster.localeCompare(b.cluster) ||
      a.kind.localeCompare(b.kind),
  );
  return (
    <Section id="sources" title={t('healthPage.sources.title')}>
      {sources.length === 0 ? (
        <Typography>{t('healthPage.sources.empty')}</Typography>
      ) : (
        <SimpleTable
          label={t('healthPage.sources.title')}
          columns={[
            { whole: t('healthPage.sources.name') },
            t('healthPage.sources.kind'),
            { whole: t('healthPage.sources.cluster') },
            { whole: t('healthPage.sources.state') },
            { whole: t('healthPage.sources.lastSuccess') },
            t('healthPage.sources.message'),
          ]}
          rows={sources.map(source => ({
            key: `${source.kind} ${source.name} ${source.cluster}`,
            cells: [
              source.name,
              t(`healthPage.sources.${source.kind}`),
              source.cluster,
              <SourceText key="state" state={source.state} />,
              <AsOf key="age" at={source.lastSuccess} />,
              source.message ?? '',
            ],
          }))}
        />
      )}
    </Section>
  );
}
