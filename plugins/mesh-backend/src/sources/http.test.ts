import { createServer, RequestListener, Server } from 'node:http';
import { once } from 'node:events';
import { AddressInfo } from 'node:net';
import { fetchJson, SourceError } from './http';

let server: Server | undefined;

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>(resolve => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ask = (
  url: string,
  more: { timeoutMs?: number; signal?: AbortSignal } = {},
) =>
  fetchJson(url, {
    headers: { Authorization: 'Bearer very-secret' },
    label: '/pods',
    timeoutMs: more.timeoutMs ?? 5000,
    signal: more.signal,
  });

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('fetchJson', () => {
  it('tries again what may pass', async () => {
    let calls = 0;
    const url = await serve((_, res) => {
      calls += 1;
      res.statusCode = calls < 3 ? 503 : 200;
      res.end('{"ok":true}');
    });
    await expect(ask(url)).resolves.toEqual({ ok: true });
    expect(calls).toBe(3);
  });

  it.each([
    ['seconds', () => ({ 'retry-after': '1' })],
    [
      'a date, by the clock of the server',
      () => ({
        date: 'Thu, 01 Jan 2099 00:00:00 GMT',
        'retry-after': 'Thu, 01 Jan 2099 00:00:01 GMT',
      }),
    ],
  ])('waits as long as the server asks, in %s', async (_, headers) => {
    const calls: number[] = [];
    const url = await serve((__, res) => {
      calls.push(performance.now());
      res.writeHead(calls.length === 1 ? 429 : 200, headers());
      res.end('{}');
    });
    await ask(url);
    expect(calls).toHaveLength(2);
    // Timers may be a millisecond early.
    expect(calls[1] - calls[0]).toBeGreaterThan(990);
  });

  it.each([
    ['3600', 'alone for 3600 s'],
    [new Date(Date.now() + 3_600_000).toUTCString(), 'alone for'],
  ])('does not come back before it may: %s', async (header, message) => {
    let calls = 0;
    const url = await serve((_, res) => {
      calls += 1;
      res.writeHead(429, { 'retry-after': header });
      res.end();
    });
    await expect(ask(url)).rejects.toThrow(message);
    expect(calls).toBe(1);
  });

  it.each(['soon', '-5', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'waits on its own terms when told to wait until %s',
    async header => {
      let calls = 0;
      const url = await serve((_, res) => {
        calls += 1;
        res.writeHead(calls < 2 ? 429 : 200, { 'retry-after': header });
        res.end('{}');
      });
      await expect(ask(url)).resolves.toEqual({});
      expect(calls).toBe(2);
    },
  );

  it('stops at once when aborted while it waits', async () => {
    const controller = new AbortController();
    const url = await serve((_, res) => {
      res.writeHead(503, { 'retry-after': '9' });
      res.end(() => setImmediate(() => controller.abort(new Error('enough'))));
    });
    await expect(ask(url, { signal: controller.signal })).rejects.toThrow(
      'enough',
    );
  });

  it.each([
    [404, 'HTTP 404'],
    [200, 'larger than 64 MB'],
  ])('lets go of a %s that has no end', async (status, message) => {
    let closed: Promise<unknown> | undefined;
    const url = await serve((_, res) => {
      closed = once(res, 'close');
      res.writeHead(status);
      const chunk = Buffer.alloc(1024 * 1024);
      const more = () => res.write(chunk) && setImmediate(more);
      res.on('drain', more);
      more();
    });
    await expect(ask(url)).rejects.toThrow(message);
    await closed;
  });

  it('says the status of an error whose body breaks off', async () => {
    const url = await serve((_, res) => {
      res.writeHead(403, { 'content-length': '100' });
      res.write('{', () => res.destroy());
    });
    await expect(ask(url)).rejects.toMatchObject({ status: 403 });
  });

  it('tries again where the connection is cut in the middle', async () => {
    let calls = 0;
    const url = await serve((_, res) => {
      calls += 1;
      res.writeHead(200, { 'content-length': '100' });
      res.write('{', () => res.destroy());
    });
    await expect(ask(url)).rejects.toThrow('the connection was cut');
    expect(calls).toBe(3);
  });

  it('ends an answer that only drips, however steadily', async () => {
    const url = await serve((_, res) => {
      const timer = setInterval(() => res.write(' '), 10);
      res.on('close', () => clearInterval(timer));
    });
    await expect(ask(url, { timeoutMs: 200 })).rejects.toThrow(
      'did not end in time',
    );
  });

  it('repeats no credentials that a server quotes', async () => {
    const url = await serve((req, res) => {
      res.statusCode = 401;
      res.end(
        JSON.stringify({
          message: `bad ${req.headers.authorization}, was eyJhbGciOi.eyJzdWIi.c2ln`,
        }),
      );
    });
    const error: SourceError = await ask(url).catch(e => e);
    expect(error.message).toContain('HTTP 401: bad');
    expect(JSON.stringify(error) + error.message + error.stack).not.toMatch(
      /very-secret|eyJ/,
    );
  });

  it('gives up after three tries and says the status', async () => {
    let calls = 0;
    const url = await serve((_, res) => {
      calls += 1;
      res.statusCode = 500;
      res.end('{"kind":"Status","message":"etcd is gone"}');
    });
    await expect(ask(url)).rejects.toThrow('/pods: HTTP 500: etcd is gone');
    expect(calls).toBe(3);
  });

  it.each([401, 403, 404, 410, 422])('does not repeat a %s', async status => {
    let calls = 0;
    const url = await serve((_, res) => {
      calls += 1;
      res.statusCode = status;
      res.end('no');
    });
    const error: SourceError = await ask(url).catch(e => e);
    expect(error).toBeInstanceOf(SourceError);
    expect(error.status).toBe(status);
    expect(error.notPermitted).toBe(status === 401 || status === 403);
    expect(calls).toBe(1);
  });

  it.each([
    ['HTML', '<html><body>Sign in</body></html>', 'not JSON'],
    ['a cut answer', '{"items":[{"metadata":', 'cut off'],
    ['nothing', '', 'not JSON'],
  ])('says so where the answer is %s', async (_, body, message) => {
    const url = await serve((__, res) => res.end(body));
    await expect(ask(url)).rejects.toThrow(message);
  });

  it('ends when nothing answers', async () => {
    const url = await serve(() => {});
    await expect(ask(url, { timeoutMs: 100 })).rejects.toThrow(
      'no answer in time',
    );
  });

  it('stops at once when aborted', async () => {
    const url = await serve(() => {});
    const controller = new AbortController();
    const pending = ask(url, { signal: controller.signal });
    controller.abort(new Error('shutting down'));
    await expect(pending).rejects.toThrow('shutting down');
  });

  it('names a refused connection and holds no secret', async () => {
    const url = await serve((_, res) => res.end('{}'));
    server!.close();
    const error: Error = await ask(url).catch(e => e);
    expect(error.message).toBe('/pods: ECONNREFUSED');
    expect(JSON.stringify(error) + error.stack).not.toContain('very-secret');
  });
});
