import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { SourceState } from '@meshboard/backstage-plugin-mesh-common';
import { AsOf, SourceText, useMeshTranslation } from '../shared';

/** What the status was read from, and when. */
export function SourcesSection({ sources }: { sources: SourceState[] }) {
  const { t } = useMeshTranslation();
  if (sources.length === 0) {
    return <Typography variant="body2">{t('sources.empty')}</Typography>;
  }
  return (
    <TableContainer>
      <Table size="small" aria-label={t('tab.sections.sources')}>
        <TableHead>
          <TableRow>
            <TableCell>{t('sources.name')}</TableCell>
            <TableCell>{t('sources.cluster')}</TableCell>
            <TableCell>{t('sources.state')}</TableCell>
            <TableCell>{t('sources.lastSuccess')}</TableCell>
            <TableCell>{t('sources.message')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {sources.map(
            ({ name, kind, cluster, state, lastSuccess, message }) => (
              <TableRow key={`${kind}/${name}/${cluster}`}>
                <TableCell component="th" scope="row">
                  {name}
                </TableCell>
                <TableCell>{cluster}</TableCell>
                <TableCell>
                  <SourceText state={state} />
                </TableCell>
                <TableCell>
                  <AsOf at={lastSuccess} />
                </TableCell>
                <TableCell>{message}</TableCell>
              </TableRow>
            ),
          )}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
