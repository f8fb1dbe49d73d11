import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { PortMtls } from '@meshboard/backstage-plugin-mesh-common';
import { MtlsText, useMeshTranslation } from '../shared';

/** What each port accepts, and the object that decides it. */
export function PortsTable(props: { ports: PortMtls[]; name: string }) {
  const { ports, name } = props;
  const { t } = useMeshTranslation();
  if (ports.length === 0) {
    return <Typography variant="body2">{t('workloads.noPorts')}</Typography>;
  }
  return (
    <Table size="small" aria-label={`${t('workloads.ports')}: ${name}`}>
      <TableHead>
        <TableRow>
          <TableCell>{t('workloads.port')}</TableCell>
          <TableCell>{t('workloads.mode')}</TableCell>
          <TableCell>{t('workloads.source')}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {ports.map(({ port, mode, source }) => (
          <TableRow key={port}>
            <TableCell component="th" scope="row">
              {port}
            </TableCell>
            <TableCell>
              <MtlsText mode={mode} />
            </TableCell>
            <TableCell>{source}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
