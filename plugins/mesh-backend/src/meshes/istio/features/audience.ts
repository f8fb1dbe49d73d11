import { array, list, text } from '../../shared/values';

/** Callers that see an object: everybody, or those in some namespaces. */
export type Audience = 'everybody' | string[];

/**
 * Who sees an object (istio: pkg/config/visibility). Without `exportTo` the mesh's default holds;
 * `.` is its own namespace, `~` nobody.
 */
export function audienceOf(
  exportTo: unknown,
  byDefault: unknown,
  namespace: string,
): Audience {
  const own = array(exportTo);
  const values = own.length > 0 ? own : array(byDefault);
  if (values.length === 0 || values.includes('*')) return 'everybody';
  const names = values
    .map(text)
    .filter(name => name !== undefined && name !== '~')
    .map(name => (name === '.' ? namespace : name!));
  return [...new Set(names)].sort();
}

/** ` for callers in shop`, or nothing for everybody. */
export const forWhom = (audience: Audience): string =>
  audience === 'everybody' ? '' : `, for callers in ${list(audience)} only`;
