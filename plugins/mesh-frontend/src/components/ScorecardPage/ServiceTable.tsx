import { useApi } from '@backstage/core-plugin-api';
import Box from '@material-ui/core/Box';
import Button from '@material-ui/core/Button';
import Paper from '@material-ui/core/Paper';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import TableSortLabel from '@material-ui/core/TableSortLabel';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import Skeleton from '@material-ui/lab/Skeleton';
import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router-dom';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { meshApiRef } from '../../api';
import { useScorecardParams } from '../../hooks/useScorecardParams';
import { LoadError, useMeshTranslation } from '../shared';
import { FilterBar } from './FilterBar';
import { ServiceRow } from './ServiceRow';

const PAGE_SIZE = '25';
const SERVICES = 'services';

const useStyles = makeStyles((theme: Theme) => ({
  paper: { padding: theme.spacing(2) },
  header: { padding: theme.spacing(0.75, 1), whiteSpace: 'nowrap' },
  paging: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'flex-end',
    gap: theme.spacing(1),
    marginTop: theme.spacing(1),
  },
}));

const COLUMNS = [
  { name: 'service', field: 'title' },
  { name: 'stage', field: 'stage' },
  { name: 'pods', field: 'membership' },
  { name: 'mesh' },
  { name: 'mtls', field: 'mtlsConfigured' },
  { name: 'success', field: 'successRate' },
  { name: 'traffic', field: 'requestsPerSecond' },
  { name: 'health', field: 'health' },
  { name: 'recommendation', field: 'recommendation' },
] as const;

function HeaderCell(props: { column: (typeof COLUMNS)[number] }) {
  const { column } = props;
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const { params, update } = useScorecardParams();
  const label = t(`scorecard.services.${column.name}`);
  if (!('field' in column)) {
    return (
      <TableCell scope="col" className={classes.header}>
        {label}
      </TableCell>
    );
  }
  const ascending = params.sort === column.field;
  const descending = params.sort === `-${column.field}`;
  const direction = descending ? 'desc' : 'asc';
  return (
    <TableCell
      scope="col"
      className={classes.header}
      sortDirection={ascending || descending ? direction : false}
    >
      <TableSortLabel
        active={ascending || descending}
        direction={direction}
        onClick={() =>
          update({ sort: ascending ? `-${column.field}` : column.field })
        }
      >
        {label}
      </TableSortLabel>
    </TableCell>
  );
}

/** Takes whoever followed a number to the list that it leads to. */
function useFocusFromLink() {
  const { hash, key } = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (hash !== `#${SERVICES}`) return;
    heading.current?.scrollIntoView?.({ block: 'start' });
    heading.current?.focus({ preventScroll: true });
  }, [hash, key]);
  return heading;
}

/** Services as the server pages, sorts and filters them. */
export function ServiceTable() {
  const api = useApi(meshApiRef);
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const { params, update } = useScorecardParams();
  const { pages } = params;
  const query = JSON.stringify({
    ...params.filters,
    sort: params.sort,
    limit: PAGE_SIZE,
    cursor: pages[pages.length - 1],
  });
  const { value, error, loading, retry } = useAsyncRetry(
    () => api.getEntities(JSON.parse(query)),
    [api, query],
  );
  const next = value?.pageInfo.nextCursor;
  const total = value?.totalItems ?? 0;
  const heading = useFocusFromLink();

  return (
    <Paper className={classes.paper} id={SERVICES}>
      <Box display="flex" alignItems="baseline" gridGap={16} mb={2}>
        <Typography variant="h5" component="h2" tabIndex={-1} ref={heading}>
          {t('scorecard.services.title')}
        </Typography>
        <Typography variant="body2" color="textSecondary" role="status">
          {value &&
            (total === 1
              ? t('scorecard.services.one')
              : t('scorecard.services.count', { number: String(total) }))}
        </Typography>
      </Box>
      <FilterBar />
      {error && (
        <LoadError
          error={error}
          title={t('scorecard.servicesError')}
          onRetry={retry}
        />
      )}
      {!value && loading && (
        <Box role="status" aria-label={t('scorecard.services.title')}>
          {Array.from({ length: 8 }, (_, i) => (
            <Skeleton key={i} height={44} />
          ))}
        </Box>
      )}
      {!error && value?.items.length === 0 && (
        <Typography>{t('scorecard.services.noMatch')}</Typography>
      )}
      {!error && value && value.items.length > 0 && (
        <TableContainer>
          <Table size="small" aria-label={t('scorecard.services.title')}>
            <TableHead>
              <TableRow>
                {COLUMNS.map(column => (
                  <HeaderCell key={column.name} column={column} />
                ))}
              </TableRow>
            </TableHead>
            <TableBody>
              {value.items.map(item => (
                <ServiceRow key={item.entityRef} item={item} />
              ))}
            </TableBody>
          </Table>
        </TableContainer>
      )}
      {(pages.length > 0 || next) && (
        <div className={classes.paging}>
          <Button
            size="small"
            disabled={pages.length === 0}
            onClick={() => update({ pages: pages.slice(0, -1) })}
          >
            {t('scorecard.services.previous')}
          </Button>
          <Button
            size="small"
            disabled={!next}
            onClick={() => update({ pages: [...pages, next!] })}
          >
            {t('scorecard.services.next')}
          </Button>
        </div>
      )}
    </Paper>
  );
}
