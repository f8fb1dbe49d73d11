import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { Certificate } from '@meshboard/backstage-plugin-mesh-common';
import { formatDate } from '../../lib/format';
import { meshName } from '../../lib/names';
import { TimeLeft, useMeshTranslation } from '../shared';

/** Certificates with the days they have left. */
export function CertificatesSection(props: { certificates: Certificate[] }) {
  const { certificates } = props;
  const { t } = useMeshTranslation();
  if (certificates.length === 0) {
    return <Typography variant="body2">{t('certificates.empty')}</Typography>;
  }
  return (
    <TableContainer>
      <Table size="small" aria-label={t('tab.sections.certificates')}>
        <TableHead>
          <TableRow>
            <TableCell>{t('certificates.subject')}</TableCell>
            <TableCell>{t('certificates.mesh')}</TableCell>
            <TableCell>{t('certificates.cluster')}</TableCell>
            <TableCell>{t('certificates.expires')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {certificates.map(
            ({ subject, mesh, cluster, notAfter, earliestOf }, index) => (
              <TableRow key={index}>
                <TableCell component="th" scope="row">
                  {t(`certificates.subjects.${subject}`)}
                </TableCell>
                <TableCell>{meshName(mesh)}</TableCell>
                <TableCell>{cluster}</TableCell>
                <TableCell>
                  {formatDate(notAfter)} (<TimeLeft notAfter={notAfter} />)
                  {earliestOf > 1 && (
                    <>
                      <br />
                      {t('certificates.earliestOf', {
                        total: String(earliestOf),
                      })}
                    </>
                  )}
                </TableCell>
              </TableRow>
            ),
          )}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
