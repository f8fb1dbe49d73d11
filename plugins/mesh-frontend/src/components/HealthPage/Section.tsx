import Paper from '@material-ui/core/Paper';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { PropsWithChildren, ReactNode } from 'react';

const useStyles = makeStyles((theme: Theme) => ({
  paper: { padding: theme.spacing(2) },
  description: { marginBottom: theme.spacing(1) },
  table: {
    // The theme breaks within words; only names may need it.
    '& td, & th': {
      padding: theme.spacing(1),
      lineHeight: theme.typography.body2.lineHeight,
      wordBreak: 'normal',
      overflowWrap: 'break-word',
    },
  },
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

/** A plain table; the first cell of a row names it. */
export function SimpleTable(props: {
  label: string;
  columns: string[];
  rows: { key: string; cells: ReactNode[] }[];
}) {
  const { label, columns, rows } = props;
  const classes = useStyles();
  return (
    <TableContainer>
      <Table size="small" className={classes.table} aria-label={label}>
        <TableHead>
          <TableRow>
            {columns.map(column => (
              <TableCell key={column} scope="col">
                {column}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(({ key, cells: [first, ...others] }) => (
            <TableRow key={key}>
              <TableCell component="th" scope="row">
                {first}
              </TableCell>
              {others.map((cell, i) => (
                <TableCell key={columns[i + 1]}>{cell}</TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
