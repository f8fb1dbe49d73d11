import {
  ClusterSnapshot,
  CustomRecord,
  PodAuthorization,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { byNamespace, readable } from '../shared/records';
import { matchesLabels } from '../shared/selector';
import { array, isTrue, text } from '../shared/values';
import { inRevision, undiscovered } from './discovery';
import { RootNamespace } from './meshConfig';
import { AUTHORIZATION_POLICIES } from './names';
import { isAmbient, revisionOf } from './proxies';
import { Waypoints } from './waypoints';

const DRY_RUN = 'istio.io/dry-run';

/**
 * `*`, and a beginning that says no more than the trust domain: every identity of the mesh. A star is
 * one at either end only.
 *
 * istio: pilot/pkg/security/authz/matcher StringMatcher
 */
const EVERY_IDENTITY = /^([^*/][^/]*)?(\/(n|ns|ns\/)?)?\*$/;

const namesNobody = (field: string, value: unknown) =>
  value === '*' ||
  (field === 'principals' &&
    typeof value === 'string' &&
    EVERY_IDENTITY.test(value));

/** Within one source all fields must hold: one list of named callers is enough. */
function sourceIsNamed(source: any): boolean {
  return ['principals', 'namespaces', 'serviceAccounts'].some(field => {
    const values = array(source?.[field]);
    return values.length > 0 && !values.some(v => namesNobody(field, v));
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

/** istio: pilot/pkg/security/authz/builder isDryRun */
const isEnforced = (policy: CustomRecord) =>
  !isTrue(policy.annotations[DRY_RUN]);

export const actionOf = (policy: CustomRecord): string =>
  text(policy.spec?.action) ?? 'ALLOW';

const targetsOf = (policy: CustomRecord) => [
  ...array(policy.spec?.targetRefs),
  ...(policy.spec?.targetRef ? [policy.spec.targetRef] : []),
];

/** A policy that holds for a pod. */
export interface Applying {
  policy: CustomRecord;
  /** It names its targets: the waypoint enforces it, not the pod's own side. */
  targeted: boolean;
}

/**
 * Policies that hold for a pod, of every action, dry runs left out; undefined: not known
 * (istio: pilot/pkg/model AuthorizationPolicies.ListAuthorizationPolicies).
 */
export function policiesReader(
  snapshot: ClusterSnapshot,
  rootNamespace: (revision: string | null) => RootNamespace,
  waypoints: Waypoints,
): (pod: PodRecord) => Applying[] | undefined {
  const all = readable(snapshot, AUTHORIZATION_POLICIES);
  const enforced = byNamespace((all ?? []).filter(isEnforced));
  const unseen = undiscovered(snapshot);

  return pod => {
    if (!all) return undefined;
    const revision = revisionOf(pod);
    const root = rootNamespace(revision);
    if ('unknown' in root) return undefined;
    // Whether istiod goes by the selectors for its own namespace depends on its version.
    if (enforced.has(root.name) && unseen(root.name, revision))
      return undefined;
    const sidecarOf = isAmbient(pod) ? null : revision;
    // Policies on a waypoint stand in its own namespace, wherever that is.
    const elsewhere = waypoints
      .before(pod)
      .map(waypoint => waypoint.split('/')[0]);
    return [...new Set([root.name, pod.namespace, ...elsewhere])]
      .filter(namespace => !unseen(namespace, revision))
      .flatMap(namespace => enforced.get(namespace) ?? [])
      .filter(policy => inRevision(policy, sidecarOf))
      .map(policy => ({ policy, targets: targetsOf(policy) }))
      .filter(({ policy, targets }) =>
        targets.length > 0
          ? waypoints.enforces(
              pod,
              {
                namespace: policy.namespace,
                inRoot: policy.namespace === root.name,
              },
              targets,
            )
          : [root.name, pod.namespace].includes(policy.namespace) &&
            matchesLabels(policy.spec?.selector?.matchLabels, pod.labels),
      )
      .map(({ policy, targets }) => ({ policy, targeted: targets.length > 0 }));
  };
}

/** Who is let in: all ALLOW policies that hold for a pod, taken together. */
export function authorizationReader(
  policiesOf: (pod: PodRecord) => Applying[] | undefined,
): (pod: PodRecord) => PodAuthorization {
  return pod => {
    const applying = policiesOf(pod);
    if (!applying) return 'unknown';
    const allow = applying.filter(a => actionOf(a.policy) === 'ALLOW');
    return allow.length > 0 && allow.every(a => policyIsNamed(a.policy))
      ? 'named'
      : 'open';
  };
}
