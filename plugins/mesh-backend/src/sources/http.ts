import { setTimeout as sleep } from 'node:timers/promises';
import { readText } from './body';
import { withoutSecrets } from './secrets';

/** A source that did not answer as it should. The message is fit for a person to read. */
export class SourceError extends Error {
  readonly status?: number;
  /** What the server said instead, in its first kilobytes. */
  readonly answer?: string;
  /** There was an answer, larger than is read. */
  tooLarge = false;

  constructor(message: string, status?: number, answer?: string) {
    super(message);
    this.name = 'SourceError';
    this.status = status;
    this.answer = answer;
  }

  get notPermitted(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

/** What may pass, and how long the server asks to be left alone. */
class TransientError extends SourceError {
  retryAfterMs?: number;
}

const ATTEMPTS = 3;
const MAX_WAIT_MS = 10_000;
const MB = 1024 * 1024;

/** One answer, unpacked. A page of 500 large pods is some 20 MB. */
const MAX_ANSWER_MB = 64;

/** Of an error's body, which is read for its message only. */
const MAX_ERROR_BYTES = 16 * 1024;

interface Request {
  headers: Record<string, string>;
  /** Names the request in messages. */
  label: string;
  /** From the first byte sent to the last byte read. */
  timeoutMs: number;
  form?: URLSearchParams;
  signal?: AbortSignal;
}

function retryAfterMs(response: Response): number | undefined {
  const header = response.headers.get('retry-after');
  if (!header) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  // A date means the server's clock, which its Date header tells.
  const now = Date.parse(response.headers.get('date') ?? '') || Date.now();
  const ms = Date.parse(header) - now;
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

function connectionMessage(error: any): string {
  const code = error?.cause?.code;
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET') {
    return 'the connection was cut';
  }
  // Without a cause it is about the request itself, and quotes its URL or the header it refuses.
  return String(
    code ??
      error?.cause?.message ??
      'the request could not be made; look for a line break or another character in its headers that HTTP does not allow',
  );
}

function statusError(response: Response, text: string, request: Request) {
  const { status } = response;
  const message = withoutSecrets(
    `${request.label}: HTTP ${status}${serverMessage(text)}`,
    request.headers,
  );
  const answer = withoutSecrets(text, request.headers);
  if (status !== 429 && status < 500) {
    return new SourceError(message, status, answer);
  }
  const waitMs = retryAfterMs(response);
  if (waitMs !== undefined && waitMs > MAX_WAIT_MS) {
    const seconds = Math.ceil(waitMs / 1000);
    return new SourceError(
      `${message} (it asks to be left alone for ${seconds} s)`,
      status,
      answer,
    );
  }
  const error = new TransientError(message, status, answer);
  error.retryAfterMs = waitMs;
  return error;
}

/** Without the path, which may carry what is secret. */
function originOf(location: string, base: string): string {
  try {
    return new URL(location, base).origin;
  } catch {
    return 'somewhere';
  }
}

async function fetchOnce(url: string, request: Request): Promise<any> {
  const { label, form, headers, signal } = request;
  const timeout = AbortSignal.timeout(request.timeoutMs);
  let response: Response | undefined;
  try {
    response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form,
      headers: { Accept: 'application/json', ...headers },
      // Credentials go to the server that was configured, and nowhere else.
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location) {
      await response.body?.cancel();
      throw new SourceError(
        `${label}: HTTP ${response.status}: it redirects to ${originOf(
          location,
          url,
        )}, perhaps to a login page; give the address and credentials that need no redirect`,
        response.status,
      );
    }
    if (!response.ok) {
      const { text } = await readText(response, MAX_ERROR_BYTES);
      throw statusError(response, text, request);
    }
    const { text, cut } = await readText(response, MAX_ANSWER_MB * MB);
    if (cut) {
      const error = new SourceError(
        `${label}: the answer is larger than ${MAX_ANSWER_MB} MB, the most that is read at once`,
      );
      error.tooLarge = true;
      throw error;
    }
    try {
      return JSON.parse(text);
    } catch {
      const beginning = withoutSecrets(text.slice(0, 400), headers);
      throw new SourceError(
        `${label}: the answer is not JSON, or was cut off (it begins with ${JSON.stringify(
          beginning.slice(0, 40),
        )})`,
      );
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SourceError) throw error;
    // The status says what happened, though the body broke off.
    if (response && !response.ok) throw statusError(response, '', request);
    if (timeout.aborted) {
      throw new SourceError(
        `${label}: ${
          response ? 'the answer did not end in time' : 'no answer in time'
        }`,
      );
    }
    throw new TransientError(
      withoutSecrets(`${label}: ${connectionMessage(error)}`, headers),
    );
  }
}

/**
 * GETs (or POSTs a form) and reads JSON. Connection failures, 429 and 5xx are tried again, with
 * jitter and at most three times, not before the server's Retry-After; one that asks for a longer
 * wait is not asked again. An abort ends it at once.
 *
 * @throws SourceError; its message holds neither headers nor tokens
 */
export async function fetchJson(url: string, request: Request): Promise<any> {
  const { signal } = request;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    let waitMs = (250 * 2 ** attempt) / 2;
    try {
      return await fetchOnce(url, request);
    } catch (error) {
      if (!(error instanceof TransientError) || attempt === ATTEMPTS) {
        throw error;
      }
      waitMs = Math.max(waitMs, error.retryAfterMs ?? 0);
    }
    const jitterMs = (Math.random() * (250 * 2 ** attempt)) / 2;
    await sleep(waitMs + jitterMs, undefined, { signal }).catch(() => {
      signal?.throwIfAborted();
    });
  }
}
