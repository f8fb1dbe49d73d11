import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { fetchJson } from './http';

const TOKEN = 'hunter2-hunter2';

describe('secrets of a source', () => {
  let server: Server;
  let answer: (authorization: string) => { status: number; body: string };

  beforeAll(async () => {
    server = createServer((req, res) => {
      const { status, body } = answer(req.headers.authorization ?? '');
      res.writeHead(status).end(body);
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  });

  afterAll(() => new Promise(done => server.close(done)));

  const failure = async (authorization: string) => {
    const { port } = server.address() as AddressInfo;
    try {
      await fetchJson(`http://127.0.0.1:${port}/`, {
        headers: { Authorization: authorization },
        label: '/',
        timeoutMs: 10_000,
      });
    } catch (error) {
      return String(error);
    }
    throw new Error('It did not fail');
  };

  it.each([
    [
      'an error',
      (sent: string) => ({
        status: 403,
        body: JSON.stringify({ message: `refused: ${sent}` }),
      }),
      'refused',
    ],
    [
      'an answer that is not JSON',
      (sent: string) => ({ status: 200, body: sent }),
      'not JSON',
    ],
  ])('are hidden in %s that quotes them', async (_, made, said) => {
    answer = made;
    const message = await failure(`Bearer ${TOKEN}`);
    expect(message).toContain(said);
    expect(message).not.toContain('hunter2');
  });

  it('are not in the error about a header that HTTP does not allow', async () => {
    const message = await failure(`Bearer ${TOKEN}\nx`);
    expect(message).toContain('headers');
    expect(message).not.toContain('hunter2');
  });
});
