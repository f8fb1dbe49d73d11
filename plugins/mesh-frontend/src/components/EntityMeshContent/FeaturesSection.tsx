import Typography from '@material-ui/core/Typography';
import OnIcon from '@material-ui/icons/CheckCircleOutline';
import OffIcon from '@material-ui/icons/RemoveCircleOutline';
import UnknownIcon from '@material-ui/icons/HelpOutline';
import { MeshFeature } from '@meshboard/backstage-plugin-mesh-common';
import { IconWord, SimpleTable, useMeshTranslation } from '../shared';

const LOOKS = {
  on: { icon: OnIcon, tone: 'good' },
  off: { icon: OffIcon, tone: 'unknown' },
  unknown: { icon: UnknownIcon, tone: 'unknown' },
} as const;

/** In the order in which people ask; what a module adds comes after. */
const ORDER = [
  'routing',
  'traffic-split',
  'mirroring',
  'retries',
  'timeout',
  'circuit-breaking',
  'fault-injection',
  'rate-limiting',
  'tracing',
  'access-logs',
] as const;
type Known = (typeof ORDER)[number];

const isKnown = (name: string): name is Known =>
  (ORDER as readonly string[]).includes(name);

const rank = ({ feature }: MeshFeature) =>
  isKnown(feature) ? ORDER.indexOf(feature) : ORDER.length;

/** What the mesh does for the service, and what sets it. */
export function FeaturesSection({ features }: { features: MeshFeature[] }) {
  const { t } = useMeshTranslation();
  if (features.length === 0) {
    return <Typography variant="body2">{t('features.empty')}</Typography>;
  }
  return (
    <SimpleTable
      label={t('features.table')}
      columns={[
        t('features.feature'),
        t('features.state'),
        t('features.detail'),
        t('features.setBy'),
      ]}
      rows={[...features]
        .sort((a, b) => rank(a) - rank(b))
        .map(({ feature, state, detail, setBy }, index) => ({
          key: `${feature}-${index}`,
          cells: [
            isKnown(feature) ? t(`features.names.${feature}`) : feature,
            <IconWord key="state" {...LOOKS[state]}>
              {t(`features.states.${state}`)}
            </IconWord>,
            detail,
            setBy ?? t('features.byDefault'),
          ],
        }))}
    />
  );
}
