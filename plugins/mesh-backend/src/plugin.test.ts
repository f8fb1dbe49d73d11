import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import request from 'supertest';
import { setTimeout as sleep } from 'node:timers/promises';
import { answer, FakeKubernetes, hang } from './__testUtils__/FakeKubernetes';
import { FakePrometheus } from './__testUtils__/FakePrometheus';

// Real Kubernetes plugin, real store (SQLite), real scheduler; only the API servers are made here.
jest.setTimeout(120_000);

const meshedPod = (name: string) => ({
  metadata: {
    name,
    namespace: 'shop',
    uid: name,
    creationTimestamp: '2026-05-01T09:00:00Z',
    labels: { 'backstage.io/kubernetes-id': 'cart' },
    annotations: {
      'sidecar.istio.io/status':
        '{"initContainers":["istio-init"],"containers":["istio-proxy"],"revision":"default"}',
    },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'cart-1',
        uid: 'rs',
        controller: true,
      },
    ],
  },
  spec: {
    containers: [
      { name: 'app', image: 'cart:1', ports: [{ containerPort: 8080 }] },
      {
        name: 'istio-proxy',
        image: 'docker.io/istio/proxyv2:1.30.1',
        args: ['proxy', 'sidecar'],
      },
    ],
  },
  status: {
    phase: 'Running',
    containerStatuses: [
      { name: 'app', ready: true },
      { name: 'istio-proxy', ready: true },
    ],
  },
});
const barePod = (name: string) => ({
  metadata: {
    name,
    namespace: 'shop',
    uid: name,
    labels: { 'backstage.io/kubernetes-id': 'legacy' },
  },
  spec: { containers: [{ name: 'app', image: 'legacy:1' }] },
  status: { phase: 'Running' },
});
const component = (name: string, owner: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    annotations: { 'backstage.io/kubernetes-id': name },
  },
  spec: { type: 'service', lifecycle: 'production', owner },
  relations: [{ type: 'ownedBy', targetRef: `group:default/${owner}` }],
});

