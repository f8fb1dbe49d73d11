import { InputError } from '@backstage/errors';

/** One requirement of a label selector; all of them have to hold. */
export type Requirement =
  | { key: string; operator: 'in' | 'notin'; values: string[] }
  | { key: string; operator: 'exists' | 'absent' };

const KEY =
  /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]*[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([-\w.]*[A-Za-z0-9])?)?$/;

/** Splits at commas that stand outside parentheses. */
function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map(part => part.trim());
}

function requirement(part: string): Requirement {
  const set = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(part);
  const equality = /^([^\s=!]+)\s*(==|=|!=)\s*(\S*)$/.exec(part);
  const presence = /^(!?)\s*(\S+)$/.exec(part);
  let result: Requirement;
  if (set) {
    result = {
      key: set[1],
      operator: set[2] as 'in' | 'notin',
      values: set[3].split(',').map(value => value.trim()),
    };
  } else if (equality) {
    result = {
      key: equality[1],
      operator: equality[2] === '!=' ? 'notin' : 'in',
      values: [equality[3]],
    };
  } else if (presence) {
    result = { key: presence[2], operator: presence[1] ? 'absent' : 'exists' };
  } else {
    throw new InputError(
      `'${part}' is no label selector requirement; it takes key=value, key!=value, key in (a, b), key notin (a, b), key or !key`,
    );
  }
  if (!KEY.test(result.key)) {
    throw new InputError(`'${result.key}' is no label key`);
  }
  if ('values' in result) {
    const wrong = result.values.find(value => !VALUE.test(value));
    if (wrong !== undefined) {
      throw new InputError(`'${wrong}' is no label value`);
    }
  }
  return result;
}

/**
 * Parses a Kubernetes label selector as kubectl takes it
 * (apimachinery: pkg/labels/selector.go Parse, without gt and lt, which need numbers).
 *
 * @throws InputError that quotes the part which does not parse
 */
export function parseSelector(text: string): Requirement[] {
  if (!text.trim()) {
    throw new InputError('the label selector is empty');
  }
  return split(text).map(requirement);
}

/** kubernetes: a `notin` holds where the label is absent, an `in` does not. */
export function matches(
  requirements: Requirement[],
  labels: Record<string, string>,
): boolean {
  return requirements.every(r => {
    const value = Object.hasOwn(labels, r.key) ? labels[r.key] : undefined;
    switch (r.operator) {
      case 'in':
        return value !== undefined && r.values.includes(value);
      case 'notin':
        return value === undefined || !r.values.includes(value);
      case 'exists':
        return value !== undefined;
      default:
        return value === undefined;
    }
  });
}
