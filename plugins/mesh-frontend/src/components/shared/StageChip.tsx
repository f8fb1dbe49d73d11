import Chip from '@material-ui/core/Chip';
import { SvgIconProps } from '@material-ui/core/SvgIcon';
import { makeStyles, Theme } from '@material-ui/core/styles';
import EncryptedIcon from '@material-ui/icons/LockOutlined';
import HelpIcon from '@material-ui/icons/HelpOutline';
import MeshedIcon from '@material-ui/icons/DeviceHub';
import NotMeshedIcon from '@material-ui/icons/RadioButtonUnchecked';
import StrictIcon from '@material-ui/icons/Lock';
import ZeroTrustIcon from '@material-ui/icons/VerifiedUser';
import { Stage } from '@meshboard/backstage-plugin-mesh-common';
import { ElementType } from 'react';
import { useMeshTranslation } from './useMeshTranslation';

const ICONS: Record<Stage, ElementType<SvgIconProps>> = {
  'not-meshed': NotMeshedIcon,
  meshed: MeshedIcon,
  encrypted: EncryptedIcon,
  strict: StrictIcon,
  'zero-trust': ZeroTrustIcon,
  unknown: HelpIcon,
};

const useStyles = makeStyles((theme: Theme) => ({
  chip: {
    margin: 0,
    color: theme.palette.text.primary,
    borderColor: theme.palette.text.secondary,
    fontWeight: theme.typography.fontWeightBold as number,
  },
  'not-meshed': { color: theme.palette.text.primary },
  meshed: { color: theme.palette.info.main },
  encrypted: { color: theme.palette.info.main },
  strict: { color: theme.palette.success.main },
  'zero-trust': { color: theme.palette.success.main },
  unknown: { color: theme.palette.text.secondary },
}));

/** The stage an entity reached, as icon and word. */
export function StageChip(props: { stage: Stage }) {
  const { stage } = props;
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const Icon = ICONS[stage];
  return (
    <Chip
      size="small"
      variant="outlined"
      className={classes.chip}
      icon={<Icon className={classes[stage]} />}
      label={t(`stage.${stage}`)}
    />
  );
}
