import Grid from '@material-ui/core/Grid';
import Typography from '@material-ui/core/Typography';
import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';
import { formatMs, formatPercent, formatWindow } from '../../lib/format';
import { HealthText, useMeshTranslation, useTrafficText } from '../shared';

/** Current success, traffic and latency against the objective. */
export function SignalsSection({ status }: { status: EntityMeshStatus }) {
  const { t } = useMeshTranslation();
  const { success, note, rate } = useTrafficText()(status);
  const { traffic, health } = status;
  if (!traffic) return <Typography variant="body2">{success}</Typography>;

  const ms = (value: number | null) =>
    value === null ? t('signals.notMeasured') : formatMs(value);
  const { p50Ms, p95Ms, p99Ms } = traffic;
  const notPooled = traffic.reasons?.some(
    ({ code }) => code === 'latency-not-pooled',
  );
  const figures = [
    {
      term: t('card.success'),
      value: success,
      note: t('card.objective', {
        objective: formatPercent(traffic.objective),
      }),
    },
    { term: t('card.traffic'), value: rate, note },
    ...(notPooled
      ? [
          {
            term: t('signals.percentiles'),
            value: '–',
            note: t('signals.notPooled'),
          },
        ]
      : [
          { term: t('signals.p50'), value: ms(p50Ms) },
          { term: t('signals.p95'), value: ms(p95Ms) },
          { term: t('signals.p99'), value: ms(p99Ms) },
        ]),
  ];
  return (
    <>
      <Typography variant="body2" component="div">
        <HealthText health={health} />
      </Typography>
      {/* Health is judged over a longer window, so it stands apart. */}
      <Typography variant="body2">
        {t('signals.window', { window: formatWindow(traffic.window) })}
      </Typography>
      <Grid container spacing={3} component="dl">
        {figures.map(figure => (
          <Grid item key={figure.term}>
            <Typography variant="body2" component="dt" color="textSecondary">
              {figure.term}
            </Typography>
            <Typography
              variant="subtitle1"
              component="dd"
              style={{ margin: 0 }}
            >
              {figure.value}
              {figure.note && (
                <Typography variant="body2" component="div">
                  {figure.note}
                </Typography>
              )}
            </Typography>
          </Grid>
        ))}
      </Grid>
    </>
  );
}
