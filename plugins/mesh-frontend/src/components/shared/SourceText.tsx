import BadIcon from '@material-ui/icons/ErrorOutline';
import BlockedIcon from '@material-ui/icons/Block';
import GoodIcon from '@material-ui/icons/CheckCircleOutline';
import HelpIcon from '@material-ui/icons/HelpOutline';
import StaleIcon from '@material-ui/icons/History';
import { SvgIconProps } from '@material-ui/core/SvgIcon';
import { SourceStateName } from '@meshboard/backstage-plugin-mesh-common';
import { ElementType } from 'react';
import { IconWord, Tone } from './IconWord';
import { useMeshTranslation } from './useMeshTranslation';

const LOOKS: Record<
  SourceStateName,
  { icon: ElementType<SvgIconProps>; tone: Tone }
> = {
  ok: { icon: GoodIcon, tone: 'good' },
  stale: { icon: StaleIcon, tone: 'warn' },
  failed: { icon: BadIcon, tone: 'bad' },
  'not-permitted': { icon: BlockedIcon, tone: 'warn' },
  'not-collectable': { icon: BlockedIcon, tone: 'unknown' },
  'never-read': { icon: HelpIcon, tone: 'unknown' },
};

/** How reading a source goes, as icon and word. */
export function SourceText(props: { state: SourceStateName }) {
  const { t } = useMeshTranslation();
  const { icon, tone } = LOOKS[props.state];
  return (
    <IconWord icon={icon} tone={tone}>
      {t(`source.${props.state}`)}
    </IconWord>
  );
}
