import { createServer, RequestListener, Server } from 'node:http';
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
