/*
 * Fields of objects that anybody may have written, of any type.
 */

export const array = (value: unknown): any[] =>
  Array.isArray(value) ? value : [];

export const object = (value: unknown): Record<string, any> =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, any>)
    : {};

/** Text of a field that holds text or a number, as objects have them; undefined for all else. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number, written as one or as text. */
export function number(value: unknown): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const result = Number(value);
  return value !== '' && Number.isFinite(result) ? result : undefined;
}

/** `a, b and c` */
export function list(items: string[]): string {
  return items.length < 2
    ? items.join('')
    : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

/** Shares of weights, in words; a single destination has all of them. */
export function shares(
  destinations: { name: string; weight: number }[],
): string {
  const total = destinations.reduce((sum, d) => sum + d.weight, 0);
  return list(
    destinations.map(
      d =>
        `${total > 0 ? Math.round((d.weight / total) * 1000) / 10 : 0} % to ${
          d.name
        }`,
    ),
  );
}

/** Words that Go's strconv.ParseBool takes for true, as annotations are read by it. */
export const isTrue = (value: string | undefined): boolean =>
  ['1', 't', 'T', 'true', 'True', 'TRUE'].includes(value ?? '');
