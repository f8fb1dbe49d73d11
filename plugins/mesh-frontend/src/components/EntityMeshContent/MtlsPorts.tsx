import Typography from '@material-ui/core/Typography';
import {
  PortMtls,
  WorkloadStatus,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  MtlsText,
  PortMtlsText,
  ObservedText,
  SimpleTable,
  useMeshTranslation,
} from '../shared';
import { workloadKey } from '../../lib/status';

/** Ports of which the same is said, in one line. */
function alike(
  ports: PortMtls[],
): (Omit<PortMtls, 'port'> & { ports: number[] })[] {
  const lines = new Map<string, Omit<PortMtls, 'port'> & { ports: number[] }>();
  for (const { port, mode, source } of ports) {
    const key = JSON.stringify([mode, source]);
    const line = lines.get(key) ?? { mode, source, ports: [] };
    lines.set(key, { ...line, ports: [...line.ports, port] });
  }
  return [...lines.values()];
}

/** What is configured for each port, beside what was observed. */
export function MtlsPorts({ workloads }: { workloads: WorkloadStatus[] }) {
  const { t } = useMeshTranslation();
  if (workloads.length === 0) return null;
  return (
    <>
      <SimpleTable
        label={t('mtlsSection.ports')}
        columns={[
          t('mtlsSection.workload'),
          t('mtlsSection.port'),
          { whole: t('mtlsSection.accepts') },
          t('mtlsSection.decidedBy'),
          { whole: t('mtlsSection.observed') },
        ]}
        rows={workloads.flatMap(workload => {
          const { cluster, namespace, name, mtls, traffic } = workload;
          const lines = alike(mtls.ports);
          return (
            lines.length > 0
              ? lines
              : [{ ports: [], mode: mtls.configured, source: '–' }]
          ).map(({ ports, mode, source }, index) => ({
            key: `${workloadKey(workload)} ${index}`,
            cells: [
              `${cluster}/${namespace}/${name}`,
              ports.join(', ') || t('mtlsSection.anyPort'),
              ports.length > 0 ? (
                <PortMtlsText key="mode" mode={mode} />
              ) : (
                <MtlsText key="mode" mode={mode} />
              ),
              source,
              <ObservedText
                key="observed"
                share={mtls.observedShare}
                measured={traffic !== null}
              />,
            ],
          }));
        })}
      />
      <Typography variant="caption" color="textSecondary" paragraph>
        {t('mtlsSection.observedNote')}
      </Typography>
    </>
  );
}
