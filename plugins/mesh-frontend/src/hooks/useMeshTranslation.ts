import {
  TranslationFunction,
  useTranslationRef,
} from '@backstage/core-plugin-api/alpha';
import { meshTranslationRef } from '../translation';

/** The plugin's own texts. */
export function useMeshTranslation(): {
  t: TranslationFunction<typeof meshTranslationRef.T>;
} {
  return useTranslationRef(meshTranslationRef);
}
