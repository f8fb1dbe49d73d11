import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { meshTranslationRef } from '../translation';

/** The plugin's own texts. */
export function useMeshTranslation() {
  return useTranslationRef(meshTranslationRef);
}
