import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { RecommendationReason } from '@meshboard/backstage-plugin-mesh-common';
import { meshName } from '../../lib/names';
import { SimpleTable } from './SimpleTable';
import { useMeshTranslation } from './useMeshTranslation';

const useStyles = makeStyles((theme: Theme) => ({
  bar: {
    height: theme.spacing(0.5),
    background: theme.palette.info.main,
  },
}));

/** The weighed reasons of a recommendation, each with its evidence and where that came from. */
export function ReasonsTable(props: { reasons: RecommendationReason[] }) {
  const classes = useStyles();
  const { t } = useMeshTranslation();
  if (props.reasons.length === 0) {
    return (
      <Typography variant="body2">{t('recommendation.noReasons')}</Typography>
    );
  }
  const reasons = [...props.reasons].sort(
    (a, b) => Math.abs(b.weight) - Math.abs(a.weight),
  );
  const heaviest = Math.max(...reasons.map(({ weight }) => Math.abs(weight)));
  return (
    <SimpleTable
      label={t('recommendation.reasons')}
      columns={[
        t('recommendation.criterion'),
        t('recommendation.favours'),
        t('recommendation.weight'),
        t('recommendation.evidence'),
        t('recommendation.origin'),
      ]}
      rows={reasons.map((reason, index) => ({
        key: `${reason.criterion}-${index}`,
        cells: [
          reason.criterion,
          meshName(reason.favours),
          <>
            {reason.weight > 0 ? `+${reason.weight}` : reason.weight}
            <div
              aria-hidden
              className={classes.bar}
              style={{
                width: `${
                  heaviest && (100 * Math.abs(reason.weight)) / heaviest
                }%`,
              }}
            />
          </>,
          reason.evidence,
          t(`recommendation.origins.${reason.origin}`),
        ],
      }))}
    />
  );
}
