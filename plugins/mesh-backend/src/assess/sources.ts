import { SourceRow } from '../store/types';
import { AgedSource } from './types';

/**
 * What a source's record means at a time: data that an attempt failed to renew is stale, and counts
 * until it is older than `staleAfterMs`.
 */
export function ageSource(
  row: SourceRow,
  now: string,
  staleAfterMs: number,
): AgedSource {
  const age = row.lastSuccess
    ? Date.parse(now) - Date.parse(row.lastSuccess)
    : Infinity;
  const tooOld = age > staleAfterMs;
  let state: AgedSource['state'] = row.state;
  if (
    row.lastSuccess &&
    (row.state === 'failed' || (row.state === 'ok' && tooOld))
  ) {
    state = 'stale';
  }
  return {
    name: row.name,
    kind: row.kind,
    cluster: row.cluster,
    state,
    lastSuccess: row.lastSuccess,
    lastAttempt: row.lastAttempt,
    ...(row.message ? { message: row.message } : {}),
    dark: tooOld,
  };
}
