import { useApi } from '@backstage/core-plugin-api';
import Accordion from '@material-ui/core/Accordion';
import AccordionDetails from '@material-ui/core/AccordionDetails';
import AccordionSummary from '@material-ui/core/AccordionSummary';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import Skeleton from '@material-ui/lab/Skeleton';
import ToggleButton from '@material-ui/lab/ToggleButton';
import ToggleButtonGroup from '@material-ui/lab/ToggleButtonGroup';
import {
  EntitySignals,
  SignalPoint,
  SignalRange,
} from '@meshboard/backstage-plugin-mesh-common';
import { useSearchParams } from 'react-router-dom';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { meshApiRef } from '../../api';
import { useNow } from '../../hooks/useNow';
import {
  formatMs,
  formatPercent,
  formatRps,
  formatTime,
} from '../../lib/format';
import { LoadError, SimpleTable, useMeshTranslation } from '../shared';
import { LineChart } from './LineChart';

const useStyles = makeStyles((theme: Theme) => ({
  ranges: { margin: theme.spacing(1, 0) },
}));

const RANGES: SignalRange[] = ['1h', '24h', '7d'];
const DEFAULT: SignalRange = '24h';

const isRange = (text: string | null): text is SignalRange =>
  RANGES.includes(text as SignalRange);

/** The range is in the page's address. */
function useRange(): [SignalRange, (range: SignalRange) => void] {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('range');
  return [
    isRange(asked) ? asked : DEFAULT,
    range =>
      setSearch(
        previous => {
          const next = new URLSearchParams(previous);
          next.set('range', range);
          return next;
        },
        { replace: true },
      ),
  ];
}

function PointsTable({ points, now }: { points: SignalPoint[]; now: number }) {
  const { t } = useMeshTranslation();
  const cell = (value: number | null, format: (value: number) => string) =>
    value === null ? t('charts.none') : format(value);
  return (
    <SimpleTable
      label={t('charts.table')}
      columns={[
        t('charts.time'),
        t('charts.success'),
        t('charts.rate'),
        t('signals.p50'),
        t('signals.p95'),
        t('signals.p99'),
        t('charts.encrypted'),
      ]}
      rows={[...points].reverse().map(point => ({
        key: point.at,
        cells: [
          formatTime(point.at, now),
          cell(point.successRate, formatPercent),
          cell(point.requestsPerSecond, formatRps),
          cell(point.p50Ms, formatMs),
          cell(point.p95Ms, formatMs),
          cell(point.p99Ms, formatMs),
          cell(point.encryptedShare, formatPercent),
        ],
      }))}
    />
  );
}

function Charts({ signals }: { signals: EntitySignals }) {
  const { t } = useMeshTranslation();
  const now = useNow();
  const { points, objective, joinedMeshAt, notes } = signals;
  if (points.every(point => point.requestsPerSecond === null)) {
    // A note says what could not be asked; then nothing seen is not nothing there.
    return (
      <Typography variant="body2">
        {t(notes.length > 0 ? 'charts.notKnown' : 'charts.empty')}
      </Typography>
    );
  }
  const times = points.map(point => point.at);
  const of = (field: Exclude<keyof SignalPoint, 'at'>) =>
    points.map(point => point[field]);
  const marker = joinedMeshAt
    ? { at: joinedMeshAt, label: t('charts.joined') }
    : undefined;
  const common = { times, marker, now };
  return (
    <>
      <LineChart
        {...common}
        title={t('charts.success')}
        lines={[{ name: t('charts.success'), values: of('successRate') }]}
        format={formatPercent}
        reference={{
          value: objective,
          label: t('charts.objective', { objective: formatPercent(objective) }),
        }}
      />
      <LineChart
        {...common}
        title={t('charts.rate')}
        lines={[{ name: t('charts.rate'), values: of('requestsPerSecond') }]}
        format={formatRps}
        floor={0}
      />
      <LineChart
        {...common}
        title={t('charts.latency')}
        lines={[
          { name: t('signals.p50'), values: of('p50Ms') },
          { name: t('signals.p95'), values: of('p95Ms') },
          { name: t('signals.p99'), values: of('p99Ms') },
        ]}
        format={formatMs}
        floor={0}
      />
      <Accordion variant="outlined" TransitionProps={{ unmountOnExit: true }}>
        <AccordionSummary
          expandIcon={<ExpandMoreIcon />}
          id="mesh-signals-table"
          aria-controls="mesh-signals-table-details"
        >
          <Typography variant="body2">{t('charts.table')}</Typography>
        </AccordionSummary>
        <AccordionDetails id="mesh-signals-table-details">
          <PointsTable points={points} now={now} />
        </AccordionDetails>
      </Accordion>
    </>
  );
}

/** Success, traffic and latency over time. */
export function SignalCharts({ entityRef }: { entityRef: string }) {
  const api = useApi(meshApiRef);
  const { t } = useMeshTranslation();
  const classes = useStyles();
  const [range, setRange] = useRange();
  const { value, error, loading, retry } = useAsyncRetry(
    async () => api.getSignals(entityRef, range),
    [api, entityRef, range],
  );
  return (
    <>
      <ToggleButtonGroup
        exclusive
        size="small"
        className={classes.ranges}
        value={range}
        aria-label={t('charts.range')}
        onChange={(_, next) => isRange(next) && setRange(next)}
      >
        {RANGES.map(name => (
          <ToggleButton key={name} value={name}>
            {t(`charts.ranges.${name}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {error && (
        <LoadError error={error} title={t('charts.error')} onRetry={retry} />
      )}
      {!error && (loading || !value) && (
        <div role="status" aria-label={t('charts.loading')}>
          <Skeleton variant="rect" height={360} />
        </div>
      )}
      {!error && !loading && value && (
        <>
          <Charts signals={value} />
          {value.notes.map(note => (
            <Typography key={note} variant="body2" color="textSecondary">
              {note}
            </Typography>
          ))}
        </>
      )}
    </>
  );
}
