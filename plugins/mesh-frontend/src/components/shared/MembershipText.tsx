import HelpIcon from '@material-ui/icons/HelpOutline';
import InIcon from '@material-ui/icons/CheckCircleOutline';
import OutIcon from '@material-ui/icons/RadioButtonUnchecked';
import PartialIcon from '@material-ui/icons/Timelapse';
import {
  Membership,
  MembershipState,
} from '@meshboard/backstage-plugin-mesh-common';
import { ElementType } from 'react';
import { SvgIconProps } from '@material-ui/core/SvgIcon';
import { IconWord, Tone } from './IconWord';
import { useMeshTranslation } from './useMeshTranslation';

const LOOKS: Record<
  MembershipState,
  { icon: ElementType<SvgIconProps>; tone: Tone }
> = {
  meshed: { icon: InIcon, tone: 'good' },
  partial: { icon: PartialIcon, tone: 'warn' },
  'not-meshed': { icon: OutIcon, tone: 'plain' },
  unknown: { icon: HelpIcon, tone: 'unknown' },
};

/** How many running pods are in a mesh. Unknown has no number. */
export function MembershipText(props: {
  membership: Pick<Membership, 'state' | 'meshedPods' | 'totalPods'>;
}) {
  const { state, meshedPods, totalPods } = props.membership;
  const { t } = useMeshTranslation();
  const empty = state !== 'unknown' && totalPods === 0;
  const counts = { meshed: String(meshedPods), total: String(totalPods) };
  return (
    <IconWord
      icon={empty ? OutIcon : LOOKS[state].icon}
      tone={empty ? 'unknown' : LOOKS[state].tone}
    >
      {empty ? t('membership.none') : t(`membership.${state}`, counts)}
    </IconWord>
  );
}
