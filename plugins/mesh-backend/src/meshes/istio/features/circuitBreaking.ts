import { at, Feature, off, on } from '../../shared/feature';
import { array, list, number, object, text } from '../../shared/values';
import { forWhom } from './audience';
import { ServiceRule } from './destinationRules';

/** Limits of a connection pool that make a proxy refuse what exceeds them. */
const LIMITS: [string, string, (n: number) => string][] = [
  ['tcp', 'maxConnections', n => `${n} connections`],
  ['http', 'http1MaxPendingRequests', n => `${n} waiting requests`],
  ['http', 'http2MaxRequests', n => `${n} requests at once`],
  ['http', 'maxRetries', n => `${n} retries at once`],
];

function ejection(outlier: Record<string, any>): string | null {
  const consecutive = number(
    outlier.consecutive5xxErrors ?? outlier.consecutiveErrors,
  );
  const gateway = number(outlier.consecutiveGatewayErrors);
  const local = number(outlier.consecutiveLocalOriginFailures);
  const after = [
    // Envoy counts five of them where nobody says; 0 turns the count off.
    consecutive === 0 ? '' : `${consecutive ?? 5} errors (5xx)`,
    gateway ? `${gateway} gateway errors` : '',
    local ? `${local} failed connections` : '',
  ].filter(Boolean);
  if (after.length === 0) return null;
  return `A pod is left out for ${
    text(outlier.baseEjectionTime) ?? '30s'
  } after ${after.join(' or ')} in a row`;
}

function policyFeatures(
  policy: unknown,
  rule: ServiceRule,
  path: string,
  where: string,
): Feature[] {
  const who = `${forWhom(rule.audience)}${
    rule.callers
      ? ` that are labelled ${Object.entries(rule.callers)
          .map(pair => pair.join('='))
          .join(', ')}`
      : ''
  }`;
  const { outlierDetection, connectionPool } = object(policy);
  const result: Feature[] = [];
  if (outlierDetection) {
    const words = ejection(object(outlierDetection));
    const setBy = at(rule.object, `${path}.outlierDetection`);
    result.push(
      words
        ? on('circuit-breaking', `${where}${words}${who}`, setBy)
        : off('circuit-breaking', `${where}Ejection turned off${who}`, setBy),
    );
  }
  const limits = LIMITS.flatMap(([part, field, words]) => {
    const value = number(object(object(connectionPool)[part])[field]);
    return value ? [words(value)] : [];
  });
  if (limits.length > 0) {
    result.push(
      on(
        'circuit-breaking',
        `${where}A caller is refused beyond ${list(limits)}${who}`,
        at(rule.object, `${path}.connectionPool`),
      ),
    );
  }
  return result;
}

function withPorts(
  policy: unknown,
  rule: ServiceRule,
  path: string,
  where: string,
): Feature[] {
  return [
    ...policyFeatures(policy, rule, path, where),
    ...array(object(policy).portLevelSettings).flatMap((settings, i) =>
      policyFeatures(
        settings,
        rule,
        `${path}.portLevelSettings[${i}]`,
        `${where}Port ${text(object(object(settings).port).number) ?? '?'}: `,
      ),
    ),
  ];
}

/** What a DestinationRule breaks the circuit by. */
export function circuitBreaking(rule: ServiceRule): Feature[] {
  const { spec } = rule.object;
  return [
    ...withPorts(spec?.trafficPolicy, rule, 'spec.trafficPolicy', ''),
    ...array(spec?.subsets).flatMap((subset, i) =>
      withPorts(
        object(subset).trafficPolicy,
        rule,
        `spec.subsets[${i}].trafficPolicy`,
        `Subset ${text(object(subset).name) ?? i}: `,
      ),
    ),
  ];
}
