import { anchoredRegex } from './regex';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** One condition of a selector; a label that is missing is an empty one. */
export interface Matcher {
  label: string;
  operator: MatchOperator;
  value: string;
  matches(value: string): boolean;
}

/** Undefined when the regular expression is not one that is spoken here. */
export function createMatcher(
  label: string,
  operator: MatchOperator,
  value: string,
): Matcher | undefined {
  if (operator === '=' || operator === '!=') {
    const equal = operator === '=';
    return {
      label,
      operator,
      value,
      matches: other => (other === value) === equal,
    };
  }
  const regex = anchoredRegex(value);
  const wanted = operator === '=~';
  return (
    regex && {
      label,
      operator,
      value,
      matches: other => regex.test(other) === wanted,
    }
  );
}
