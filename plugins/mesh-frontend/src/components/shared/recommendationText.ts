import { Recommendation } from '@meshboard/backstage-plugin-mesh-common';
import { meshName } from '../../lib/names';
import { useMeshTranslation } from './useMeshTranslation';

type Advice = Pick<Recommendation, 'verdict' | 'mesh' | 'dataPlane'>;

/** Puts a recommendation in words: "Adopt Istio (ambient)". */
export function useRecommendationText(): (advice: Advice) => string {
  const { t } = useMeshTranslation();
  return ({ verdict, mesh, dataPlane }) => {
    if (verdict !== 'adopt' && verdict !== 'keep' && verdict !== 'migrate') {
      return t(`recommendation.${verdict}`);
    }
    const name = mesh ? meshName(mesh) : t('recommendation.aMesh');
    const plane =
      mesh && dataPlane && dataPlane !== 'none'
        ? ` (${t(`dataPlane.${dataPlane}`)})`
        : '';
    return t(`recommendation.${verdict}`, { mesh: `${name}${plane}` });
  };
}
