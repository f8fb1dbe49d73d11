import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';

/** What a test's server says to a query: rows, or a whole answer with its status. */
export type FakeAnswer =
  | { labels: Record<string, string>; value: number | string }[]
  | { status: number; body: string };

/** A Prometheus HTTP API for tests that answers queries from a function. */
export class FakePrometheus {
  readonly #server: Server;
  readonly queries: { promql: string; time: number }[] = [];

  private constructor(reply: (promql: string) => FakeAnswer | undefined) {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const form = new URLSearchParams(
        request.method === 'POST'
          ? Buffer.concat(chunks).toString()
          : new URL(request.url!, this.url).search,
      );
      const promql = form.get('query') ?? '';
      this.queries.push({ promql, time: Number(form.get('time')) });
      const answer = reply(promql) ?? [];
      if (!Array.isArray(answer)) {
        response.writeHead(answer.status);
        response.end(answer.body);
        return;
      }
      response.end(
        JSON.stringify({
          status: 'success',
          data: {
            resultType: 'vector',
            result: answer.map(row => ({
              metric: row.labels,
              value: [0, String(row.value)],
            })),
          },
        }),
      );
    });
  }

  static async start(
    reply: (promql: string) => FakeAnswer | undefined,
  ): Promise<FakePrometheus> {
    const fake = new FakePrometheus(reply);
    await new Promise<void>(resolve =>
      fake.#server.listen(0, '127.0.0.1', resolve),
    );
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}
