import { EntityRefLink } from '@backstage/plugin-catalog-react';
import Typography from '@material-ui/core/Typography';
import {
  EntityMeshStatus,
  PlaintextCaller,
  WorkloadStatus,
} from '@meshboard/backstage-plugin-mesh-common';
import { ReactNode } from 'react';
import { formatRps } from '../../lib/format';
import {
  AsOf,
  FixList,
  MtlsText,
  ObservedText,
  SimpleTable,
  Subheading,
  useMeshTranslation,
} from '../shared';
import { MtlsPorts } from './MtlsPorts';
import { ReasonList } from './ReasonList';

function useCallerRow() {
  const { t } = useMeshTranslation();
  return (caller: PlaintextCaller): ReactNode[] => {
    if ('hidden' in caller) {
      return [t('mtlsSection.hidden', { count: caller.count }), '–', '–'];
    }
    const { cluster, namespace, workload, entityRef, lastSeen } = caller;
    const place = [cluster, namespace, workload].filter(Boolean).join('/');
    return [
      entityRef ? (
        <>
          <EntityRefLink entityRef={entityRef} /> ({place})
        </>
      ) : (
        place
      ),
      caller.requestsPerSecond === null
        ? t('mtlsSection.notCounted')
        : formatRps(caller.requestsPerSecond),
      lastSeen ? <AsOf at={lastSeen} /> : '–',
    ];
  };
}

/** What is configured beside what was observed, who calls in plaintext, and whether to require mTLS. */
export function MtlsSection(props: {
  status: EntityMeshStatus;
  /** Those to list by port. */
  workloads: WorkloadStatus[];
}) {
  const { status, workloads } = props;
  const { t } = useMeshTranslation();
  const callerRow = useCallerRow();
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

      <Subheading>{t('mtlsSection.callers')}</Subheading>
      {plaintextCallers.length === 0 ? (
        <Typography variant="body2">{t('mtlsSection.noCallers')}</Typography>
      ) : (
        <SimpleTable
          label={t('mtlsSection.callers')}
          columns={[
            t('mtlsSection.caller'),
            { whole: t('mtlsSection.rate') },
            { whole: t('mtlsSection.lastSeen') },
          ]}
          rows={plaintextCallers.map((caller, index) => ({
            key: String(index),
            cells: callerRow(caller),
          }))}
        />
      )}

      <Subheading>{t('mtlsSection.enforce')}</Subheading>
      <Typography variant="body2">
        <strong>{t(`mtlsSection.verdict.${enforceable.verdict}`)}</strong>
      </Typography>
      {enforceable.reasons.length > 0 && (
        <ReasonList reasons={enforceable.reasons} />
      )}
      {!!enforceable.fix?.length && (
        <>
          <Subheading>
            {t(
              enforceable.verdict === 'yes'
                ? 'fixes.enforce'
                : 'fixes.enforceLater',
            )}
          </Subheading>
          <FixList fixes={enforceable.fix} />
        </>
      )}
    </>
  );
}
