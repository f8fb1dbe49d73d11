import { LabelSelectorRecord } from '@meshboard/backstage-plugin-mesh-node';

type Labels = Record<string, string>;

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
 * Evaluates a label selector as the API server does; undefined where it cannot be evaluated
 * (an operator that does not exist).
 */
export function matchesSelector(
  selector: LabelSelectorRecord | undefined | null,
  labels: Labels,
): boolean | undefined {
  if (!matchesLabels(selector?.matchLabels, labels)) return false;
  let result = true;
  for (const { key, operator, values = [] } of selector?.matchExpressions ??
    []) {
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
