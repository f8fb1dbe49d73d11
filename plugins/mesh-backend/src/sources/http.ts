import { setTimeout as sleep } from 'node:timers/promises';

/** A source that did not answer as it should. The message is fit for a person to read. */
export class SourceError extends Error {
  readonly status?: number;

  constructor(message: string, status?: number) {
    super(message);
    this.name = 'SourceError';
    this.status = status;
  }

  get notPermitted(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

const ATTEMPTS = 3;
const MAX_WAIT_MS = 10_000;

function retryAfterMs(response: Response): number | undefined {
  const header = response.headers.get('retry-after');
  if (!header) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds)
    ? seconds * 1000
    : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** Words that a server put in its error body: Kubernetes' Status, Backstage's or Prometheus' error. */
function serverMessage(text: string): string {
  try {
    const body = JSON.parse(text);
    const message = body?.message ?? body?.error?.message ?? body?.error;
    return typeof message === 'string' ? `: ${message.slice(0, 200)}` : '';
  } catch {
    return '';
  }
}

function connectionMessage(error: any, timedOut: boolean): string {
  if (timedOut) return 'no answer in time';
  // Without a cause it is about the request itself, and quotes its URL or the header it refuses.
  return String(
    error?.cause?.code ??
      error?.cause?.message ??
      'the request could not be made; look for a line break or another character in its headers that HTTP does not allow',
  );
}

/** A server may quote in its answer what it was sent. */
function withoutSecrets(text: string, headers: Record<string, string>): string {
  return Object.values(headers)
    .flatMap(value => [value, ...value.split(/\s+/)])
    .filter(value => value.length >= 8)
    .reduce((hidden, value) => hidden.replaceAll(value, '[hidden]'), text);
}

/**
 * GETs (or POSTs a form) and reads JSON. Connection failures, 429 and 5xx are tried again, with
 * jitter and at most three times; an abort ends it at once.
 *
 * @throws SourceError; its message holds neither headers nor tokens
 */
export async function fetchJson(
  url: string,
  options: {
    headers: Record<string, string>;
    /** Names the request in messages. */
    label: string;
    timeoutMs: number;
    form?: URLSearchParams;
    signal?: AbortSignal;
  },
): Promise<any> {
  const { label, signal } = options;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    const last = attempt === ATTEMPTS;
    let waitMs = 250 * 2 ** attempt;
    const timeout = AbortSignal.timeout(options.timeoutMs);
    try {
      const response = await fetch(url, {
        method: options.form ? 'POST' : 'GET',
        body: options.form,
        headers: { Accept: 'application/json', ...options.headers },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      const text = await response.text();
      const told = () => withoutSecrets(text, options.headers);
      if (response.ok) {
        try {
          return JSON.parse(text);
        } catch {
          throw new SourceError(
            `${label}: the answer is not JSON, or was cut off (it begins with ${JSON.stringify(
              told().slice(0, 40),
            )})`,
          );
        }
      }
      const error = new SourceError(
        `${label}: HTTP ${response.status}${serverMessage(told())}`,
        response.status,
      );
      const transient = response.status === 429 || response.status >= 500;
      if (!transient || last) throw error;
      waitMs = retryAfterMs(response) ?? waitMs;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof SourceError) throw error;
      if (last || timeout.aborted) {
        throw new SourceError(
          `${label}: ${connectionMessage(error, timeout.aborted)}`,
        );
      }
    }
    const jitter = 0.5 + Math.random() / 2;
    await sleep(Math.min(waitMs, MAX_WAIT_MS) * jitter, undefined, { signal });
  }
}
