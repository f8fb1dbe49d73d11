import { Filters, FilterName } from '../../hooks/useScorecardParams';
import { meshName } from '../../lib/names';
import { useMeshTranslation } from '../shared';

/** Filters with a fixed set of values, and those values. */
export const CHOICES = {
  stage: [
    'not-meshed',
    'meshed',
    'encrypted',
    'strict',
    'zero-trust',
    'unknown',
  ],
  membership: ['meshed', 'partial', 'not-meshed', 'unknown'],
  mtls: ['strict', 'permissive', 'mixed', 'disabled', 'unknown'],
  health: ['healthy', 'unhealthy', 'too-few-requests', 'no-traffic', 'unknown'],
  recommendation: [
    'adopt',
    'keep',
    'migrate',
    'not-needed',
    'not-meshable',
    'unknown',
  ],
  eligibility: ['eligible', 'exempt', 'not-applicable', 'unknown'],
} as const satisfies Filters;
export type ChoiceName = keyof typeof CHOICES;

const TEXTS = {
  stage: 'stage',
  membership: 'membershipShort',
  mtls: 'mtlsShort',
  health: 'health',
  recommendation: 'recommendationVerdict',
  eligibility: 'eligibilityShort',
} as const satisfies Record<ChoiceName, string>;

function isChoice(name: FilterName, value: string): name is ChoiceName {
  const values: readonly string[] = CHOICES[name as ChoiceName] ?? [];
  return values.includes(value);
}

/** The word for a filter's value; what an address has that is no value is shown as it is. */
export function useValueText() {
  const { t } = useMeshTranslation();
  return (name: FilterName, value: string): string => {
    if (value === 'none') return t('scorecard.heat.none');
    if (isChoice(name, value)) {
      return t(`${TEXTS[name]}.${value}` as 'stage.strict');
    }
    if (name === 'mesh') return meshName(value);
    return value.replace(/^[a-z]+:default\//, '');
  };
}
