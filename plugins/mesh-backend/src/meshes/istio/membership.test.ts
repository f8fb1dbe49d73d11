import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import {
  ambientPod,
  istiodPod,
  istioPod,
  istioProxyPod,
  istioWebhooks,
} from '../testing/istio';
import {
  containerOf,
  controllerOf,
  namespaceOf,
  podOf,
  snapshotOf,
} from '../testing/records';
import { istioAdapter } from '.';

const deployment = { kind: 'Deployment', name: 'cart', namespace: 'shop' };
const INJECT = 'sidecar.istio.io/inject';

function membership(pod: PodRecord, parts: Partial<ClusterSnapshot> = {}) {
  return istioAdapter
    .prepare(snapshotOf({ webhooks: [istioWebhooks()], ...parts }))
    .membership(pod, { ...deployment, namespace: pod.namespace });
}

describe('what is in the mesh', () => {
  it.each([
    ['a native sidecar', istioPod('shop', 'cart'), 'sidecar'],
    ['a classic one', istioPod('shop', 'cart', { native: false }), 'sidecar'],
    ['a redirected pod', ambientPod('shop', 'cart'), 'ambient'],
  ])('%s', (_, pod, dataPlane) => {
    expect(membership(pod)).toMatchObject({ state: 'in', dataPlane });
  });

  it('says version and revision', () => {
    expect(membership(istioPod('shop', 'cart'))).toMatchObject({
      version: '1.30.3',
      revision: 'default',
    });
  });

  it('a proxy that is not ready is in, and said so', () => {
    expect(
      membership(istioPod('shop', 'cart', { ready: false })),
    ).toMatchObject({
      state: 'in',
      reason: {
        code: 'proxy-not-ready',
        fix: [{ command: expect.stringContaining('logs deployment/cart') }],
      },
    });
  });

  it('an ambient pod has the version of the ztunnel on its node', () => {
    const ztunnel = istioProxyPod('ztunnel', 'istio-system', 'z');
    expect(
      membership(ambientPod('shop', 'cart'), { pods: [ztunnel] }),
    ).toMatchObject({ version: '1.30.3' });
  });
});

describe('what is not, whatever it is called', () => {
  it.each([
    ['a plain pod', podOf('shop', 'cart'), undefined],
    [
      'a proxy without the injector’s annotation',
      {
        ...istioPod('shop', 'cart'),
        annotations: {},
      },
      'injection-incomplete',
    ],
    [
      'an annotation without a proxy',
      podOf('shop', 'cart', {
        annotations: { 'sidecar.istio.io/status': '{}' },
      }),
      undefined,
    ],
    [
      'an init container that ran once',
      podOf('shop', 'cart', {
        annotations: { 'sidecar.istio.io/status': '{}' },
        initContainers: [
          containerOf('istio-proxy', { args: ['proxy', 'sidecar'] }),
        ],
      }),
      undefined,
    ],
  ])('%s', (_, pod, code) => {
    const found = membership(pod);
    expect(found?.state).toBe(code && 'out');
    expect(found?.reason?.code).toBe(code);
  });

  it.each([
    ['a gateway', istioProxyPod('router', 'gw', 'a'), 'gateway'],
    [
      'a gateway that was injected by template',
      istioProxyPod('router', 'gw', 'a', {
        annotations: { 'sidecar.istio.io/status': '{}' },
      }),
      'gateway',
    ],
    ['a waypoint', istioProxyPod('waypoint', 'shop', 'a'), 'gateway'],
    ['ztunnel', istioProxyPod('ztunnel', 'istio-system', 'a'), 'node'],
    [
      'the CNI agent',
      podOf('istio-system', 'a', { labels: { 'k8s-app': 'istio-cni-node' } }),
      'node',
    ],
    ['istiod', istiodPod(), 'none'],
  ])('%s is infrastructure', (_, pod, dataPlane) => {
    expect(membership(pod)).toMatchObject({
      state: 'infrastructure',
      dataPlane,
    });
  });
});

