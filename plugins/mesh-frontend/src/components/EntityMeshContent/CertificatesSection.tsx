import Typography from '@material-ui/core/Typography';
import { Certificate } from '@meshboard/backstage-plugin-mesh-common';
import { formatDate } from '../../lib/format';
import { meshName } from '../../lib/names';
import { SimpleTable, TimeLeft, useMeshTranslation } from '../shared';

/** Certificates with the time they have left. */
export function CertificatesSection(props: { certificates: Certificate[] }) {
  const { certificates } = props;
  const { t } = useMeshTranslation();
  if (certificates.length === 0) {
    return <Typography variant="body2">{t('certificates.empty')}</Typography>;
  }
  return (
    <SimpleTable
      label={t('tab.sections.certificates')}
      columns={[
        t('certificates.subject'),
        t('certificates.mesh'),
        { whole: t('certificates.cluster') },
        { whole: t('certificates.expires') },
        t('certificates.source'),
      ]}
      rows={certificates.map(
        ({ subject, mesh, cluster, notAfter, earliestOf, source }, index) => ({
          key: String(index),
          cells: [
            t(`certificates.subjects.${subject}`),
            meshName(mesh),
            cluster,
            <>
              {formatDate(notAfter)} (<TimeLeft notAfter={notAfter} />)
              {earliestOf > 1 && (
                <div>
                  {t('certificates.earliestOf', { total: String(earliestOf) })}
                </div>
              )}
            </>,
            source ?? '–',
          ],
        }),
      )}
    />
  );
}
