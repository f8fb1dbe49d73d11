import Typography from '@material-ui/core/Typography';
import { PortMtls } from '@meshboard/backstage-plugin-mesh-common';
import { PortMtlsText, SimpleTable, useMeshTranslation } from '../shared';

/** What each port accepts, and the object that decides it. */
export function PortsTable(props: { ports: PortMtls[]; name: string }) {
  const { ports, name } = props;
  const { t } = useMeshTranslation();
  if (ports.length === 0) {
    return <Typography variant="body2">{t('workloads.noPorts')}</Typography>;
  }
  return (
    <SimpleTable
      label={`${t('workloads.ports')}: ${name}`}
      columns={[
        t('workloads.port'),
        { whole: t('workloads.mode') },
        t('workloads.source'),
      ]}
      rows={ports.map(({ port, mode, source }) => ({
        key: String(port),
        cells: [port, <PortMtlsText key="mode" mode={mode} />, source],
      }))}
    />
  );
}
