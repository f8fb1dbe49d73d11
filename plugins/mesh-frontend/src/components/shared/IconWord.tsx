import { ElementType, ReactNode } from 'react';
import { SvgIconProps } from '@material-ui/core/SvgIcon';
import { makeStyles, Theme } from '@material-ui/core/styles';

/** Meaning of a state, to a colour of the theme. */
export type Tone = 'good' | 'plain' | 'warn' | 'bad' | 'unknown';

const useStyles = makeStyles((theme: Theme) => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    verticalAlign: 'middle',
  },
  good: { color: theme.palette.success.main },
  plain: { color: theme.palette.info.main },
  warn: { color: theme.palette.warning.main },
  bad: { color: theme.palette.error.main },
  unknown: { color: theme.palette.text.secondary },
}));

/** An icon and its word; the colour is on the icon only, so the word stays readable. */
export function IconWord(props: {
  icon: ElementType<SvgIconProps>;
  tone: Tone;
  children: ReactNode;
}) {
  const classes = useStyles();
  const Icon = props.icon;
  return (
    <span className={classes.root}>
      <Icon fontSize="small" className={classes[props.tone]} />
      <span>{props.children}</span>
    </span>
  );
}
