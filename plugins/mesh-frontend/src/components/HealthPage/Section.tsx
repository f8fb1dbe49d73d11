import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { PropsWithChildren, ReactNode } from 'react';

const useStyles = makeStyles((theme: Theme) => ({
  paper: { padding: theme.spacing(2) },
  description: { marginBottom: theme.spacing(1) },
}));

/** A part of the page, under its heading. */
export function Section(
  props: PropsWithChildren<{
    id: string;
    title: string;
    description?: ReactNode;
  }>,
) {
  const classes = useStyles();
  return (
    <Paper
      className={classes.paper}
      component="section"
      id={props.id}
      aria-labelledby={`${props.id}-title`}
    >
      <Typography
        variant="h5"
        component="h2"
        gutterBottom
        id={`${props.id}-title`}
      >
        {props.title}
      </Typography>
      {props.description && (
        <Typography
          variant="body2"
          color="textSecondary"
          className={classes.description}
        >
          {props.description}
        </Typography>
      )}
      {props.children}
    </Paper>
  );
}
