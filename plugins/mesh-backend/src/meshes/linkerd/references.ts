import { CustomRecord } from '@meshboard/backstage-plugin-mesh-node';
import { array, object } from '../shared/values';
import { GROUP } from './names';

/** A reference of a policy to an object, as far as it is one. */
export interface Reference {
  kind: string;
  group: string;
  name: string;
  namespace?: string;
}

export { array };

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
 * Whether a reference means a kind. No group means Kubernetes' own, also written `core`, whatever
 * the kind.
 *
 * linkerd: policy-controller/k8s/api/src/policy.rs targets_kind
 */
export const refersTo = (
  reference: Reference,
  kind: string,
  group: string = GROUP,
): boolean =>
  same(reference.kind, kind) &&
  same(reference.group || 'core', group || 'core');

/** A kind of Linkerd's by its name, in a group that has no such kind. */
export const misses = (reference: Reference, kind: string): boolean =>
  same(reference.kind, kind) && !refersTo(reference, kind);

type Values = string[] | undefined;

/** An empty list of values is one; what stands beside an operator that takes none spoils it. */
const OPERATORS = new Map<
  unknown,
  (value: string | undefined, values: Values) => boolean
>([
  ['In', (value, values) => value !== undefined && !!values?.includes(value)],
  [
    'NotIn',
    (value, values) =>
      values !== undefined && (value === undefined || !values.includes(value)),
  ],
  ['Exists', (value, values) => !values && value !== undefined],
  ['DoesNotExist', (value, values) => !values && value === undefined],
]);

type Labels = Record<string, string>;

function matchesExpression(
  expression: unknown,
  labels: Labels,
): boolean | undefined {
  const { key, operator, values } = object(expression);
  const matches = OPERATORS.get(operator);
  const given = values ?? undefined;
  const readable =
    given === undefined ||
    (Array.isArray(given) && given.every(v => typeof v === 'string'));
  if (typeof key !== 'string' || !matches || !readable) return undefined;
  return matches(Object.hasOwn(labels, key) ? labels[key] : undefined, given);
}

function matchesLabel(
  key: string,
  value: unknown,
  labels: Labels,
): boolean | undefined {
  if (typeof value !== 'string') return undefined;
  return Object.hasOwn(labels, key) && labels[key] === value;
}

/**
 * Selects by labels as Linkerd itself does; a selector that is none at all selects nothing, and
 * undefined is what its controller cannot read either.
 *
 * linkerd: policy-controller/k8s/api/src/labels.rs Selector::matches
 */
export function selects(selector: any, labels: Labels): boolean | undefined {
  if (!selector || typeof selector !== 'object') return false;
  const { matchLabels, matchExpressions } = selector;
  const answers: (boolean | undefined)[] = [];
  if (matchLabels && typeof matchLabels !== 'object') answers.push(undefined);
  if (matchExpressions && !Array.isArray(matchExpressions)) {
    answers.push(undefined);
  }
  for (const [key, value] of Object.entries(object(matchLabels))) {
    answers.push(matchesLabel(key, value, labels));
  }
  for (const expression of array(matchExpressions)) {
    answers.push(matchesExpression(expression, labels));
  }
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}
