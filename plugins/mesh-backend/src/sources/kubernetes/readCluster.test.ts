import { MeshAdapter } from '@meshboard/backstage-plugin-mesh-node';
import {
  answer,
  FakeKubernetes,
  hang,
} from '../../__testUtils__/FakeKubernetes';
import { startKubernetesPlugin } from '../../__testUtils__/kubernetesPlugin';
import { KubernetesClient } from './KubernetesClient';
import { readCluster } from './readCluster';

// The proxy of the real Kubernetes plugin stands between the client and these API servers.
jest.setTimeout(60_000);

const pod = (name: string, namespace = 'shop') => ({
  metadata: { name, namespace, uid: name },
  spec: { containers: [{ name: 'app', image: 'app:1' }] },
  status: { phase: 'Running' },
});
const many = Array.from({ length: 1203 }, (_, i) => pod(`pod-${i}`));

const adapter: MeshAdapter = {
  id: 'test',
  title: 'Test',
  resources: [
    {
      group: 'security.istio.io',
      versions: ['v1', 'v1beta1'],
      plural: 'peerauthentications',
      kind: 'PeerAuthentication',
    },
  ],
  configMaps: () => [{ namespace: 'istio-system', name: 'istio' }],
  prepare: () => {
    throw new Error('not asked here');
  },
};

