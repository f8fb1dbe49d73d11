import { MockFetchApi, registerMswTestHooks } from '@backstage/test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { strict } from '../fixtures/status';
import { edges, signals } from '../fixtures/traffic';
import { MeshClient } from './MeshClient';

const server = setupServer();
const base = 'http://localhost/api/mesh';

describe('MeshClient', () => {
  registerMswTestHooks(server);

  const client = new MeshClient({
    fetchApi: new MockFetchApi({
      // Looked up late: the server replaces the global when it starts.
      baseImplementation: (...args) => global.fetch(...args),
      resolvePluginProtocol: {
        discoveryApi: { getBaseUrl: async id => `http://localhost/api/${id}` },
      },
    }),
  });

  it('asks for an entity by its ref', async () => {
    server.use(
      http.get(`${base}/entities/by-ref/component/default/payments`, () =>
        HttpResponse.json(strict),
      ),
    );
    await expect(
      client.getEntityStatus('Component:default/payments'),
    ).resolves.toEqual(strict);
  });

  it('refreshes by POST', async () => {
    server.use(
      http.post(
        `${base}/entities/by-ref/component/default/payments/refresh`,
        () => HttpResponse.json(strict),
      ),
    );
    await expect(
      client.refreshEntity('component:default/payments'),
    ).resolves.toEqual(strict);
  });

  it.each([
    ['getEntities', '/entities'],
    ['getScorecard', '/scorecard'],
    ['getUnmatchedWorkloads', '/workloads/unmatched'],
  ] as const)('%s repeats list parameters and escapes', async (name, path) => {
    let search = '';
    server.use(
      http.get(`${base}${path}`, ({ request }) => {
        search = new URL(request.url).search;
        return HttpResponse.json({});
      }),
    );
    await client[name]({
      owner: ['group:default/a', 'none'],
      text: 'a&b',
      stage: undefined,
      mesh: [],
    });
    expect(search).toBe('?owner=group%3Adefault%2Fa&owner=none&text=a%26b');
  });

  it.each([
    ['getSources', '/sources'],
    ['getClusters', '/clusters'],
  ] as const)('%s asks without parameters', async (name, path) => {
    server.use(
      http.get(`${base}${path}`, () => HttpResponse.json({ items: [] })),
    );
    await expect(client[name]()).resolves.toEqual({ items: [] });
  });

  it('asks for callers and callees by the entity’s ref', async () => {
    server.use(
      http.get(`${base}/entities/by-ref/component/default/payments/edges`, () =>
        HttpResponse.json(edges),
      ),
    );
    await expect(
      client.getEdges('Component:default/payments'),
    ).resolves.toEqual(edges);
  });

  it('asks for traffic over a range of time', async () => {
    let search = '';
    server.use(
      http.get(
        `${base}/entities/by-ref/component/default/payments/signals`,
        ({ request }) => {
          search = new URL(request.url).search;
          return HttpResponse.json(signals);
        },
      ),
    );
    await expect(
      client.getSignals('component:default/payments', '7d'),
    ).resolves.toEqual(signals);
    expect(search).toBe('?range=7d');
  });

  it.each([
    [undefined, ''],
    [{ recording: false }, ''],
    [{ recording: true }, '?recording=true'],
  ])(
    'takes alert rules as the text they are, with %j',
    async (options, asked) => {
      let search;
      server.use(
        http.get(`${base}/rules/prometheus.yaml`, ({ request }) => {
          search = new URL(request.url).search;
          return HttpResponse.text('groups: []\n');
        }),
      );
      await expect(client.getAlertRules(options)).resolves.toBe('groups: []\n');
      expect(search).toBe(asked);
    },
  );

  it('fails for text as it does for JSON', async () => {
    server.use(
      http.get(`${base}/rules/prometheus.yaml`, () =>
        HttpResponse.json(
          {
            error: { name: 'NotAllowedError', message: 'not yours' },
            response: { statusCode: 403 },
          },
          { status: 403 },
        ),
      ),
    );
    await expect(client.getAlertRules()).rejects.toMatchObject({
      name: 'ResponseError',
      cause: { message: 'not yours' },
    });
  });

  it('escapes what a name may hold', async () => {
    let path = '';
    server.use(
      http.get(`${base}/entities/by-ref/*`, ({ request }) => {
        path = new URL(request.url).pathname;
        return HttpResponse.json(edges);
      }),
    );
    await client.getEdges('component:default/a b?c');
    expect(path).toBe(
      '/api/mesh/entities/by-ref/component/default/a%20b%3Fc/edges',
    );
  });

  it('turns a failure into a ResponseError with the server’s words', async () => {
    server.use(
      http.get(`${base}/sources`, () =>
        HttpResponse.json(
          {
            error: { name: 'NotAllowedError', message: 'not yours' },
            response: { statusCode: 403 },
          },
          { status: 403 },
        ),
      ),
    );
    await expect(client.getSources()).rejects.toMatchObject({
      name: 'ResponseError',
      cause: { message: 'not yours' },
    });
  });
});
