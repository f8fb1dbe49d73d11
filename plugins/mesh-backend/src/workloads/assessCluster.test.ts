import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { builtInAdapters } from '../meshes';
import {
  istiodPod,
  istioPod,
  istioProxyPod,
  istioWebhooks,
} from '../meshes/testing/istio';
import { linkerdConfig, linkerdPod } from '../meshes/testing/linkerd';
import {
  containerOf,
  controllerOf,
  customOf,
  namespaceOf,
  ownedBy,
  podOf,
  serviceOf,
  snapshotOf,
} from '../meshes/testing/records';
import { assessCluster } from './assessCluster';

const assess = (parts: Partial<ClusterSnapshot>) =>
  assessCluster(snapshotOf(parts), builtInAdapters);
const facts = (parts: Partial<ClusterSnapshot>, name = 'cart') =>
  assess(parts).workloads.find(w => w.name === name)!.facts;

const cart = controllerOf('Deployment', 'shop', 'cart', {
  labels: { app: 'cart' },
  podLabels: { app: 'cart' },
  wanted: 2,
});
const replicaSet = controllerOf('ReplicaSet', 'shop', 'cart-1', {
  owner: ownedBy('Deployment', 'cart'),
  wanted: 2,
});
const controllers = [cart, replicaSet];
const ofCart = {
  owner: ownedBy('ReplicaSet', 'cart-1'),
  labels: { app: 'cart' },
};
const shop = namespaceOf('shop', { 'istio-injection': 'enabled' });
const webhooks = [istioWebhooks()];

describe('membership of a workload', () => {
  it('is partial where one of two pods is in, with the reason and the command', () => {
    const { membership, mtls } = facts({
      controllers,
      namespaces: [shop],
      webhooks,
      pods: [
        istioPod('shop', 'cart-a', ofCart),
        podOf('shop', 'cart-b', ofCart),
      ],
    });
    expect(membership).toMatchObject({
      state: 'partial',
      meshedPods: 1,
      totalPods: 2,
      meshes: [
        { mesh: 'istio', dataPlane: 'sidecar', versions: ['1.30.3'], pods: 1 },
      ],
      reasons: [
        {
          code: 'predates-label',
          count: 1,
          pods: ['cart-b'],
          fix: [{ command: 'kubectl rollout restart deployment/cart -n shop' }],
        },
      ],
    });
    expect(mtls.configured).toBe('mixed');
  });

  it('pools a reason over pods, naming at most 20', () => {
    const pods = Array.from({ length: 30 }, (_, i) =>
      podOf('shop', `cart-${String(i).padStart(2, '0')}`, ofCart),
    );
    const { reasons } = facts({ controllers, pods }).membership;
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatchObject({
      code: 'not-requested',
      count: 30,
      podsAre: 'out',
    });
    expect(reasons[0].pods).toHaveLength(20);
  });

  it.each([
    ['pending', { phase: 'Pending' }],
    ['completed', { phase: 'Succeeded' }],
    ['failed', { phase: 'Failed' }],
    ['terminating', { deleting: true }],
  ])('a %s pod counts nowhere', (_, parts) => {
    const { membership } = facts({
      controllers,
      pods: [
        istioPod('shop', 'cart-a', ofCart),
        podOf('shop', 'cart-b', { ...ofCart, ...parts }),
      ],
    });
    expect(membership).toMatchObject({ state: 'meshed', totalPods: 1 });
  });

  it('a pod in one mesh needs no reason for not being in another', () => {
    const { membership } = facts({
      controllers,
      namespaces: [namespaceOf('shop', {}, { 'linkerd.io/inject': 'enabled' })],
      pods: [istioPod('shop', 'cart-a', ofCart)],
    });
    expect(membership).toMatchObject({ state: 'meshed', reasons: [] });
  });

  it('infrastructure is shown for what it is, and counts in no share', () => {
    const { workloads, status } = assess({
      pods: [
        istioProxyPod('router', 'gw', 'gateway', {
          annotations: { 'sidecar.istio.io/status': '{}' },
        }),
        istioPod('shop', 'cart'),
      ],
    });
    expect(workloads.map(w => [w.name, w.facts.infrastructure])).toEqual([
      ['gateway', true],
      ['cart', false],
    ]);
    expect(workloads[0].facts.membership).toMatchObject({
      meshedPods: 0,
      meshes: [{ mesh: 'istio', dataPlane: 'gateway' }],
      reasons: [],
    });
    expect(status.pods).toEqual({ running: 1, meshed: 1 });
  });
});

