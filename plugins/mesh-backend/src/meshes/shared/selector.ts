import { LabelSelectorRecord } from '@meshboard/backstage-plugin-mesh-node';
import { array, object } from './values';

type Labels = Record<string, string>;

const isComplete = (operator: unknown, values: unknown[]) =>
  operator === 'In' || operator === 'NotIn'
    ? values.length > 0
    : values.length === 0;

/** Every wanted label is there, with its value. An empty selector matches everything. */
export function matchesLabels(
  wanted: Labels | undefined,
  labels: Labels,
): boolean {
  return Object.entries(wanted ?? {}).every(
    ([key, value]) => labels[key] === String(value),
  );
}

/**
 * Evaluates a label selector as the API server does; undefined where it cannot be evaluated: an
 * operator that does not exist, `In` without values, `Exists` with some.
 *
 * kubernetes: apimachinery labels.NewRequirement
 */
export function matchesSelector(
  selector: LabelSelectorRecord | undefined | null,
  labels: Labels,
): boolean | undefined {
  let result = matchesLabels(selector?.matchLabels, labels);
  for (const expression of array(selector?.matchExpressions)) {
    const { key, operator } = object(expression);
    const values = array(expression?.values);
    // One that is not valid makes the whole selector so.
    if (typeof key !== 'string' || !isComplete(operator, values)) {
      return undefined;
    }
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    switch (operator) {
      case 'In':
        result &&= value !== undefined && values.includes(value);
        break;
      case 'NotIn':
        result &&= value === undefined || !values.includes(value);
        break;
      case 'Exists':
        result &&= value !== undefined;
        break;
      case 'DoesNotExist':
        result &&= value === undefined;
        break;
      default:
        return undefined;
    }
  }
  return result;
}
