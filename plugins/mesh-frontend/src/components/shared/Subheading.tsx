import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { PropsWithChildren } from 'react';

const useStyles = makeStyles((theme: Theme) => ({
  root: { marginTop: theme.spacing(2) },
}));

/** Heads a part of a section. */
export function Subheading({ children }: PropsWithChildren<{}>) {
  const classes = useStyles();
  return (
    <Typography variant="subtitle1" component="h3" className={classes.root}>
      {children}
    </Typography>
  );
}