describe('activity of a workload', () => {
  const noPods: [string, Partial<ClusterSnapshot>, string][] = [
    ['scaled to zero', { controllers: [{ ...cart, wanted: 0 }] }, 'idle'],
    ['wanted and not there', { controllers }, 'not-running'],
    [
      'a CronJob between runs',
      {
        controllers: [
          controllerOf('CronJob', 'shop', 'cart', { wanted: null }),
        ],
      },
      'idle',
    ],
    [
      'a finished Job',
      {
        controllers: [controllerOf('Job', 'shop', 'cart', { finished: true })],
      },
      'idle',
    ],
    [
      'a Job that cannot start',
      { controllers: [controllerOf('Job', 'shop', 'cart')] },
      'not-running',
    ],
    [
      'a Rollout that is known by its ReplicaSet alone',
      {
        controllers: [{ ...replicaSet, owner: ownedBy('Rollout', 'cart') }],
      },
      'not-running',
    ],
    [
      'a pod that ran to its end',
      { pods: [podOf('shop', 'cart', { phase: 'Succeeded' })] },
      'idle',
    ],
    [
      'a pod that waits',
      { pods: [podOf('shop', 'cart', { phase: 'Pending' })] },
      'not-running',
    ],
  ];

  it.each(noPods)('%s', (_, parts, activity) => {
    const found = facts(parts);
    expect(found.activity).toBe(activity);
    expect(found.membership).toMatchObject({ state: 'unknown', totalPods: 0 });
    expect(found.mtls.configured).toBe('unknown');
    expect(Boolean(found.activityMessage)).toBe(activity === 'not-running');
  });

  it('finished Jobs of a CronJob are no workloads of their own', () => {
    const { workloads } = assess({
      controllers: [
        controllerOf('CronJob', 'shop', 'report', { wanted: null }),
        controllerOf('Job', 'shop', 'report-29000001', {
          owner: ownedBy('CronJob', 'report'),
          finished: true,
        }),
      ],
    });
    expect(workloads.map(w => [w.kind, w.facts.activity])).toEqual([
      ['CronJob', 'idle'],
    ]);
  });
});

describe('mTLS of a workload', () => {
  const KEY = 'security.istio.io/peerauthentications';
  const strict = customOf('PeerAuthentication', 'shop', 'default', {
    mtls: { mode: 'STRICT' },
  });
  const pods = [istioPod('shop', 'cart-a', ofCart)];

  it('is of every port that it serves on', () => {
    const found = facts({
      controllers,
      pods,
      custom: { [KEY]: [strict] },
      services: [
        serviceOf('shop', 'cart', { app: 'cart' }, [{ targetPort: 9000 }]),
      ],
    });
    expect(found.mtls).toEqual({
      configured: 'strict',
      ports: [8080, 9000].map(port => ({
        port,
        mode: 'strict',
        source: 'PeerAuthentication shop/default',
      })),
    });
  });

  it('is unknown where one pod’s is, and all others agree', () => {
    const parts = {
      controllers,
      pods: [...pods, linkerdPod('shop', 'cart-b', ofCart)],
      custom: { [KEY]: [strict] },
    };
    expect(facts(parts).mtls.configured).toBe('unknown');
    expect(
      facts({ ...parts, configMaps: [linkerdConfig()] }).mtls.configured,
    ).toBe('mixed');
  });

  it('is disabled in no mesh, also where policies could not be read', () => {
    expect(
      facts({
        controllers,
        pods: [podOf('shop', 'cart-a', ofCart)],
        access: { [KEY]: { outcome: 'not-permitted' } },
      }).mtls.configured,
    ).toBe('disabled');
  });
});

describe('who is let in to a workload', () => {
  const KEY = 'security.istio.io/authorizationpolicies';
  const named = customOf('AuthorizationPolicy', 'shop', 'p', {
    rules: [{ from: [{ source: { principals: ['a'] } }] }],
  });
  const pods = [istioPod('shop', 'cart-a', ofCart)];
  const custom = { [KEY]: [named] };

  it.each<[string, Partial<ClusterSnapshot>, string]>([
    ['all name identities', { pods, custom }, 'named'],
    ['no policy', { pods }, 'open'],
    [
      'one pod is in no mesh',
      { pods: [...pods, podOf('shop', 'cart-b', ofCart)], custom },
      'open',
    ],
    [
      'policies could not be read',
      { pods, access: { [KEY]: { outcome: 'not-permitted' } } },
      'unknown',
    ],
    ['nothing runs', { custom }, 'unknown'],
  ])('%s', (_, parts, expected) => {
    expect(facts({ controllers, ...parts }).authorization).toBe(expected);
  });
});

