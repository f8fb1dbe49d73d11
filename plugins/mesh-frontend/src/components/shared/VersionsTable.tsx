import GoodIcon from '@material-ui/icons/CheckCircleOutline';
import BadIcon from '@material-ui/icons/ReportProblemOutlined';
import UnknownIcon from '@material-ui/icons/HelpOutline';
import { ProxyVersion } from '@meshboard/backstage-plugin-mesh-common';
import { meshName } from '../../lib/names';
import { IconWord } from './IconWord';
import { SimpleTable } from './SimpleTable';
import { Subheading } from './Subheading';
import { useMeshTranslation } from './useMeshTranslation';

const LOOKS = {
  same: { icon: GoodIcon, tone: 'good' },
  supported: { icon: GoodIcon, tone: 'good' },
  unsupported: { icon: BadIcon, tone: 'warn' },
  ahead: { icon: BadIcon, tone: 'warn' },
  unknown: { icon: UnknownIcon, tone: 'unknown' },
} as const;

/** Proxies by version, against their control planes. */
export function VersionsTable({ versions }: { versions: ProxyVersion[] }) {
  const { t } = useMeshTranslation();
  if (versions.length === 0) return null;
  const orUnknown = (value: string | null) => value ?? t('versions.unknown');
  return (
    <>
      <Subheading>{t('versions.title')}</Subheading>
      <SimpleTable
        label={t('versions.title')}
        columns={[
          t('versions.mesh'),
          { whole: t('workloads.cluster') },
          t('versions.version'),
          t('versions.controlPlane'),
          t('versions.pods'),
          t('versions.skew'),
        ]}
        rows={versions.map((v, index) => ({
          key: String(index),
          cells: [
            `${meshName(v.mesh)}, ${t(`dataPlane.${v.dataPlane}`)}`,
            v.cluster,
            [orUnknown(v.version), v.revision].filter(Boolean).join(' · '),
            orUnknown(v.controlPlane),
            String(v.pods),
            <div key="skew">
              <IconWord {...LOOKS[v.skew.state]}>
                {t(`versions.states.${v.skew.state}`)}
              </IconWord>
              <div>{v.skew.message}</div>
            </div>,
          ],
        }))}
      />
    </>
  );
}
