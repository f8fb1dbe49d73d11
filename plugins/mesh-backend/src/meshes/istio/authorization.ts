import {
  ClusterSnapshot,
  CustomRecord,
  PodAuthorization,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { byNamespace, readable } from '../shared/records';
import { matchesLabels } from '../shared/selector';
import { RootNamespace } from './meshConfig';
import { AUTHORIZATION_POLICIES } from './names';
import { revisionOf } from './proxies';
import { Waypoints } from './waypoints';

const DRY_RUN = 'istio.io/dry-run';

const array = (value: unknown): any[] => (Array.isArray(value) ? value : []);

/** Within one source all fields must hold: one list of named callers is enough. */
function sourceIsNamed(source: any): boolean {
  return ['principals', 'namespaces', 'serviceAccounts'].some(field => {
    const values = array(source?.[field]);
    return values.length > 0 && !values.includes('*');
  });
}

/** Sources are alternatives: each must name somebody. */
function ruleIsNamed(rule: any): boolean {
  const from = array(rule?.from);
  return from.length > 0 && from.every(f => sourceIsNamed(f?.source));
}

/** Lets named identities in and nobody else. Without rules it lets nobody in. */
export function policyIsNamed(policy: CustomRecord): boolean {
  return array(policy.spec?.rules).every(ruleIsNamed);
}

function isEnforcedAllow(policy: CustomRecord): boolean {
  return (
    (policy.spec?.action ?? 'ALLOW') === 'ALLOW' &&
    policy.annotations[DRY_RUN] !== 'true'
  );
}

const targetsOf = (policy: CustomRecord) => [
  ...array(policy.spec?.targetRefs),
  ...(policy.spec?.targetRef ? [policy.spec.targetRef] : []),
];

/**
 * Who is let in: all ALLOW policies that apply to a pod, taken together
 * (istio: pilot/pkg/model AuthorizationPolicies.ListAuthorizationPolicies).
 */
export function authorizationReader(
  snapshot: ClusterSnapshot,
  rootNamespace: (revision: string | null) => RootNamespace,
  waypoints: Waypoints,
): (pod: PodRecord) => PodAuthorization {
  const policies = readable(snapshot, AUTHORIZATION_POLICIES);
  const allow = byNamespace((policies ?? []).filter(isEnforcedAllow));

  return pod => {
    if (!policies) return 'unknown';
    const root = rootNamespace(revisionOf(pod));
    if ('unknown' in root) return 'unknown';
    const applying = [...new Set([root.name, pod.namespace])]
      .flatMap(namespace => allow.get(namespace) ?? [])
      .filter(policy => {
        const targets = targetsOf(policy);
        return targets.length > 0
          ? waypoints.enforces(pod, policy.namespace, targets)
          : matchesLabels(policy.spec?.selector?.matchLabels, pod.labels);
      });
    return applying.length > 0 && applying.every(policyIsNamed)
      ? 'named'
      : 'open';
  };
}