it('says which meshes a cluster has, or that it cannot tell', () => {
  expect(
    facts({ pods: [istiodPod(), podOf('shop', 'cart')] }).meshesInCluster,
  ).toEqual(['istio']);
  expect(facts({ pods: [podOf('shop', 'cart')] }).meshesInCluster).toEqual([]);
  expect(
    facts({
      pods: [podOf('shop', 'cart')],
      access: { mutatingwebhookconfigurations: { outcome: 'not-permitted' } },
    }).meshesInCluster,
  ).toBeNull();
});

it('counts data plane versions of a cluster', () => {
  const { status } = assess({
    pods: [istiodPod(), istioPod('shop', 'a'), istioPod('shop', 'b')],
  });
  expect(status).toMatchObject({
    meshes: [
      {
        mesh: 'istio',
        versions: ['1.30.3'],
        revisions: ['default'],
        controlPlane: { ready: 1, total: 1 },
        dataPlaneVersions: [{ version: '1.30.3', pods: 2 }],
      },
    ],
    pods: { running: 2, meshed: 2 },
  });
});

it('names plain proxies only where no mesh claims the pod', () => {
  const containers = [
    containerOf('app'),
    containerOf('proxy', { image: 'envoyproxy/envoy:v1.31' }),
  ];
  expect(
    facts({ pods: [podOf('shop', 'cart', { containers })] }).otherProxies,
  ).toEqual(['envoy']);
  expect(
    facts({ pods: [istioPod('shop', 'cart', { containers })] }).otherProxies,
  ).toEqual([]);
});

it('labels that differ from pod to pod make no label sets of their own', () => {
  const pods = [0, 1].map(i =>
    podOf('shop', `db-${i}`, {
      owner: ownedBy('StatefulSet', 'cart'),
      labels: {
        app: 'cart',
        'statefulset.kubernetes.io/pod-name': `db-${i}`,
      },
    }),
  );
  expect(facts({ pods }).podLabelSets).toEqual([{ app: 'cart' }]);
});

describe('two meshes in one pod', () => {
  it('is said, with how many', () => {
    const istio = istioPod('shop', 'cart-a', ofCart);
    const linkerd = linkerdPod('shop', 'cart-a', ofCart);
    const both = {
      ...istio,
      labels: { ...istio.labels, ...linkerd.labels },
      annotations: { ...istio.annotations, ...linkerd.annotations },
      initContainers: [...istio.initContainers, ...linkerd.initContainers],
    };
    const { findings } = facts({ controllers, pods: [both] });
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'two-meshes-in-pod',
        evidence: '1 pod has the proxies of Istio and Linkerd',
      }),
    );
  });

  it('side by side in a workload, it is not', () => {
    const pods = [
      istioPod('shop', 'cart-a', ofCart),
      linkerdPod('shop', 'cart-b', ofCart),
    ];
    const codes = facts({ controllers, pods }).findings.map(f => f.code);
    expect(codes).not.toContain('two-meshes-in-pod');
  });
});

describe('pods of which it cannot be told', () => {
  const enrolled = namespaceOf('shop', { 'io.cilium/mtls-enabled': 'true' });
  const plain = podOf('shop', 'cart-a', ofCart);

  it('are unknown, and so is what they accept', () => {
    const { membership, mtls, authorization } = facts({
      controllers,
      namespaces: [enrolled],
      pods: [plain],
    });
    expect(membership).toMatchObject({
      state: 'unknown',
      meshedPods: 0,
      totalPods: 1,
      unknownPods: 1,
      reasons: [{ code: 'no-trace-in-pod', count: 1, podsAre: 'unknown' }],
    });
    expect(mtls.configured).toBe('unknown');
    expect(authorization).toBe('unknown');
  });

  it('beside one that is in, nothing is claimed of all', () => {
    const { membership } = facts({
      controllers,
      namespaces: [enrolled],
      pods: [plain, istioPod('shop', 'cart-b', ofCart)],
    });
    expect(membership).toMatchObject({
      state: 'unknown',
      meshedPods: 1,
      totalPods: 2,
      unknownPods: 1,
    });
  });
});
