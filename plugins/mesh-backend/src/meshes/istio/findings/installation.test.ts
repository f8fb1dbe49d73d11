import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { assessCluster } from '../../../workloads/assessCluster';
import {
  istiodPod,
  istioPod,
  istioProxyPod,
  istioWebhooks,
} from '../../testing/istio';
import { metaOf, podOf, serviceOf, snapshotOf } from '../../testing/records';
import { istioAdapter } from '..';

const cluster = (parts: Partial<ClusterSnapshot>) =>
  assessCluster(snapshotOf(parts), [istioAdapter]).status;
const found = (parts: Partial<ClusterSnapshot>) =>
  (cluster(parts).meshes[0]?.findings ?? []).map(f => [
    f.code,
    f.severity,
    f.reach,
  ]);

const service = serviceOf('istio-system', 'istiod', { app: 'istiod' }, [
  { targetPort: 15017 },
]);
const notReady = () => {
  const pod = istiodPod();
  return {
    ...pod,
    containers: pod.containers.map(c => ({ ...c, ready: false })),
  };
};
const meshed = istioPod('shop', 'cart-1');
const onNode = <T extends object>(pod: T, nodeName: string, name: string) => ({
  ...pod,
  nodeName,
  name,
});
const ambient = podOf('shop', 'gift', {
  annotations: { 'ambient.istio.io/redirection': 'enabled' },
});
const ztunnel = istioProxyPod('ztunnel', 'istio-system', 'ztunnel');
const cni = podOf('istio-system', 'cni', {
  labels: { 'k8s-app': 'istio-cni-node' },
});

it('is fine where all of it is ready', () => {
  expect(
    found({
      pods: [istiodPod(), meshed],
      services: [service],
      webhooks: [istioWebhooks()],
    }),
  ).toEqual([]);
});

it('is down where no istiod is ready, and everybody in the mesh is told', () => {
  expect(
    found({
      pods: [notReady(), meshed],
      services: [service],
      webhooks: [istioWebhooks()],
    }),
  ).toEqual([
    ['control-plane-down', 'critical', 'data-plane'],
    ['injector-webhook-broken', 'critical', 'cluster'],
  ]);
});

it('is degraded where some of it is not ready', () => {
  const second = onNode(notReady(), 'node-b', 'istiod-b');
  const parts = { pods: [istiodPod(), second, meshed] };
  expect(found(parts)).toEqual([
    ['control-plane-degraded', 'warning', 'cluster'],
  ]);
});

it('is not down where it runs outside the cluster', () => {
  expect(
    found({
      pods: [meshed],
      webhooks: [istioWebhooks('default', { external: true })],
    }),
  ).toEqual([]);
});

it('lets new pods come without a proxy where the injector may be ignored', () => {
  const { meshes } = cluster({
    pods: [notReady(), meshed],
    services: [service],
    webhooks: [istioWebhooks('default', { failurePolicy: 'Ignore' })],
  });
  const broken = meshes[0].findings!.find(
    f => f.code === 'injector-webhook-broken',
  )!;
  expect(broken.severity).toBe('warning');
  expect(broken.title).toContain('without a proxy');
  expect(meshes[0].injectors).toEqual([
    {
      name: 'istio-sidecar-injector-default',
      revision: 'default',
      failurePolicy: 'Ignore',
      answers: false,
    },
  ]);
});

/** istio: pkg/config/analysis/analyzers/webhook/webhook.go Analyze, service references */
it('says that the Service of a webhook does not exist', () => {
  const { meshes } = cluster({
    pods: [istiodPod(), meshed],
    webhooks: [istioWebhooks()],
  });
  expect(
    meshes[0].findings!.find(f => f.code === 'injector-webhook-broken')!
      .evidence,
  ).toContain('its Service istio-system/istiod does not exist');
});

it('nobody is sent to a webhook that is turned off', () => {
  const never = { matchLabels: { 'istio.io/deactivated': 'never-match' } };
  const off = istioWebhooks();
  expect(
    found({
      pods: [istiodPod(), meshed],
      webhooks: [
        {
          ...off,
          webhooks: off.webhooks.map(hook => ({
            ...hook,
            namespaceSelector: never,
            objectSelector: never,
          })),
        },
      ],
    }),
  ).toEqual([]);
});

it('says nothing of an injector whose Service could not be seen', () => {
  expect(
    found({
      pods: [istiodPod(), meshed],
      webhooks: [istioWebhooks()],
      access: {
        mutatingwebhookconfigurations: { outcome: 'ok' },
        services: { outcome: 'not-permitted' },
      },
    }),
  ).toEqual([]);
});

it.each([
  ['on every node', ['a', 'b'], ['a', 'b'], 0],
  ['missing on one', ['a', 'b'], ['a'], 1],
  ['missing where no ambient pod is', ['a'], ['a'], 0],
  // Perhaps its namespace was not read.
  ['seen nowhere', ['a'], [], 0],
])('ztunnel %s', (_, ambientNodes, agentNodes, n) => {
  const pods = [
    istiodPod(),
    ...ambientNodes.map(node => onNode(ambient, node, `gift-${node}`)),
    ...agentNodes.map(node => onNode(ztunnel, node, `ztunnel-${node}`)),
    ...ambientNodes.map(node => onNode(cni, node, `cni-${node}`)),
  ];
  const missing = found({ pods }).filter(([c]) => c === 'cni-missing-on-node');
  expect(missing).toHaveLength(n);
});

it('tells parts of it by what they are of', () => {
  const { meshes } = cluster({
    pods: [
      istiodPod(),
      onNode(ztunnel, 'a', 'ztunnel-a'),
      onNode(cni, 'a', 'cni-a'),
      istioProxyPod('router', 'ingress', 'gateway'),
    ],
  });
  expect(meshes[0].components?.map(c => c.name)).toEqual([
    'cni-a',
    'istiod-default',
    'ztunnel-a',
  ]);
});

describe('roots', () => {
  const map = (namespace: string, pem: string) => ({
    ...metaOf(namespace, 'istio-ca-root-cert'),
    data: { 'root-cert.pem': pem },
  });

  it('that are no certificates are not known, and nothing breaks', () => {
    const { meshes, certificates } = cluster({
      pods: [istiodPod()],
      configMaps: [map('istio-system', 'nonsense')],
    });
    expect(certificates).toEqual([]);
    expect(meshes[0].notEvaluated).toContainEqual({
      code: 'trust-roots-disagree',
      because:
        'ConfigMap istio-system/istio-ca-root-cert (root-cert.pem): it holds no certificate',
    });
  });

  it('that nobody may read are not known', () => {
    const { meshes } = cluster({
      pods: [istiodPod()],
      access: {
        'configmaps/istio-system/istio-ca-root-cert': {
          outcome: 'not-permitted',
        },
      },
    });
    expect(meshes[0].notEvaluated?.map(n => n.because)).toContain(
      'ConfigMap istio-system/istio-ca-root-cert (root-cert.pem) not read: not permitted',
    );
  });
});
