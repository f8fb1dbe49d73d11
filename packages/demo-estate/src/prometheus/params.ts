import { BadDataError } from '../promql';
import { parseDuration } from '../promql/literals';

/** Epoch milliseconds of seconds or RFC 3339. */
export function timeParam(
  name: string,
  value: string | undefined,
  fallbackMs?: number,
): number {
  if (!value && fallbackMs !== undefined) {
    return fallbackMs;
  }
  const seconds = value ? Number(value) : NaN;
  const ms = Number.isFinite(seconds)
    ? Math.round(seconds * 1000)
    : rfc3339(value ?? '');
  if (Number.isNaN(ms)) {
    throw new BadDataError(
      `invalid parameter "${name}": cannot parse "${
        value ?? ''
      }" to a valid timestamp`,
    );
  }
  return ms;
}

function rfc3339(value: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)$/.test(value)
    ? Date.parse(value)
    : NaN;
}

/** Milliseconds of seconds or of a duration. */
export function stepParam(value: string | undefined): number {
  const seconds = value ? Number(value) : NaN;
  const ms = Number.isFinite(seconds)
    ? seconds * 1000
    : parseDuration(value ?? '') ?? NaN;
  if (Number.isNaN(ms)) {
    throw new BadDataError(
      `invalid parameter "step": cannot parse "${
        value ?? ''
      }" to a valid duration`,
    );
  }
  if (ms < 1) {
    throw new BadDataError(
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  }
  return ms;
}
