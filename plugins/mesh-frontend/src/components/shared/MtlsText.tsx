import HelpIcon from '@material-ui/icons/HelpOutline';
import MixedIcon from '@material-ui/icons/Timelapse';
import OffIcon from '@material-ui/icons/LockOpen';
import PermissiveIcon from '@material-ui/icons/LockOutlined';
import StrictIcon from '@material-ui/icons/Lock';
import TrafficIcon from '@material-ui/icons/SwapHoriz';
import { SvgIconProps } from '@material-ui/core/SvgIcon';
import { MtlsMode } from '@meshboard/backstage-plugin-mesh-common';
import { ElementType } from 'react';
import { formatPercent } from '../../lib/format';
import { IconWord, Tone } from './IconWord';
import { useMeshTranslation } from './useMeshTranslation';

const LOOKS: Record<MtlsMode, { icon: ElementType<SvgIconProps>; tone: Tone }> =
  {
    strict: { icon: StrictIcon, tone: 'good' },
    permissive: { icon: PermissiveIcon, tone: 'warn' },
    disabled: { icon: OffIcon, tone: 'bad' },
    mixed: { icon: MixedIcon, tone: 'warn' },
    unknown: { icon: HelpIcon, tone: 'unknown' },
  };

/** What the server side accepts, by configuration. */
export function MtlsText(props: { mode: MtlsMode }) {
  const { t } = useMeshTranslation();
  return (
    <IconWord icon={LOOKS[props.mode].icon} tone={LOOKS[props.mode].tone}>
      {t(`mtls.configured.${props.mode}`)}
    </IconWord>
  );
}

/** What one port accepts, by configuration. */
export function PortMtlsText(props: { mode: MtlsMode }) {
  const { t } = useMeshTranslation();
  return (
    <IconWord icon={LOOKS[props.mode].icon} tone={LOOKS[props.mode].tone}>
      {t(`mtls.port.${props.mode}`)}
    </IconWord>
  );
}

function observedTone(share: number): Tone {
  if (share === 1) return 'good';
  return share === 0 ? 'bad' : 'warn';
}

/** What was seen on the wire; without metrics or traffic it says so and gives no number. */
export function ObservedText(props: {
  share: number | null;
  measured: boolean;
}) {
  const { share, measured } = props;
  const { t } = useMeshTranslation();
  if (share === null) {
    return (
      <IconWord icon={HelpIcon} tone="unknown">
        {t(measured ? 'mtls.observed.noTraffic' : 'mtls.observed.notMeasured')}
      </IconWord>
    );
  }
  return (
    <IconWord icon={TrafficIcon} tone={observedTone(share)}>
      {t('mtls.observed.share', { share: formatPercent(share) })}
    </IconWord>
  );
}
