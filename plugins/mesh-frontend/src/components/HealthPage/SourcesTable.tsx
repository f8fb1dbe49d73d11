import Typography from '@material-ui/core/Typography';
import ForbiddenIcon from '@material-ui/icons/Block';
import FailedIcon from '@material-ui/icons/ErrorOutline';
import OkIcon from '@material-ui/icons/CheckCircleOutline';
import StaleIcon from '@material-ui/icons/Update';
import WaitingIcon from '@material-ui/icons/HourglassEmpty';
import { SvgIconProps } from '@material-ui/core/SvgIcon';
import {
  SourceState,
  SourceStateName,
} from '@meshboard/backstage-plugin-mesh-common';
import { ElementType } from 'react';
import { AsOf, IconWord, Tone, useMeshTranslation } from '../shared';
import { Section, SimpleTable } from './Section';

const LOOKS: Record<
  SourceStateName,
  { icon: ElementType<SvgIconProps>; tone: Tone }
> = {
  ok: { icon: OkIcon, tone: 'good' },
  stale: { icon: StaleIcon, tone: 'warn' },
  failed: { icon: FailedIcon, tone: 'bad' },
  'not-permitted': { icon: ForbiddenIcon, tone: 'bad' },
  'not-collectable': { icon: ForbiddenIcon, tone: 'unknown' },
  'never-read': { icon: WaitingIcon, tone: 'unknown' },
};

export function SourceStateText(props: { state: SourceStateName }) {
  const { t } = useMeshTranslation();
  const { icon, tone } = LOOKS[props.state];
  return (
    <IconWord icon={icon} tone={tone}>
      {t(`source.${props.state}`)}
    </IconWord>
  );
}

/** Where data comes from, worst first. */
export function SourcesTable(props: { sources: SourceState[] }) {
  const { t } = useMeshTranslation();
  const order = Object.keys(LOOKS);
  const sources = [...props.sources].sort(
    (a, b) =>
      order.indexOf(b.state) - order.indexOf(a.state) ||
      a.cluster.localeCompare(b.cluster) ||
      a.kind.localeCompare(b.kind),
  );
  return (
    <Section id="sources" title={t('healthPage.sources.title')}>
      {sources.length === 0 ? (
        <Typography>{t('healthPage.sources.empty')}</Typography>
      ) : (
        <SimpleTable
          label={t('healthPage.sources.title')}
          columns={[
            t('healthPage.sources.name'),
            t('healthPage.sources.kind'),
            t('healthPage.sources.cluster'),
            t('healthPage.sources.state'),
            t('healthPage.sources.lastSuccess'),
            t('healthPage.sources.message'),
          ]}
          rows={sources.map(source => ({
            key: `${source.kind} ${source.name} ${source.cluster}`,
            cells: [
              source.name,
              t(`healthPage.sources.${source.kind}`),
              source.cluster,
              <SourceStateText key="state" state={source.state} />,
              <AsOf key="age" at={source.lastSuccess} />,
              source.message ?? '',
            ],
          }))}
        />
      )}
    </Section>
  );
}