describe('reading a cluster through the Kubernetes plugin', () => {
  let kubernetes: FakeKubernetes;
  let plugin: Awaited<ReturnType<typeof startKubernetesPlugin>>;
  let client: KubernetesClient;
  const read = (namespaces?: string[]) =>
    readCluster(client, 'prod', [adapter], {
      readAt: '2026-05-01T10:00:00.000Z',
      namespaces,
    });

  beforeAll(async () => {
    kubernetes = await FakeKubernetes.start();
    plugin = await startKubernetesPlugin(
      { prod: kubernetes.url, browser: kubernetes.url },
      { browser: { authProvider: 'oidc' } },
    );
    client = new KubernetesClient(plugin);
  });
  afterAll(async () => {
    await plugin?.stop();
    await kubernetes?.stop();
  });
  beforeEach(() => {
    kubernetes.heal().requests.length = 0;
    kubernetes
      .list('/api/v1/namespaces', [{ metadata: { name: 'shop' } }])
      .list('/api/v1/pods', many)
      .list('/apis/apps/v1/deployments', []);
  });

  it('knows which clusters a backend can read', async () => {
    await expect(client.clusters()).resolves.toEqual([
      expect.objectContaining({ name: 'prod', authProvider: 'serviceAccount' }),
      expect.objectContaining({ name: 'browser', authProvider: 'oidc' }),
    ]);
  });

  it('reads every page, and only with GET', async () => {
    const { pods } = await read();
    expect(pods).toHaveLength(1203);
    expect(new Set(pods.map(p => p.name)).size).toBe(1203);
    const pages = kubernetes.requests.filter(r => r.path === '/api/v1/pods');
    expect(pages.map(r => r.query.get('limit'))).toEqual(['500', '500', '500']);
    expect(new Set(kubernetes.requests.map(r => r.method))).toEqual(
      new Set(['GET']),
    );
  });

  it('never asks for Secrets, and for ConfigMaps by name only', async () => {
    await read();
    const paths = kubernetes.requests.map(r => r.path);
    expect(paths.filter(p => p.includes('secrets'))).toEqual([]);
    expect(paths.filter(p => p.includes('configmaps'))).toEqual([
      '/api/v1/namespaces/istio-system/configmaps/istio',
    ]);
  });

  it('starts a list over when its continue token has expired, and counts no pod twice', async () => {
    let asked = 0;
    kubernetes.fault(
      '/api/v1/pods',
      (request, response) => {
        asked += 1;
        if (asked === 2) {
          answer(410)(request, response);
          return;
        }
        response.end(
          JSON.stringify({
            items: many.slice(0, 500),
            metadata: { continue: '500' },
          }),
        );
      },
      2,
    );
    expect((await read()).pods).toHaveLength(1203);
  });

  it('tells not installed from not permitted from failed', async () => {
    kubernetes
      .fault('/apis/apps/v1/replicasets', answer(403))
      .fault('/api/v1/nodes', answer(500))
      .object('/api/v1/namespaces/istio-system/configmaps/istio', {
        metadata: { name: 'istio', namespace: 'istio-system' },
        data: { mesh: 'rootNamespace: istio-system' },
      });
    const { access, configMaps } = await read();
    expect(access).toMatchObject({
      pods: { outcome: 'ok' },
      'security.istio.io/peerauthentications': { outcome: 'absent' },
      replicasets: { outcome: 'not-permitted' },
      nodes: { outcome: 'failed' },
      'configmaps/istio-system/istio': { outcome: 'ok' },
    });
    expect(configMaps[0].data.mesh).toContain('istio-system');
  });

  it('takes the next version of a kind where the first is not served', async () => {
    kubernetes.list('/apis/security.istio.io/v1beta1/peerauthentications', [
      { metadata: { name: 'default', namespace: 'shop' } },
    ]);
    const { custom } = await read();
    expect(custom['security.istio.io/peerauthentications']).toEqual([
      expect.objectContaining({ name: 'default', spec: {} }),
    ]);
  });

  it.each([
    ['refuses', 401, 'HTTP 401'],
    ['forbids', 403, 'HTTP 403'],
    ['fails', 500, 'HTTP 500'],
  ])(
    'says nothing of a cluster that %s its pods',
    async (_, status, message) => {
      kubernetes.fault('/api/v1/pods', answer(status));
      await expect(read()).rejects.toThrow(message);
    },
  );

  it.each([
    ['HTML', '<html>Sign in</html>', 'not JSON'],
    ['half an answer', '{"items":[{', 'not JSON, or was cut off'],
    ['something else', '{"kind":"Pod"}', 'no Kubernetes list'],
  ])('says so where a cluster answers %s', async (_, body, message) => {
    kubernetes.fault('/api/v1/namespaces', answer(200, body));
    await expect(read()).rejects.toThrow(message);
  });

  it('gives up on a cluster that hangs', async () => {
    kubernetes.fault('/api/v1/namespaces', hang);
    const impatient = new KubernetesClient({ ...plugin, timeoutMs: 200 });
    await expect(
      readCluster(impatient, 'prod', [adapter], { readAt: '' }),
    ).rejects.toThrow('no answer in time');
  });

  it('takes a pod that lacks all but its name', async () => {
    kubernetes.list('/api/v1/pods', [
      { metadata: { name: 'w' } },
      { metadata: { name: 'x' }, spec: null, status: null },
      {
        metadata: { name: 'y', labels: { a: 1 }, ownerReferences: [null] },
        spec: { containers: [null] },
      },
    ]);
    const { pods } = await read();
    expect(pods).toHaveLength(3);
    expect(pods.map(p => p.phase)).toEqual(['Unknown', 'Unknown', 'Unknown']);
  });

  it.each([
    ['null', null, 'an object without name'],
    ['nothing', {}, 'an object without name'],
    ['no metadata', { metadata: null, spec: {} }, 'an object without name'],
    [
      'a running pod without containers',
      { ...pod('x'), spec: undefined },
      'pod shop/x is told without its containers',
    ],
  ])('trusts no list that holds %s', async (_, object, message) => {
    kubernetes.list('/api/v1/pods', [pod('a'), object]);
    await expect(read()).rejects.toThrow(message);
  });

  it('gives up on a list that never ends', async () => {
    kubernetes.fault(
      '/api/v1/pods',
      answer(200, JSON.stringify({ items: [], metadata: { continue: 'on' } })),
    );
    await expect(read()).rejects.toThrow('gives the same page again');
  });

  it.each([
    [
      'a kind that every cluster has',
      '/apis/apps/v1/replicasets',
      'replicasets',
    ],
    [
      'a mesh’s kind, from a proxy',
      '/apis/security.istio.io',
      'security.istio.io/peerauthentications',
    ],
  ])('takes a 404 for %s as a failure', async (_, path, key) => {
    kubernetes.fault(path, answer(404, '<html>Not here</html>'));
    const { access } = await read();
    expect(access[key]).toMatchObject({ outcome: 'failed' });
  });

  it('takes the 404 of an API server for a kind that is not installed', async () => {
    kubernetes.fault(
      '/apis/security.istio.io',
      answer(404, '404 page not found\n'),
    );
    const { access } = await read();
    expect(access['security.istio.io/peerauthentications']).toMatchObject({
      outcome: 'absent',
    });
  });

  it('leaves nothing running when it has failed', async () => {
    let running = 0;
    class Counted extends KubernetesClient {
      async get(...args: Parameters<KubernetesClient['get']>) {
        running += 1;
        return super.get(...args).finally(() => {
          running -= 1;
        });
      }
    }
    kubernetes.fault('/api/v1/pods', answer(403)).fault('/apis/apps/v1', hang);
    await expect(
      readCluster(new Counted(plugin), 'prod', [adapter], { readAt: '' }),
    ).rejects.toThrow('HTTP 403');
    expect(running).toBe(0);
  });

  it('reads only some namespaces where told to', async () => {
    kubernetes.list('/api/v1/pods', [pod('a', 'shop'), pod('b', 'other')]);
    const { pods } = await read(['shop']);
    expect(pods.map(p => p.name)).toEqual(['a']);
    expect(kubernetes.requests.map(r => r.path)).not.toContain('/api/v1/pods');
  });
});
