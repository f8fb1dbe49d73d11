import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { WorkloadStatus } from '@meshboard/backstage-plugin-mesh-common';
import { useSearchParams } from 'react-router-dom';
import { workloadKey } from '../../lib/status';
import { useMeshTranslation } from '../shared';
import { HiddenText } from '../shared/HiddenText';
import { COLUMNS } from './columns';
import { WorkloadRow } from './WorkloadRow';

const useStyles = makeStyles((theme: Theme) => ({
  table: {
    // The theme breaks within words; here a column may be as wide as its longest word.
    '& th, & td': {
      padding: theme.spacing(1),
      lineHeight: theme.typography.body2.lineHeight,
      wordBreak: 'normal',
      overflowWrap: 'normal',
    },
  },
}));

/** Workloads of the entity; the opened one is in the URL. */
export function WorkloadsTable(props: { workloads: WorkloadStatus[] }) {
  const { workloads } = props;
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const [search, setSearch] = useSearchParams();
  const opened = search.get('workload');

  const toggle = (key: string) =>
    setSearch(
      previous => {
        const next = new URLSearchParams(previous);
        if (next.get('workload') === key) next.delete('workload');
        else next.set('workload', key);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );

  if (workloads.length === 0) {
    return <Typography variant="body2">{t('workloads.empty')}</Typography>;
  }
  return (
    <TableContainer>
      <Table
        size="small"
        className={classes.table}
        aria-label={t('workloads.caption')}
      >
        <TableHead>
          <TableRow>
            <TableCell>
              <HiddenText>{t('workloads.opener')}</HiddenText>
            </TableCell>
            {COLUMNS.map(column => (
              <TableCell key={column}>{t(`workloads.${column}`)}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {workloads.map(workload => {
            const key = workloadKey(workload);
            return (
              <WorkloadRow
                key={key}
                workload={workload}
                open={opened === key}
                onToggle={() => toggle(key)}
              />
            );
          })}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
