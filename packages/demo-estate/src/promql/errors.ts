/** What Prometheus answers with 400: the query itself is wrong, or is more than is spoken here. */
export class BadDataError extends Error {
  readonly errorType = 'bad_data';
  readonly status = 400;
}

/** What Prometheus answers with 422: a good query that these series cannot answer. */
export class ExecutionError extends Error {
  readonly errorType = 'execution';
  readonly status = 422;
}

/** Says where in the query it went wrong, as Prometheus does. */
export function parseError(query: string, at: number, reason: string) {
  const before = query.slice(0, at).split('\n');
  const column = before[before.length - 1].length + 1;
  return new BadDataError(
    `invalid parameter "query": ${before.length}:${column}: parse error: ${reason}`,
  );
}
