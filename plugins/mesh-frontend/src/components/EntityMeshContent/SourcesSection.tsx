import Typography from '@material-ui/core/Typography';
import { SourceState } from '@meshboard/backstage-plugin-mesh-common';
import { AsOf, SimpleTable, SourceText, useMeshTranslation } from '../shared';

/** What the status was read from, and when. */
export function SourcesSection({ sources }: { sources: SourceState[] }) {
  const { t } = useMeshTranslation();
  if (sources.length === 0) {
    return <Typography variant="body2">{t('sources.empty')}</Typography>;
  }
  return (
    <SimpleTable
      label={t('tab.sections.sources')}
      columns={[
        { whole: t('sources.name') },
        { whole: t('sources.cluster') },
        { whole: t('sources.state') },
        { whole: t('sources.lastSuccess') },
        t('sources.message'),
      ]}
      rows={sources.map(
        ({ name, kind, cluster, state, lastSuccess, message }) => ({
          key: `${kind}/${name}/${cluster}`,
          cells: [
            name,
            cluster,
            <SourceText key="state" state={state} />,
            <AsOf key="age" at={lastSuccess} />,
            message,
          ],
        }),
      )}
    />
  );
}
