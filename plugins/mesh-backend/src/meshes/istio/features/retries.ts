import { Feature, off, on } from '../../shared/feature';
import { number, object, text } from '../../shared/values';

/** What a proxy retries where nobody says (istio: pilot/pkg/networking/core/route/retry DefaultPolicy). */
const DEFAULT_ATTEMPTS = 2;
const DEFAULT_CONDITIONS =
  'failed connections, refused streams and gRPC unavailable or cancelled';

/** istio: pilot/pkg/networking/core/route/retry ConvertPolicy; without attempts nothing is retried. */
export function retriesOf(
  policy: unknown,
  where: string,
  setBy: string,
): Feature {
  const { attempts, perTryTimeout, retryOn } = object(policy);
  const count = number(attempts) ?? 0;
  if (count <= 0) return off('retries', `${where}Turned off`, setBy);
  const most = text(perTryTimeout) ? ` of at most ${perTryTimeout}` : '';
  const when = text(retryOn)
    ? `on ${String(retryOn).split(',').join(', ')}`
    : `on ${DEFAULT_CONDITIONS}`;
  return on(
    'retries',
    `${where}Up to ${count} more attempts${most}, ${when}`,
    setBy,
  );
}

/** What holds for requests of which no route says anything. */
export function defaultRetries(
  mesh: Record<string, any>,
  meshConfig: string,
): Feature {
  const field = 'defaultHttpRetryPolicy';
  return mesh[field]
    ? retriesOf(mesh[field], '', `${meshConfig} ${field}`)
    : on(
        'retries',
        `Up to ${DEFAULT_ATTEMPTS} more attempts, on ${DEFAULT_CONDITIONS}: Istio's default`,
        null,
      );
}
