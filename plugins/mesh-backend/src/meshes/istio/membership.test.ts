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
  metaOf,
  namespaceOf,
  podOf,
  snapshotOf,
} from '../testing/records';
import { istioAdapter } from '.';
import { excludedNamespaces } from './cniConfig';

const deployment = { kind: 'Deployment', name: 'cart', namespace: 'shop' };

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
      'a pod with the labels of a gateway, and no gateway in it',
      podOf('shop', 'cart', {
        labels: {
          'gateway.istio.io/managed': 'istio.io-agentgateway-controller',
        },
      }),
      undefined,
    ],
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
    ...['agentgateway', 'agentgateway-waypoint'].map(
      kind =>
        [
          `an ${kind}, which has no istio-proxy`,
          podOf('shop', 'a', {
            labels: {
              'gateway.istio.io/managed': `istio.io-${kind}-controller`,
              'gateway.networking.k8s.io/gateway-name': 'a',
            },
            containers: [containerOf('agentgateway')],
          }),
          'gateway',
        ] as [string, PodRecord, string],
    ),
  ])('%s is infrastructure', (_, pod, dataPlane) => {
    expect(membership(pod)).toMatchObject({
      state: 'infrastructure',
      dataPlane,
    });
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

describe('istio: cni/pkg/util/podutil_test.go TestPodRedirectionEnabled', () => {
  const MODE = 'istio.io/dataplane-mode';
  const ambient = { [MODE]: 'ambient' };
  const none = { [MODE]: 'none' };
  const sidecar = { 'sidecar.istio.io/status': 'test' };

  it.each<[string, Record<string, string>, Partial<PodRecord>, boolean]>([
    ['ambient mode enabled for namespace', ambient, {}, true],
    ['ambient mode enabled for pod', {}, { labels: ambient }, true],
    [
      'ambient mode enabled for both namespace and pod',
      ambient,
      { labels: ambient },
      true,
    ],
    ['ambient mode enabled for neither namespace nor pod', {}, {}, false],
    [
      'pod has sidecar and namespace has ambient enabled',
      ambient,
      { annotations: sidecar },
      false,
    ],
    [
      'pod has label to disable ambient redirection',
      ambient,
      { labels: none },
      false,
    ],
    [
      'pod has sidecar, pod has ambient mode label',
      {},
      { labels: ambient, annotations: sidecar },
      false,
    ],
  ])('%s', (_, namespace, parts, asked) => {
    const found = membership(podOf('shop', 'cart', parts), {
      namespaces: [namespaceOf('shop', namespace)],
    });
    expect(found?.reason?.code === 'redirection-pending').toBe(asked);
    expect(found?.state).not.toBe('in');
  });
});

describe('istio: cni/pkg/util/podutil_test.go TestSplitExcludeNamespaces', () => {
  const agent = podOf('istio-system', 'istio-cni-node-x', {
    labels: { 'k8s-app': 'istio-cni-node' },
  });
  const excluded = (EXCLUDED_NAMESPACES: string) =>
    excludedNamespaces(
      snapshotOf({
        pods: [agent],
        configMaps: [
          {
            ...metaOf('istio-system', 'istio-cni-config'),
            data: { EXCLUDED_NAMESPACES },
          },
        ],
      }),
    ).names;

  it.each([
    ['', []],
    ['  ', []],
    ['kube-system', ['kube-system']],
    [' kube-system ', ['kube-system']],
    ['kube-system,istio-system', ['kube-system', 'istio-system']],
    [' kube-system , istio-system ', ['kube-system', 'istio-system']],
    ['kube-system,', ['kube-system']],
    [',kube-system', ['kube-system']],
    ['kube-system,,istio-system', ['kube-system', 'istio-system']],
    [',,', []],
  ])('"%s"', (text, names) => {
    expect(excluded(text)).toEqual(names);
  });

  it('is the default where the settings are not there', () => {
    expect(excludedNamespaces(snapshotOf()).names).toEqual(['kube-system']);
  });

  it('is asked for beside the agent', () => {
    expect(
      istioAdapter.configMaps(snapshotOf({ pods: [agent] })),
    ).toContainEqual({ namespace: 'istio-system', name: 'istio-cni-config' });
  });
});

/** istio: cni/pkg/util/podutil_test.go TestEnablementFromString, the selectors that it reads */
describe('istio: cni/pkg/util/podutil.go CompiledEnablementSelectors', () => {
  const MODE = 'istio.io/dataplane-mode';
  const agent = podOf('istio-system', 'istio-cni-node-x', {
    labels: { 'k8s-app': 'istio-cni-node' },
  });
  const ofPods = `- podSelector: { matchLabels: { ${MODE}: ambient } }`;
  const ofNamespaces = `- namespaceSelector: { matchLabels: { ${MODE}: ambient } }
  podSelector:
    matchExpressions: [{ key: ${MODE}, operator: NotIn, values: [none] }]`;
  const asDefault = `${ofPods}\n${ofNamespaces}`;
  const wide = `- namespaceSelector: { matchLabels: { ${MODE}: ambient } }`;
  const team = '- podSelector: { matchLabels: { team: pay } }';
  const verdict = (
    text: string,
    namespace: Record<string, string>,
    labels: Record<string, string>,
  ) =>
    membership(podOf('shop', 'cart', { labels }), {
      namespaces: [namespaceOf('shop', namespace)],
      pods: [agent],
      configMaps: [
        {
          ...metaOf('istio-system', 'istio-cni-config'),
          data: { AMBIENT_ENABLEMENT_SELECTOR: text },
        },
      ],
    })?.reason?.code;
  const ambient = { [MODE]: 'ambient' };
  const none = { [MODE]: 'none' };
  const ASKED = 'redirection-pending';

  it.each<
    [
      string,
      string,
      Record<string, string>,
      Record<string, string>,
      string | undefined,
    ]
  >([
    ['the default, by namespace', asDefault, ambient, {}, ASKED],
    ['the default, by pod', asDefault, {}, ambient, ASKED],
    ['the default, by neither', asDefault, {}, {}, undefined],
    ['the default, opted out', asDefault, ambient, none, 'opted-out'],
    ['left empty', '', ambient, {}, ASKED],
    ['not YAML', '- [', ambient, {}, ASKED],
    ['no list', 'podSelector: {}', ambient, none, 'opted-out'],
    [
      'only pods ask, and the namespace does',
      ofPods,
      ambient,
      {},
      'not-requested',
    ],
    ['only pods ask, and one does', ofPods, {}, ambient, ASKED],
    [
      'only namespaces ask, and a pod does',
      ofNamespaces,
      {},
      ambient,
      'not-requested',
    ],
    ['no word of pods: none of them opts out', wide, ambient, none, ASKED],
    ['a label of their own', team, {}, { team: 'pay' }, ASKED],
    ['a label of their own, not there', team, ambient, {}, 'not-requested'],
    [
      'one that is not valid',
      `${team}\n- podSelector: { matchExpressions: [{ key: x, operator: Odd }] }`,
      {},
      { x: 'y' },
      undefined,
    ],
  ])('%s', (_, text, namespace, labels, code) => {
    expect(verdict(text, namespace, labels)).toBe(code);
  });
});