describe('the plugin, from API servers to answers', () => {
  let eu: FakeKubernetes;
  let us: FakeKubernetes;
  let prometheus: FakePrometheus;
  let backend: Awaited<ReturnType<typeof startTestBackend>>;
  const warnings: string[] = [];
  const shutdownHooks: (() => void | Promise<void>)[] = [];

  const get = async (path: string) => {
    const { status, body } = await request(backend.server).get(
      `/api/mesh${path}`,
    );
    expect({ path, status, body }).toMatchObject({ status: 200 });
    return body;
  };
  /** Until an answer is as wanted: collections run on the scheduler's time. */
  async function eventually<T>(
    read: () => Promise<T>,
    is: (value: T) => boolean,
  ) {
    for (let i = 0; i < 300; i++) {
      const value = await read();
      if (is(value)) return value;
      await sleep(200);
    }
    return read();
  }

  beforeAll(async () => {
    eu = await FakeKubernetes.start();
    us = await FakeKubernetes.start();
    prometheus = await FakePrometheus.start(promql => {
      if (promql.includes('up{'))
        return [{ labels: { cluster: 'eu' }, value: 3 }];
      return [];
    });
    eu.list('/api/v1/namespaces', [{ metadata: { name: 'shop' } }])
      .list('/api/v1/pods', [meshedPod('cart-1-a'), barePod('legacy-a')])
      .list('/apis/apps/v1/replicasets', [
        {
          metadata: {
            name: 'cart-1',
            namespace: 'shop',
            uid: 'rs',
            ownerReferences: [
              { kind: 'Deployment', name: 'cart', uid: 'd', controller: true },
            ],
          },
          spec: { replicas: 1 },
        },
      ])
      .list('/apis/apps/v1/deployments', [
        {
          metadata: { name: 'cart', namespace: 'shop', uid: 'd' },
          spec: { replicas: 1 },
        },
      ]);
    us.fault('/', answer(200, '<html>Please sign in</html>'));
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    logger.warn.mockImplementation(text => {
      warnings.push(text);
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
                  clusters: Object.entries({ eu, us }).map(([name, fake]) => ({
                    name,
                    url: fake.url,
                    authProvider: 'serviceAccount',
                    serviceAccountToken: 'very-secret-token',
                    skipTLSVerify: true,
                  })),
                },
              ],
            },
            mesh: {
              prometheus: [
                {
                  name: 'main',
                  baseUrl: prometheus.url,
                  clusterLabel: 'cluster',
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
        schedulerServiceFactory,
        // A module starts before its plugin, and shares its lifecycle.
        createBackendModule({
          pluginId: 'mesh',
          moduleId: 'watch-hooks',
          register(env) {
            env.registerInit({
              deps: { lifecycle: coreServices.lifecycle },
              async init({ lifecycle }) {
                const add = lifecycle.addShutdownHook.bind(lifecycle);
                lifecycle.addShutdownHook = hook => {
                  shutdownHooks.push(hook);
                  add(hook);
                };
              },
            });
          },
        }),
        import('@backstage/plugin-kubernetes-backend'),
        catalogServiceMock.factory({
          entities: [
            component('cart', 'shop'),
            component('legacy', 'shop'),
            component('ghost', 'shop'),
          ],
        }),
        import('./index'),
      ],
    });
    await eventually(
      () => get('/entities'),
      body =>
        body.items.length === 3 &&
        body.items.some((i: any) => i.membership === 'meshed'),
    );
  });
  afterAll(async () => {
    await backend?.stop();
    await eu?.stop();
    await us?.stop();
    await prometheus?.stop();
  });

  it('tells a meshed service from one that is not, with what was seen', async () => {
    const cart = await get('/entities/by-ref/component/default/cart');
    expect(cart).toMatchObject({
      entityRef: 'component:default/cart',
      stage: 'meshed',
      membership: {
        state: 'meshed',
        meshedPods: 1,
        totalPods: 1,
        meshes: [
          {
            mesh: 'istio',
            dataPlane: 'sidecar',
            versions: ['1.30.1'],
            pods: 1,
          },
        ],
      },
      mtls: { configured: 'permissive', observedShare: null },
      workloads: [
        { cluster: 'eu', namespace: 'shop', kind: 'Deployment', name: 'cart' },
      ],
    });
    const legacy = await get('/entities/by-ref/component/default/legacy');
    expect(legacy).toMatchObject({
      stage: 'not-meshed',
      mtls: { configured: 'disabled' },
    });
  });

  it('calls unknown what may run in the cluster that speaks HTML', async () => {
    const ghost = await get('/entities/by-ref/component/default/ghost');
    expect(ghost).toMatchObject({
      eligibility: { state: 'unknown' },
      stage: 'unknown',
      membership: { state: 'unknown' },
    });
    const { items } = await eventually(
      () => get('/sources'),
      // two clusters, each read by Kubernetes and by Prometheus
      body =>
        body.items.length === 4 &&
        body.items.every((s: any) => s.state !== 'never-read'),
    );
    expect(
      items.find((s: any) => s.cluster === 'us' && s.kind === 'kubernetes'),
    ).toMatchObject({
      state: 'failed',
      lastSuccess: null,
      message: expect.stringContaining('not JSON'),
    });
    expect(
      items.find((s: any) => s.cluster === 'us' && s.kind === 'prometheus'),
    ).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('no up series'),
    });
  });

  it('counts them', async () => {
    const { totals, partition, groups } = await get('/scorecard?groupBy=owner');
    expect(totals).toMatchObject({
      total: 3,
      eligible: 2,
      unknown: 1,
      meshedShare: 0.5,
      stages: { meshed: 1, 'not-meshed': 1 },
    });
    expect(partition).toBe(true);
    expect(groups).toHaveLength(1);
  });

  it('sees a change at once when asked to refresh', async () => {
    eu.list('/api/v1/pods', [
      meshedPod('cart-1-a'),
      meshedPod('cart-1-b'),
      barePod('legacy-a'),
    ]);
    const { status, body } = await request(backend.server).post(
      '/api/mesh/entities/by-ref/component/default/cart/refresh',
    );
    expect(status).toBe(200);
    expect(body.membership.totalPods).toBe(2);
  });

  it('keeps the last good verdict when a cluster stops answering', async () => {
    eu.fault('/', answer(500));
    const { status } = await request(backend.server).post(
      '/api/mesh/entities/by-ref/component/default/cart/refresh',
    );
    expect(status).toBe(503);
    const cart = await get('/entities/by-ref/component/default/cart');
    expect(cart).toMatchObject({
      stage: 'meshed',
      membership: { totalPods: 2 },
    });
    expect(cart.sources).toContainEqual(
      expect.objectContaining({
        cluster: 'eu',
        kind: 'kubernetes',
        state: 'stale',
      }),
    );
    eu.heal();
  });

  it('lets no token out', async () => {
    const answers = await Promise.all(
      ['/sources', '/clusters', '/entities/by-ref/component/default/cart'].map(
        get,
      ),
    );
    expect(JSON.stringify(answers) + warnings.join()).not.toContain(
      'very-secret',
    );
  });

  // The last: nothing can be refreshed after it.
  it('ends a refresh under way when the backend shuts down', async () => {
    eu.fault('/', hang);
    eu.requests.length = 0;
    const pending = request(backend.server)
      .post('/api/mesh/entities/by-ref/component/default/cart/refresh')
      .then(response => response);
    await eventually(
      async () => eu.requests.length,
      count => count > 0,
    );
    for (const hook of shutdownHooks) await hook();
    const { status, body } = await pending;
    expect(status).toBe(503);
    expect(body.error.message).toContain('shutting down');
  });
});