describe('istio: istioctl/pkg/checkinject analyzeRunningWebhooks, pkg/kube/inject injectRequired', () => {
  const enabled = { 'istio-injection': 'enabled' };
  const rev = (name: string) => ({ 'istio.io/rev': name });

  it.each<
    [
      name: string,
      namespace: Record<string, string>,
      pod: Partial<PodRecord>,
      code: string | undefined,
    ]
  >([
    ['nothing asks', {}, {}, undefined],
    ['the namespace asks', enabled, {}, 'predates-label'],
    ['its revision asks', rev('default'), {}, 'predates-label'],
    ['the pod asks', {}, { labels: { [INJECT]: 'true' } }, 'predates-label'],
    [
      'the pod’s revision asks',
      {},
      { labels: rev('default') },
      'predates-label',
    ],
    [
      'the pod opts out',
      enabled,
      { labels: { [INJECT]: 'false' } },
      'opted-out',
    ],
    [
      'the pod opts out by annotation',
      enabled,
      { annotations: { [INJECT]: 'false' } },
      'opted-out',
    ],
    [
      'label over annotation',
      enabled,
      { labels: { [INJECT]: 'true' }, annotations: { [INJECT]: 'false' } },
      'predates-label',
    ],
    [
      'opting out of nothing is no reason',
      {},
      { labels: { [INJECT]: 'false' } },
      undefined,
    ],
    ['on the host’s network', enabled, { hostNetwork: true }, 'host-network'],
    [
      'in a namespace that Istio leaves alone',
      enabled,
      { namespace: 'kube-public' },
      'system-namespace',
    ],
    [
      'a revision that is not here',
      rev('canary'),
      {},
      'no-webhook-for-revision',
    ],
    [
      'the pod’s revision is not here',
      {},
      { labels: rev('canary') },
      'no-webhook-for-revision',
    ],
    [
      'disabled over the pod’s wish',
      { 'istio-injection': 'disabled' },
      { labels: { [INJECT]: 'true' } },
      'conflicting-labels',
    ],
    [
      'disabled, and nobody asks',
      { 'istio-injection': 'disabled' },
      {},
      undefined,
    ],
    [
      'an annotation alone triggers nothing',
      {},
      { annotations: { [INJECT]: 'true' } },
      'not-requested',
    ],
  ])('%s', (_, labels, parts, code) => {
    const pod = podOf('shop', 'cart', parts);
    const found = membership(pod, {
      namespaces: [namespaceOf(pod.namespace, labels)],
    });
    expect(found?.reason?.code).toBe(code);
    expect(found?.state).toBe(code && 'out');
  });

  it('both labels and only a revision that is not the default: nothing matches', () => {
    const namespaces = [namespaceOf('shop', { ...enabled, ...rev('canary') })];
    expect(
      membership(podOf('shop', 'cart'), {
        namespaces,
        webhooks: [istioWebhooks('canary')],
      })?.reason,
    ).toMatchObject({
      code: 'conflicting-labels',
      fix: [
        { command: 'kubectl label namespace shop istio-injection-' },
        { command: 'kubectl rollout restart deployment/cart -n shop' },
      ],
    });
  });

  describe('a pod that a webhook would match today', () => {
    const labelled = (time: string, field = 'istio-injection') => [
      namespaceOf('shop', enabled, {}, [
        { manager: 'kubectl-label', time, fields: [field] },
      ]),
    ];
    const pod = podOf('shop', 'cart', { createdAt: '2026-02-01T00:00:00Z' });

    it('is older than the label: restart it', () => {
      expect(
        membership(pod, { namespaces: labelled('2026-02-02T00:00:00Z') })
          ?.reason,
      ).toEqual({
        code: 'predates-label',
        message: expect.stringContaining('Older than the injection label'),
        fix: [
          {
            label: 'Restart cart',
            command: 'kubectl rollout restart deployment/cart -n shop',
          },
        ],
      });
    });

    it('is younger than the label, and older than the webhook', () => {
      expect(
        membership(pod, {
          namespaces: labelled('2026-01-02T00:00:00Z'),
          webhooks: [
            istioWebhooks('default', { createdAt: '2026-02-03T00:00:00Z' }),
          ],
        })?.reason,
      ).toMatchObject({
        code: 'predates-label',
        message: expect.stringContaining('webhook'),
      });
    });

    it('is younger than both, where the webhook lets pods through', () => {
      expect(
        membership(pod, {
          namespaces: labelled('2026-01-02T00:00:00Z'),
          webhooks: [istioWebhooks('default', { failurePolicy: 'Ignore' })],
        })?.reason?.code,
      ).toBe('injector-unavailable');
    });

    it('is younger than both, where it does not: the injector left it out', () => {
      expect(
        membership(pod, { namespaces: labelled('2026-01-02T00:00:00Z') })
          ?.reason?.code,
      ).toBe('injector-skipped');
    });

    it('a later write of some other label proves nothing', () => {
      expect(
        membership(pod, {
          namespaces: labelled('2026-02-02T00:00:00Z', 'team'),
        })?.reason?.message,
      ).toContain('most likely');
    });
  });

  it('a label on the Deployment does nothing', () => {
    const controllers = [
      controllerOf('Deployment', 'shop', 'cart', {
        labels: { [INJECT]: 'true' },
      }),
    ];
    expect(
      membership(podOf('shop', 'cart'), { controllers })?.reason,
    ).toMatchObject({
      code: 'label-not-on-pod-template',
      fix: [{ command: expect.stringContaining('patch deployment/cart') }],
    });
  });

  it('webhooks that could not be read: it is out, and why is not claimed', () => {
    expect(
      membership(podOf('shop', 'cart'), {
        namespaces: [namespaceOf('shop', enabled)],
        webhooks: [],
        access: {
          mutatingwebhookconfigurations: { outcome: 'not-permitted' },
        },
      })?.reason?.code,
    ).toBe('unreadable');
  });
});

