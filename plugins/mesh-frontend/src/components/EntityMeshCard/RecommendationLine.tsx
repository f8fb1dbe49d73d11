import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { Recommendation } from '@meshboard/backstage-plugin-mesh-common';
import { useMeshTranslation, useRecommendationText } from '../shared';
import { WhyDialog } from './WhyDialog';

const useStyles = makeStyles((theme: Theme) => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 2),
    marginTop: theme.spacing(1),
  },
}));

/** The recommendation in one line, with its reasons a click away. */
export function RecommendationLine(props: {
  recommendation: Recommendation;
  /** Says the summary too: for entities that are not in a mesh. */
  full?: boolean;
}) {
  const { recommendation, full } = props;
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const text = useRecommendationText()(recommendation);
  return (
    <>
      <div className={classes.root}>
        <Typography variant="body2" component="span">
          {t('recommendation.label')}
        </Typography>
        <Typography variant="body2" component="strong">
          {text}
        </Typography>
        {recommendation.verdict !== 'unknown' && (
          <Typography variant="body2" component="span" color="textSecondary">
            {t(`recommendation.confidence.${recommendation.confidence}`)}
          </Typography>
        )}
        <WhyDialog recommendation={recommendation} />
      </div>
      {full && (
        <>
          <Typography variant="body2">{recommendation.summary}</Typography>
          {[...recommendation.blockers].map(({ code, message }) => (
            <Typography key={`${code}-${message}`} variant="body2">
              {message}
            </Typography>
          ))}
          {recommendation.alternatives.map(({ name, why }) => (
            <Typography key={name} variant="body2">
              <strong>{name}</strong>: {why}
            </Typography>
          ))}
        </>
      )}
    </>
  );
}
