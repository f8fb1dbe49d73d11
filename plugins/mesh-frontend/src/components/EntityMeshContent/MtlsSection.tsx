import { EntityRefLink } from '@backstage/plugin-catalog-react';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import {
  EntityMeshStatus,
  PlaintextCaller,
  WorkloadStatus,
} from '@meshboard/backstage-plugin-mesh-common';
import { formatRps } from '../../lib/format';
import { FixList, MtlsText, ObservedText, useMeshTranslation } from '../shared';
import { MtlsPorts } from './MtlsPorts';
import { ReasonList } from './ReasonList';

const useStyles = makeStyles((theme: Theme) => ({
  part: { marginTop: theme.spacing(2) },
}));

function Caller({ caller }: { caller: PlaintextCaller }) {
  const { t } = useMeshTranslation();
  if ('hidden' in caller) {
    return (
      <TableRow>
        <TableCell colSpan={2}>
          {t('mtlsSection.hidden', { count: caller.count })}
        </TableCell>
      </TableRow>
    );
  }
  const { cluster, namespace, workload, entityRef, requestsPerSecond } = caller;
  const place = [cluster, namespace, workload].filter(Boolean).join('/');
  return (
    <TableRow>
      <TableCell component="th" scope="row">
        {entityRef ? (
          <>
            <EntityRefLink entityRef={entityRef} /> ({place})
          </>
        ) : (
          place
        )}
      </TableCell>
      <TableCell>
        {requestsPerSecond === null
          ? t('mtlsSection.notCounted')
          : formatRps(requestsPerSecond)}
      </TableCell>
    </TableRow>
  );
}

/** What is configured beside what was observed, who calls in plaintext, and whether to require mTLS. */
export function MtlsSection(props: {
  status: EntityMeshStatus;
  /** Those to list by port. */
  workloads: WorkloadStatus[];
}) {
  const { status, workloads } = props;
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const { configured, observedShare, plaintextCallers, enforceable } =
    status.mtls;
  return (
    <>
      <Typography variant="body2" component="div">
        {t('mtls.configuredLabel')}: <MtlsText mode={configured} />
        <br />
        {t('mtls.observedLabel')}:{' '}
        <ObservedText
          share={observedShare}
          measured={status.traffic !== null}
        />
      </Typography>

      <MtlsPorts workloads={workloads} />

      <Typography variant="subtitle1" component="h3" className={classes.part}>
        {t('mtlsSection.callers')}
      </Typography>
      {plaintextCallers.length === 0 ? (
        <Typography variant="body2">{t('mtlsSection.noCallers')}</Typography>
      ) : (
        <TableContainer>
          <Table size="small" aria-label={t('mtlsSection.callers')}>
            <TableHead>
              <TableRow>
                <TableCell>{t('mtlsSection.caller')}</TableCell>
                <TableCell>{t('mtlsSection.rate')}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {plaintextCallers.map((caller, index) => (
                <Caller key={index} caller={caller} />
              ))}
            </TableBody>
          </Table>
        </TableContainer>
      )}

      <Typography variant="subtitle1" component="h3" className={classes.part}>
        {t('mtlsSection.enforce')}
      </Typography>
      <Typography variant="body2">
        <strong>{t(`mtlsSection.verdict.${enforceable.verdict}`)}</strong>
      </Typography>
      {enforceable.reasons.length > 0 && (
        <ReasonList reasons={enforceable.reasons} />
      )}
      {!!enforceable.fix?.length && (
        <>
          <Typography
            variant="subtitle1"
            component="h3"
            className={classes.part}
          >
            {t('fixes.enforce')}
          </Typography>
          <FixList fixes={enforceable.fix} />
        </>
      )}
    </>
  );
}
