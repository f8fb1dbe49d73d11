import Typography from '@material-ui/core/Typography';
import { Recommendation } from '@meshboard/backstage-plugin-mesh-common';
import {
  ReasonsTable,
  Subheading,
  useMeshTranslation,
  useRecommendationText,
} from '../shared';
import { ReasonList } from './ReasonList';

/** The whole recommendation. */
export function RecommendationSection(props: {
  recommendation: Recommendation;
}) {
  const { recommendation } = props;
  const { summary, reasons, blockers, alternatives, perCluster } =
    recommendation;
  const { t } = useMeshTranslation();
  const text = useRecommendationText();
  return (
    <>
      <Typography variant="body2">
        <strong>{text(recommendation)}</strong>
        {recommendation.verdict !== 'unknown' &&
          ` · ${t(`recommendation.confidence.${recommendation.confidence}`)}`}
      </Typography>
      <Typography variant="body2" paragraph>
        {summary}
      </Typography>
      {perCluster?.map(advice => (
        <Typography key={advice.cluster} variant="body2">
          {t('recommendation.inCluster', {
            cluster: advice.cluster,
            verdict: text(advice),
          })}
        </Typography>
      ))}
      <ReasonsTable reasons={reasons} />
      {blockers.length > 0 && (
        <>
          <Subheading>{t('recommendation.blockers')}</Subheading>
          <ReasonList reasons={blockers} />
        </>
      )}
      {alternatives.length > 0 && (
        <>
          <Subheading>{t('recommendation.alternatives')}</Subheading>
          <ul>
            {alternatives.map(({ name, why }) => (
              <li key={name}>
                <Typography variant="body2">
                  <strong>{name}</strong>: {why}
                </Typography>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
