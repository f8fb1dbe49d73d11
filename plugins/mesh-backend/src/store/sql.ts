import { Knex } from 'knex';

/** Rows in one INSERT: SQLite allows 500 terms of a compound SELECT, PostgreSQL 65,535 values. */
const BATCH = 200;

/** `none` in a filter: what has no value. */
export const NONE = 'none';

export function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}

/** `column` is one of `values`, bound as one parameter however many there are. */
export function inArray(
  knex: Knex,
  column: string,
  values: string[],
): Knex.Raw {
  return isPostgres(knex)
    ? knex.raw('?? = ANY(?)', [column, values as unknown as Knex.RawBinding])
    : knex.raw('?? in (select value from json_each(?))', [
        column,
        JSON.stringify(values),
      ]);
}

/** `column` is none of `values`. */
export function notInArray(
  knex: Knex,
  column: string,
  values: string[],
): Knex.Raw {
  return isPostgres(knex)
    ? knex.raw('?? <> ALL(?)', [column, values as unknown as Knex.RawBinding])
    : knex.raw('?? not in (select value from json_each(?))', [
        column,
        JSON.stringify(values),
      ]);
}

/** ISO-8601 in UTC with milliseconds, so that times sort as text. */
export function isoTime(time: string): string;
export function isoTime(time: string | null): string | null;
export function isoTime(time: string | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

/** Inserts in batches; with `conflict`, rows that are there are overwritten. */
export async function insertRows(
  trx: Knex,
  table: string,
  rows: object[],
  conflict?: string[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH) {
    const insert = trx(table).insert(rows.slice(at, at + BATCH));
    await (conflict ? insert.onConflict(conflict).merge() : insert);
  }
}

/**
 * A transaction in which nobody else replaces the same set of rows: a scheduled task may run twice
 * at once, and two replacements woven into each other would keep rows of both. SQLite has one
 * connection.
 */
export function replacing<T>(
  knex: Knex,
  scope: string,
  run: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  return knex.transaction(async trx => {
    if (isPostgres(knex)) {
      await trx.raw('select pg_advisory_xact_lock(hashtext(?))', [
        `meshboard ${scope}`,
      ]);
    }
    return run(trx);
  });
}

/** The last of rows that share a key: one INSERT cannot write a row twice. */
export function uniqueBy<T>(rows: T[], key: (row: T) => string): T[] {
  return [...new Map(rows.map(row => [key(row), row])).values()];
}
