import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { ReactNode } from 'react';

const useStyles = makeStyles((theme: Theme) => ({
  table: {
    // The theme breaks within words; only names may need it.
    '& td, & th': {
      padding: theme.spacing(1),
      lineHeight: theme.typography.body2.lineHeight,
      wordBreak: 'normal',
      overflowWrap: 'break-word',
    },
    '& $whole': { whiteSpace: 'nowrap' },
  },
  whole: {},
}));

/** A column whose values are short and read badly when broken: dates, names of clusters. */
export interface WholeColumn {
  whole: string;
}

const titleOf = (column: string | WholeColumn) =>
  typeof column === 'string' ? column : column.whole;

/** A plain table; the first cell of a row names it. */
export function SimpleTable(props: {
  label: string;
  columns: (string | WholeColumn)[];
  rows: { key: string; cells: ReactNode[] }[];
}) {
  const { label, columns, rows } = props;
  const classes = useStyles();
  const classOf = (index: number) =>
    typeof columns[index] === 'string' ? undefined : classes.whole;
  return (
    <TableContainer>
      <Table size="small" className={classes.table} aria-label={label}>
        <TableHead>
          <TableRow>
            {columns.map(titleOf).map(title => (
              <TableCell key={title} scope="col">
                {title}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(({ key, cells: [first, ...others] }) => (
            <TableRow key={key}>
              <TableCell
                component="th"
                scope="row"
                role="rowheader"
                className={classOf(0)}
              >
                {first}
              </TableCell>
              {others.map((cell, i) => (
                <TableCell
                  key={titleOf(columns[i + 1])}
                  className={classOf(i + 1)}
                >
                  {cell}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
