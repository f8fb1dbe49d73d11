import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import { Group } from '@visx/group';
import { scaleLinear } from '@visx/scale';
import { LinePath } from '@visx/shape';
import useMeasure from 'react-use/esm/useMeasure';
import { formatTime } from '../../lib/format';

/** One line of a chart; null is a gap. */
export interface Line {
  name: string;
  values: (number | null)[];
}

const HEIGHT = 120;
const MARGIN = { top: 8, right: 8, bottom: 18, left: 64 };
/** Told apart without colour. */
const DASHES = ['', '6 3', '2 3'];
/** Until the browser has measured, and where it cannot. */
const DEFAULT_WIDTH = 640;

const useStyles = makeStyles((theme: Theme) => ({
  figure: { margin: theme.spacing(1, 0) },
  legend: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 2),
    alignItems: 'center',
  },
  key: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
  },
  text: { fill: theme.palette.text.secondary, fontSize: 11 },
  axis: { stroke: theme.palette.divider },
  reference: { stroke: theme.palette.text.secondary, strokeDasharray: '1 3' },
  svg: { display: 'block' },
}));

function Sample({ dash }: { dash: string }) {
  const theme = useTheme();
  return (
    <svg width={24} height={8} aria-hidden>
      <line
        x2={24}
        y1={4}
        y2={4}
        stroke={theme.palette.info.main}
        strokeWidth={2}
        strokeDasharray={dash}
      />
    </svg>
  );
}

/** Bounds with room for a flat line. */
function domainOf(values: number[], floor?: number): [number, number] {
  const low = floor ?? Math.min(...values);
  const high = Math.max(...values);
  return high > low
    ? [low, high]
    : [low, low + Math.max(Math.abs(low), 1) / 100];
}

/** Lines over time with a legend in words; a table beside it says the same. */
export function LineChart(props: {
  title: string;
  times: string[];
  lines: Line[];
  format(value: number): string;
  /** The lowest value that is drawn; else the lowest there is. */
  floor?: number;
  reference?: { value: number; label: string };
  marker?: { at: string; label: string };
  now: number;
}) {
  const { title, times, lines, format, reference, marker, now } = props;
  const classes = useStyles();
  const theme = useTheme();
  const [ref, { width: measured }] = useMeasure<HTMLDivElement>();
  const width = measured || DEFAULT_WIDTH;
  const values = lines
    .flatMap(l => l.values)
    .filter((v): v is number => v !== null);
  if (values.length === 0) return null;
  const stamps = times.map(time => Date.parse(time));
  const [first, last] = [stamps[0], stamps[stamps.length - 1]];
  const inner = {
    width: Math.max(width - MARGIN.left - MARGIN.right, 50),
    height: HEIGHT - MARGIN.top - MARGIN.bottom,
  };
  const x = scaleLinear<number>({
    domain: [first, last],
    range: [0, inner.width],
  });
  const y = scaleLinear<number>({
    domain: domainOf(
      reference ? [...values, reference.value] : values,
      props.floor,
    ),
    range: [inner.height, 0],
  });
  const [low, high] = y.domain();
  const markedAt = marker && Date.parse(marker.at);
  const marked =
    markedAt !== undefined && markedAt >= first && markedAt <= last;
  return (
    <figure className={classes.figure} ref={ref as any}>
      <Typography
        variant="body2"
        component="figcaption"
        className={classes.legend}
      >
        <strong>{title}</strong>
        {lines.length > 1 &&
          lines.map(({ name }, i) => (
            <span key={name} className={classes.key}>
              <Sample dash={DASHES[i % DASHES.length]} /> {name}
            </span>
          ))}
        {reference && <span>┈ {reference.label}</span>}
        {marker && marked && <span>│ {marker.label}</span>}
      </Typography>
      <svg width={width} height={HEIGHT} className={classes.svg} aria-hidden>
        <Group left={MARGIN.left} top={MARGIN.top}>
          {[low, high].map(bound => (
            <Group key={bound} top={y(bound)}>
              <line x2={inner.width} className={classes.axis} />
              <text
                x={-6}
                dy="0.35em"
                textAnchor="end"
                className={classes.text}
              >
                {format(bound)}
              </text>
            </Group>
          ))}
          <text y={inner.height + 14} className={classes.text}>
            {formatTime(times[0], now)}
          </text>
          <text
            x={inner.width}
            y={inner.height + 14}
            textAnchor="end"
            className={classes.text}
          >
            {formatTime(times[times.length - 1], now)}
          </text>
          {reference && (
            <line
              x2={inner.width}
              y1={y(reference.value)}
              y2={y(reference.value)}
              className={classes.reference}
            />
          )}
          {marked && (
            <line
              x1={x(markedAt)}
              x2={x(markedAt)}
              y2={inner.height}
              stroke={theme.palette.text.secondary}
            />
          )}
          {lines.map((line, i) => (
            <LinePath
              key={line.name}
              data={line.values.map((value, at) => ({ value, at: stamps[at] }))}
              defined={point => point.value !== null}
              x={point => x(point.at)}
              y={point => y(Math.max(point.value ?? low, low))}
              stroke={theme.palette.info.main}
              strokeWidth={2}
              strokeDasharray={DASHES[i % DASHES.length]}
            />
          ))}
        </Group>
      </svg>
    </figure>
  );
}
