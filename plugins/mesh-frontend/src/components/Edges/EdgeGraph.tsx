import { makeStyles, Theme } from '@material-ui/core/styles';
import { Edge } from '@meshboard/backstage-plugin-mesh-common';
import { Group } from '@visx/group';
import { LinkHorizontal } from '@visx/shape';
import { formatPercent } from '../../lib/format';
import { useMeshTranslation } from '../shared';

const WIDTH = 900;
const ROW = 30;
const NODE_WIDTH = 230;
const NODE_HEIGHT = 22;
const MAX_NODES = 8;
const MAX_LETTERS = 30;

const useStyles = makeStyles((theme: Theme) => ({
  root: { overflowX: 'auto' },
  svg: { display: 'block', width: '100%', minWidth: 560, maxWidth: WIDTH },
  node: {
    fill: theme.palette.background.default,
    stroke: theme.palette.divider,
  },
  self: { stroke: theme.palette.text.primary },
  text: { fill: theme.palette.text.primary, fontSize: 12 },
  link: { fill: 'none', stroke: theme.palette.text.secondary },
  plaintext: { stroke: theme.palette.warning.main, strokeDasharray: '4 3' },
  arrow: { fill: theme.palette.text.secondary },
}));

interface Point {
  x: number;
  y: number;
}

interface Node {
  label: string;
  plaintext: boolean;
  /** Workloads that it stands for. */
  count: number;
}

const countOf = (nodes: Node[]) =>
  nodes.reduce((sum, { count }) => sum + count, 0);

const shorten = (text: string, letters = MAX_LETTERS) =>
  text.length > letters ? `${text.slice(0, letters - 1)}…` : text;

function Box(props: { x: number; y: number; label: string; self?: boolean }) {
  const classes = useStyles();
  const { x, y, label, self } = props;
  return (
    <Group left={x} top={y}>
      <rect
        width={NODE_WIDTH}
        height={NODE_HEIGHT}
        y={-NODE_HEIGHT / 2}
        rx={4}
        className={self ? `${classes.node} ${classes.self}` : classes.node}
      />
      <text x={8} dy="0.35em" className={classes.text}>
        {label}
      </text>
    </Group>
  );
}

/** Callers on the left, callees on the right; what is in plaintext is dashed and says so. */
export function EdgeGraph(props: { callers: Edge[]; callees: Edge[] }) {
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const nodesOf = (edges: Edge[]): Node[] => {
    const nodes = edges.map(edge => {
      if ('hidden' in edge) {
        const { count } = edge;
        return { label: t('edges.more', { count }), plaintext: false, count };
      }
      const share = edge.encryptedShare;
      const plaintext = share !== null && share < 1;
      const name = `${edge.namespace}/${edge.workload}`;
      if (!plaintext) return { label: shorten(name), plaintext, count: 1 };
      const word = share
        ? t('edges.partly', { share: formatPercent(share) })
        : t('edges.plaintext');
      // A long name gives way to the word, which is what matters.
      const room = MAX_LETTERS - word.length - 3;
      return { label: `${shorten(name, room)} · ${word}`, plaintext, count: 1 };
    });
    if (nodes.length <= MAX_NODES) return nodes;
    const count = countOf(nodes.slice(MAX_NODES - 1));
    return [
      ...nodes.slice(0, MAX_NODES - 1),
      { label: t('edges.more', { count }), plaintext: false, count },
    ];
  };
  const [left, right] = [nodesOf(props.callers), nodesOf(props.callees)];
  const rows = Math.max(left.length, right.length, 1);
  const height = rows * ROW;
  const middle = { x: (WIDTH - NODE_WIDTH) / 2, y: height / 2 };
  const at = (nodes: Node[], index: number) =>
    ((index + 0.5) * height) / nodes.length;
  const sides = [
    { key: 'callers', nodes: left, x: 0 },
    { key: 'callees', nodes: right, x: WIDTH - NODE_WIDTH },
  ];
  return (
    <div className={classes.root}>
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        className={classes.svg}
        role="img"
        aria-label={t('edges.graph', {
          callers: String(countOf(left)),
          callees: String(countOf(right)),
        })}
      >
        <defs>
          <marker
            id="mesh-edge-arrow"
            viewBox="0 0 8 8"
            refX={8}
            refY={4}
            markerWidth={7}
            markerHeight={7}
            orient="auto"
          >
            <path d="M0,0 L8,4 L0,8 Z" className={classes.arrow} />
          </marker>
        </defs>
        {sides.map(({ key, nodes, x }) => (
          <Group key={key}>
            {nodes.map(({ label, plaintext }, index) => {
              const y = at(nodes, index);
              const inward = x === 0;
              const source = {
                x: inward ? NODE_WIDTH : middle.x + NODE_WIDTH,
                y: inward ? y : middle.y,
              };
              const target = {
                x: inward ? middle.x : x,
                y: inward ? middle.y : y,
              };
              return (
                <Group key={index}>
                  <LinkHorizontal
                    data={{ source, target }}
                    x={(point: Point) => point.x}
                    y={(point: Point) => point.y}
                    markerEnd="url(#mesh-edge-arrow)"
                    className={
                      plaintext
                        ? `${classes.link} ${classes.plaintext}`
                        : classes.link
                    }
                  />
                  <Box x={x} y={y} label={label} />
                </Group>
              );
            })}
          </Group>
        ))}
        <Box x={middle.x} y={middle.y} label={t('edges.self')} self />
      </svg>
    </div>
  );
}
