import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Kinds that every API server has: empty until told otherwise. */
const BUILT_IN = [
  '/api/v1/namespaces',
  '/api/v1/nodes',
  '/api/v1/pods',
  '/api/v1/services',
  '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
  '/apis/apps/v1/daemonsets',
  '/apis/apps/v1/deployments',
  '/apis/apps/v1/replicasets',
  '/apis/apps/v1/statefulsets',
  '/apis/batch/v1/cronjobs',
  '/apis/batch/v1/jobs',
];

/**
 * A Kubernetes API over HTTP for tests: serves lists of the objects it is given, page by page, and
 * misbehaves where it is told to.
 */
export class FakeKubernetes {
  readonly #server: Server;
  #port = 0;
  readonly #lists = new Map<string, any[]>(BUILT_IN.map(path => [path, []]));
  readonly #objects = new Map<string, any>();
  readonly #faults: { path: string; handler: Handler; times: number }[] = [];
  readonly requests: {
    method: string;
    path: string;
    query: URLSearchParams;
  }[] = [];

  private constructor() {
    this.#server = createServer((req, res) => this.#handle(req, res));
  }

  static async start(): Promise<FakeKubernetes> {
    const fake = new FakeKubernetes();
    await fake.listen();
    return fake;
  }

  /** Listens, on the port that it had before where there was one. */
  async listen(): Promise<void> {
    if (this.#server.listening) return;
    await new Promise<void>(resolve =>
      this.#server.listen(this.#port, '127.0.0.1', resolve),
    );
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** @param path - for example `/api/v1/pods` */
  list(path: string, items: any[]): this {
    this.#lists.set(path, items);
    return this;
  }

  object(path: string, object: any): this {
    this.#objects.set(path, object);
    return this;
  }

  /** Answers for a path (a prefix) instead of the server, as often as told. */
  fault(path: string, handler: Handler, times: number = Infinity): this {
    this.#faults.push({ path, handler, times });
    return this;
  }

  heal(): this {
    this.#faults.length = 0;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #handle(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url!, this.url);
    this.requests.push({
      method: request.method!,
      path: url.pathname,
      query: url.searchParams,
    });
    const fault = this.#faults.find(
      f => f.times > 0 && url.pathname.startsWith(f.path),
    );
    if (fault) {
      fault.times -= 1;
      fault.handler(request, response);
      return;
    }
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const object = this.#objects.get(url.pathname);
    if (object) {
      send(200, object);
      return;
    }
    const namespaced = /^(.*)\/namespaces\/([^/]+)\/([^/]+)$/.exec(
      url.pathname,
    );
    const items =
      this.#lists.get(url.pathname) ??
      (namespaced &&
        this.#lists
          .get(`${namespaced[1]}/${namespaced[3]}`)
          ?.filter(item => item.metadata.namespace === namespaced[2]));
    if (!items) {
      send(404, {
        kind: 'Status',
        status: 'Failure',
        code: 404,
        message: 'not found',
      });
      return;
    }
    const start = Number(url.searchParams.get('continue') ?? 0);
    const end = start + Number(url.searchParams.get('limit') ?? items.length);
    send(200, {
      kind: 'List',
      apiVersion: 'v1',
      metadata: end < items.length ? { continue: String(end) } : {},
      items: items.slice(start, end),
    });
  }
}

/** A handler that answers with a status and a body. */
export function answer(
  status: number,
  body: string = '{"kind":"Status","message":"told to fail"}',
): Handler {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body);
  };
}

/** A handler that never answers. */
export const hang: Handler = () => {};
