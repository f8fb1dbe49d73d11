import Typography from '@material-ui/core/Typography';
import OnIcon from '@material-ui/icons/CheckCircleOutline';
import OffIcon from '@material-ui/icons/RemoveCircleOutline';
import UnknownIcon from '@material-ui/icons/HelpOutline';
import { MeshFeature } from '@meshboard/backstage-plugin-mesh-common';
import { placesOf } from '../../lib/places';
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
  const all = [...new Set(features.flatMap(({ workloads }) => workloads))];
  const where = ({ workloads }: MeshFeature) =>
    placesOf(workloads, all).join(', ') || t('features.everywhere');
  // Where everything holds for all, a column that says so in each row tells nothing.
  const differs = features.some(
    ({ workloads }) => placesOf(workloads, all).length > 0,
  );
  return (
    <SimpleTable
      label={t('features.table')}
      columns={[
        t('features.feature'),
        t('features.state'),
        t('features.detail'),
        t('features.setBy'),
        ...(differs ? [t('features.where')] : []),
      ]}
      rows={[...features]
        .sort((a, b) => rank(a) - rank(b) || where(a).localeCompare(where(b)))
        .map((item, index) => ({
          key: `${item.feature}-${index}`,
          cells: [
            isKnown(item.feature)
              ? t(`features.names.${item.feature}`)
              : item.feature,
            <IconWord key="state" {...LOOKS[item.state]}>
              {t(`features.states.${item.state}`)}
            </IconWord>,
            item.detail,
            item.setBy ?? t('features.byDefault'),
            ...(differs ? [where(item)] : []),
          ],
        }))}
    />
  );
}
