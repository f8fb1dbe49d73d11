import { CustomRecord } from '@meshboard/backstage-plugin-mesh-node';
import { matchesLabels, matchesSelector } from '../shared/selector';
import { GROUP } from './names';

/** A reference of a policy to an object, as far as it is one. */
export interface Reference {
  kind: string;
  group: string;
  name: string;
  namespace?: string;
}

export const array = (value: unknown): any[] =>
  Array.isArray(value) ? value : [];

export const strings = (value: unknown): string[] =>
  array(value).filter(item => typeof item === 'string');

export const named = (record: CustomRecord) =>
  `${record.kind} ${record.namespace}/${record.name}`;

/** undefined: not a reference at all. */
export function referenceOf(value: any): Reference | undefined {
  if (typeof value?.kind !== 'string' || typeof value?.name !== 'string') {
    return undefined;
  }
  return {
    kind: value.kind,
    group: typeof value.group === 'string' ? value.group : '',
    name: value.name,
    ...(typeof value.namespace === 'string' && value.namespace
      ? { namespace: value.namespace }
      : {}),
  };
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/**
 * Whether a reference means a kind. No group means Kubernetes' own, also written `core`; for a kind
 * of Linkerd, which Kubernetes has not, it can mean no other either.
 *
 * linkerd: policy-controller/k8s/api/src/policy.rs targets_kind
 */
export function refersTo(
  reference: Reference,
  kind: string,
  group: string = GROUP,
): boolean {
  if (!same(reference.kind, kind)) return false;
  const kubernetes = reference.group === '' || same(reference.group, 'core');
  if (group === '') return kubernetes;
  return same(reference.group, group) || (group === GROUP && !reference.group);
}

/** Selects by labels; a selector that is none at all selects nothing, one that can't be read: undefined. */
export function selects(
  selector: any,
  labels: Record<string, string>,
): boolean | undefined {
  if (!selector || typeof selector !== 'object') return false;
  const { matchLabels, matchExpressions } = selector;
  if (matchExpressions && !Array.isArray(matchExpressions)) return undefined;
  if (array(matchExpressions).some(e => !e || typeof e !== 'object')) {
    return undefined;
  }
  if (matchLabels && typeof matchLabels !== 'object') return undefined;
  if (!matchExpressions) return matchesLabels(matchLabels ?? {}, labels);
  return matchesSelector(
    {
      matchLabels: matchLabels ?? undefined,
      matchExpressions: array(matchExpressions).map(expression => ({
        ...expression,
        values: array(expression.values),
      })),
    },
    labels,
  );
}
