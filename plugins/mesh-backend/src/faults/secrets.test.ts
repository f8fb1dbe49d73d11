import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';

// Servers that refuse, and quote in their answer what they were sent. The Kubernetes plugin, the
// scheduler and the store are the real ones.
jest.setTimeout(120_000);

const SECRETS = {
  token: 'kube-token-5f1d8a',
  json: 'kube-other-77ab03',
  bearer: 'prom-bearer-c0ffee',
  tenant: 'prom-tenant-d15ea5e',
  cookie: 'prom-cookie-badcafe',
};

const quoted = (req: IncomingMessage) => JSON.stringify(req.headers);

async function listen(
  handler: (req: IncomingMessage, res: ServerResponse) => void,
): Promise<{ server: Server; url: string }> {
  const server = createServer((req, res) => {
    req.resume();
    handler(req, res);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}` };
}

describe('servers that quote their credentials', () => {
  const servers: Server[] = [];
  const heard = new Set<string>();
  const logged: string[] = [];
  const failures = jest.fn();
  let backend: Awaited<ReturnType<typeof startTestBackend>>;

  const start = async (
    name: string,
    handler: (req: IncomingMessage, res: ServerResponse) => void,
  ) => {
    const { server, url } = await listen((req, res) => {
      for (const secret of Object.values(SECRETS)) {
        if (quoted(req).includes(secret)) heard.add(secret);
      }
      heard.add(name);
      handler(req, res);
    });
    servers.push(server);
    return url;
  };

  beforeAll(async () => {
    const plain = await start('plain', (req, res) => {
      res.writeHead(401, { 'content-type': 'text/plain' });
      res.end(
        `token ${req.headers.authorization} is not valid: ${quoted(req)}`,
      );
    });
    const status = await start('status', (req, res) => {
      res.writeHead(401, { 'content-type': 'application/json' });
      res.end(
        JSON.stringify({
          kind: 'Status',
          status: 'Failure',
          code: 401,
          reason: 'Unauthorized',
          message: `${req.headers.authorization}`,
          details: req.headers,
        }),
      );
    });
    const prometheus = await start('prometheus', (req, res) => {
      res.writeHead(500, { 'content-type': 'application/json' });
      res.end(
        JSON.stringify({
          status: 'error',
          errorType: 'internal',
          error: `no such tenant; request was ${quoted(req)}`,
        }),
      );
    });

    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    for (const level of ['error', 'warn', 'info', 'debug'] as const) {
      logger[level].mockImplementation((message, meta) => {
        const { stack = '' } = (meta ?? {}) as Error;
        // The mock of httpAuth quotes the token that the Kubernetes plugin's audit gives it.
        if (stack.includes('Unknown mock token')) return;
        logged.push(`${level}: ${message} ${JSON.stringify(meta)} ${stack}`);
      });
    }
    const metrics = metricsServiceMock.mock({
      createCounter: () => ({
        add: (value, attributes) => failures(value, attributes),
      }),
    });
    const cluster = (name: string, url: string, token: string) => ({
      name,
      url,
      authProvider: 'serviceAccount',
      serviceAccountToken: token,
      skipTLSVerify: true,
    });
    backend = await startTestBackend({
      features: [
        mockServices.rootConfig.factory({
          data: {
            backend: { baseUrl: 'http://127.0.0.1' },
            kubernetes: {
              serviceLocatorMethod: { type: 'multiTenant' },
              clusterLocatorMethods: [
                {
                  type: 'config',
                  clusters: [
                    cluster('plain', plain, SECRETS.token),
                    cluster('status', status, SECRETS.json),
                  ],
                },
              ],
            },
            mesh: {
              prometheus: [
                {
                  name: 'main',
                  baseUrl: prometheus,
                  clusterLabel: 'cluster',
                  headers: {
                    Authorization: `Bearer ${SECRETS.bearer}`,
                    'X-Scope-OrgID': SECRETS.tenant,
                    Cookie: `session=${SECRETS.cookie}; theme=dark`,
                  },
                },
              ],
            },
          },
        }),
        createServiceFactory({
          service: coreServices.logger,
          deps: {},
          factory: () => logger,
        }),
        createServiceFactory({
          service: coreServices.rootLogger,
          deps: {},
          factory: () => logger,
        }),
        createServiceFactory({
          service: metricsServiceRef,
          deps: {},
          factory: () => metrics,
        }),
        schedulerServiceFactory,
        import('@backstage/plugin-kubernetes-backend'),
        catalogServiceMock.factory({
          entities: [
            {
              apiVersion: 'backstage.io/v1alpha1',
              kind: 'Component',
              metadata: {
                name: 'cart',
                annotations: { 'backstage.io/kubernetes-id': 'cart' },
              },
              spec: { type: 'service', lifecycle: 'x', owner: 'shop' },
            },
          ],
        }),
        import('../index'),
      ],
    });
  });

  afterAll(async () => {
    await backend?.stop();
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    }
  });

  const get = (path: string) => request(backend.server).get(`/api/mesh${path}`);

  async function until(is: () => Promise<boolean>): Promise<void> {
    while (!(await is())) await sleep(100);
  }

  it('are told to have failed, without what they quoted', async () => {
    const ref = '/entities/by-ref/component/default/cart';
    // Each source was tried, and a verdict rests on it.
    await until(async () => {
      const { items } = (await get('/sources')).body;
      return (
        items.length === 4 &&
        items.every((s: any) => /failed|not-permitted/.test(s.state)) &&
        (await get('/entities')).body.totalItems === 1
      );
    });
    const answers: string[] = [];
    for (const path of [
      '/sources',
      '/clusters',
      '/workloads/unmatched',
      '/entities',
      '/scorecard',
      ref,
    ]) {
      const { status, text } = await get(path);
      expect([path, status]).toEqual([path, 200]);
      answers.push(text);
    }
    const refused = await request(backend.server).post(
      `/api/mesh${ref}/refresh`,
    );
    expect(refused.status).toBe(503);
    answers.push(refused.text);

    // They were sent the secrets, or there would be nothing to keep.
    expect([...heard].sort()).toEqual(
      [...Object.values(SECRETS), 'plain', 'prometheus', 'status'].sort(),
    );
    expect(answers[0]).toContain('no such tenant');
    expect(logged.join('\n')).toContain('Prometheus main could not be read');
    for (const secret of Object.values(SECRETS)) {
      for (const text of [...answers, ...logged]) {
        expect(text).not.toContain(secret);
      }
    }
    expect(failures.mock.calls).toEqual(
      expect.arrayContaining([
        [1, { kind: 'kubernetes' }],
        [1, { kind: 'prometheus' }],
      ]),
    );
  });
});
