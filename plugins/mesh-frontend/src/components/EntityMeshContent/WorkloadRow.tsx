import IconButton from '@material-ui/core/IconButton';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import CloseIcon from '@material-ui/icons/KeyboardArrowUp';
import OpenIcon from '@material-ui/icons/KeyboardArrowDown';
import { WorkloadStatus } from '@meshboard/backstage-plugin-mesh-common';
import { formatMs, formatPercent, formatRps } from '../../lib/format';
import { meshName } from '../../lib/names';
import {
  MembershipText,
  MtlsText,
  ObservedText,
  useMeshTranslation,
} from '../shared';
import { COLUMNS } from './columns';
import { PortsTable } from './PortsTable';
import { ReasonList } from './ReasonList';

/** Short values that read badly when broken. */
const useStyles = makeStyles({ whole: { whiteSpace: 'nowrap' } });

function MeshCell({ workload }: { workload: WorkloadStatus }) {
  const { t } = useMeshTranslation();
  const { meshes } = workload.membership;
  if (meshes.length === 0) return <>{t('workloads.none')}</>;
  return (
    <>
      {meshes.map(({ mesh, dataPlane, versions, revisions }) => (
        <div key={`${mesh}-${dataPlane}`}>
          {[
            `${meshName(mesh)} ${versions.join(', ')}`.trim(),
            t(`dataPlane.${dataPlane}`),
            revisions.join(', '),
          ]
            .filter(Boolean)
            .join(' · ')}
        </div>
      ))}
    </>
  );
}

/** One workload; opened, why pods are out and what each port accepts. */
export function WorkloadRow(props: {
  workload: WorkloadStatus;
  open: boolean;
  onToggle: () => void;
}) {
  const { workload, open, onToggle } = props;
  const { membership, mtls, traffic } = workload;
  const { whole } = useStyles();
  const { t } = useMeshTranslation();
  const known = <T,>(
    value: T | null | undefined,
    format: (value: T) => string,
  ) =>
    value === null || value === undefined ? t('workloads.none') : format(value);
  return (
    <>
      <TableRow>
        <TableCell padding="checkbox">
          <IconButton
            size="small"
            aria-label={t('workloads.details', { name: workload.name })}
            aria-expanded={open}
            onClick={onToggle}
          >
            {open ? <CloseIcon /> : <OpenIcon />}
          </IconButton>
        </TableCell>
        <TableCell className={whole}>{workload.cluster}</TableCell>
        <TableCell>{workload.namespace}</TableCell>
        <TableCell>{workload.kind}</TableCell>
        <TableCell component="th" scope="row" role="rowheader">
          {workload.name}
        </TableCell>
        <TableCell>
          <MembershipText membership={membership} />
        </TableCell>
        <TableCell>
          <MeshCell workload={workload} />
        </TableCell>
        <TableCell>
          <MtlsText mode={mtls.configured} />
          <br />
          <ObservedText
            share={mtls.observedShare}
            measured={traffic !== null}
          />
        </TableCell>
        <TableCell className={whole}>
          {known(traffic?.successRate, formatPercent)}
        </TableCell>
        <TableCell className={whole}>
          {known(traffic?.requestsPerSecond, formatRps)}
        </TableCell>
        <TableCell className={whole}>
          {known(traffic?.p95Ms, formatMs)}
        </TableCell>
      </TableRow>
      {open && (
        <TableRow>
          <TableCell colSpan={COLUMNS.length + 1}>
            {membership.reasons.length > 0 && (
              <ReasonList reasons={membership.reasons} />
            )}
            {membership.state === 'meshed' && (
              <Typography variant="body2">{t('workloads.allIn')}</Typography>
            )}
            <PortsTable ports={mtls.ports} name={workload.name} />
          </TableCell>
        </TableRow>
      )}
    </>
  );
}
