import BadIcon from '@material-ui/icons/ErrorOutline';
import GoodIcon from '@material-ui/icons/CheckCircleOutline';
import HelpIcon from '@material-ui/icons/HelpOutline';
import QuietIcon from '@material-ui/icons/PauseCircleOutline';
import { SvgIconProps } from '@material-ui/core/SvgIcon';
import { Health } from '@meshboard/backstage-plugin-mesh-common';
import { ElementType } from 'react';
import { IconWord, Tone } from './IconWord';
import { useMeshTranslation } from './useMeshTranslation';

const LOOKS: Record<Health, { icon: ElementType<SvgIconProps>; tone: Tone }> = {
  healthy: { icon: GoodIcon, tone: 'good' },
  unhealthy: { icon: BadIcon, tone: 'bad' },
  'too-few-requests': { icon: QuietIcon, tone: 'unknown' },
  'no-traffic': { icon: QuietIcon, tone: 'unknown' },
  unknown: { icon: HelpIcon, tone: 'unknown' },
};

/** Whether the success objective is met, as icon and word. */
export function HealthText(props: { health: Health }) {
  const { t } = useMeshTranslation();
  const { icon, tone } = LOOKS[props.health];
  return (
    <IconWord icon={icon} tone={tone}>
      {t(`health.${props.health}`)}
    </IconWord>
  );
}
