import { useApi } from '@backstage/core-plugin-api';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import { scaleLinear } from '@visx/scale';
import { LinePath } from '@visx/shape';
import useAsync from 'react-use/esm/useAsync';
import { meshApiRef } from '../../api';
import { formatPercent } from '../../lib/format';
import { useMeshTranslation } from '../shared';

const WIDTH = 110;
const HEIGHT = 18;

const useStyles = makeStyles({ svg: { verticalAlign: 'middle' } });

/** The success rate of a day, small; nothing where there is nothing to draw, or it cannot be had. */
export function SuccessSparkline({ entityRef }: { entityRef: string }) {
  const api = useApi(meshApiRef);
  const classes = useStyles();
  const theme = useTheme();
  const { t } = useMeshTranslation();
  const { value } = useAsync(
    async () => api.getSignals(entityRef, '24h'),
    [api, entityRef],
  );
  const points = value?.points ?? [];
  const rates = points.flatMap(p => p.successRate ?? []);
  if (!value || rates.length < 2) return null;
  const low = Math.min(...rates, value.objective);
  const high = Math.max(...rates, value.objective);
  const x = scaleLinear<number>({
    domain: [0, points.length - 1],
    range: [1, WIDTH - 1],
  });
  const y = scaleLinear<number>({
    domain: [low, high > low ? high : low + 0.001],
    range: [HEIGHT - 2, 2],
  });
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      className={classes.svg}
      role="img"
      aria-label={t('charts.sparkline', {
        low: formatPercent(Math.min(...rates)),
        high: formatPercent(Math.max(...rates)),
        last: formatPercent(rates[rates.length - 1]),
      })}
    >
      <line
        x2={WIDTH}
        y1={y(value.objective)}
        y2={y(value.objective)}
        stroke={theme.palette.divider}
      />
      <LinePath
        data={points.map(({ successRate }, i) => ({ successRate, i }))}
        defined={point => point.successRate !== null}
        x={point => x(point.i)}
        y={point => y(point.successRate ?? low)}
        stroke={theme.palette.info.main}
        strokeWidth={1.5}
      />
    </svg>
  );
}