describe('istio: cni/pkg/util/podutil PodRedirectionEnabled', () => {
  const MODE = 'istio.io/dataplane-mode';
  const namespaces = [namespaceOf('shop', { [MODE]: 'ambient' })];
  const ztunnel = (nodeName: string, ready = true) => {
    const pod = istioProxyPod('ztunnel', 'istio-system', `z-${nodeName}`, {
      nodeName,
    });
    return {
      ...pod,
      containers: pod.containers.map(c => ({ ...c, ready })),
    };
  };

  it.each<[string, Partial<PodRecord>, PodRecord[], string]>([
    [
      'redirected, not accepted yet',
      { annotations: { 'ambient.istio.io/redirection': 'pending' } },
      [ztunnel('node-a')],
      'redirection-pending',
    ],
    ['not redirected', {}, [ztunnel('node-a')], 'redirection-pending'],
    ['no ztunnel on its node', {}, [ztunnel('node-b')], 'no-ztunnel-on-node'],
    [
      'the ztunnel there is not ready',
      {},
      [ztunnel('node-a', false)],
      'no-ztunnel-on-node',
    ],
    ['no ztunnel seen at all', {}, [], 'redirection-pending'],
    ['on the host’s network', { hostNetwork: true }, [], 'host-network'],
    ['opted out', { labels: { [MODE]: 'none' } }, [], 'opted-out'],
  ])('%s: out of ambient', (_, parts, pods, code) => {
    expect(
      membership(podOf('shop', 'cart', parts), { namespaces, pods }),
    ).toMatchObject({ state: 'out', dataPlane: 'ambient', reason: { code } });
  });

  it('a sidecar wins over the ambient label', () => {
    expect(membership(istioPod('shop', 'cart'), { namespaces })).toMatchObject({
      state: 'in',
      dataPlane: 'sidecar',
    });
  });
});

describe('installation', () => {
  const installation = (parts: Partial<ClusterSnapshot>) =>
    istioAdapter.prepare(snapshotOf(parts)).installation;

  it('is seen by its control plane', () => {
    expect(installation({ pods: [istiodPod()] })).toEqual({
      present: true,
      versions: ['1.30.3'],
      revisions: ['default'],
      controlPlane: { ready: 1, total: 1 },
    });
  });

  it('is not there where neither injector nor kinds are', () => {
    expect(installation({}).present).toBe(false);
  });

  it('is not known where webhooks could not be read', () => {
    expect(
      installation({
        access: {
          mutatingwebhookconfigurations: { outcome: 'not-permitted' },
        },
      }).present,
    ).toBeNull();
  });
});
