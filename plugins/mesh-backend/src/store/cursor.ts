import { createHash } from 'crypto';
import { InputError } from '@backstage/errors';

/** Where a page ended: the next one begins after this value and ref. */
export interface Cursor {
  field: string;
  descending: boolean;
  value: string | number | null;
  ref: string;
  /** Of the filters it was made under. */
  hash: string;
}

/** A fingerprint of filters; order of names and of values makes no difference. */
export function filterHash(
  filter: Record<string, string[] | undefined>,
): string {
  const canonical = Object.entries(filter)
    .filter((entry): entry is [string, string[]] => Boolean(entry[1]?.length))
    .map(([name, values]) => [name, [...new Set(values)].sort()])
    .sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify(canonical))
    .digest('base64url')
    .slice(0, 16);
}

export function encodeCursor(cursor: Cursor): string {
  const { field, descending, value, ref, hash } = cursor;
  return Buffer.from(
    JSON.stringify([field, descending ? 1 : 0, value, ref, hash]),
  ).toString('base64url');
}

const text = (value: unknown): value is string =>
  typeof value === 'string' && !value.includes('\0');

function parse(cursor: string): Cursor | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts.length !== 5) return undefined;
  const [field, descending, value, ref, hash] = parts;
  const valid =
    text(field) &&
    (descending === 0 || descending === 1) &&
    (value === null || text(value) || Number.isFinite(value)) &&
    text(ref) &&
    text(hash);
  return valid
    ? { field, descending: descending === 1, value, ref, hash }
    : undefined;
}

/**
 * Reads a cursor that was made for this sort and these filters.
 *
 * @param valid - whether a value that is not null is one of the sort field's
 * @throws InputError naming `cursor`
 */
export function decodeCursor(
  cursor: string,
  expected: { field: string; descending: boolean; hash: string },
  valid: (value: string | number) => boolean,
): Cursor {
  const parsed = parse(cursor);
  if (!parsed || (parsed.value !== null && !valid(parsed.value))) {
    throw new InputError(
      "Invalid value for 'cursor': it takes the nextCursor of an earlier answer",
    );
  }
  if (
    parsed.field !== expected.field ||
    parsed.descending !== expected.descending ||
    parsed.hash !== expected.hash
  ) {
    throw new InputError(
      "Invalid value for 'cursor': it was made for another sort or other filters; start again without it",
    );
  }
  return parsed;
}

/** Reads a cursor of a list that is sorted by its key alone. */
export function decodeTextCursor(
  cursor: string,
  field: string,
  hash: string,
): Cursor {
  return decodeCursor(cursor, { field, descending: false, hash }, () => false);
}
