import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { builtInAdapters } from '../meshes';
import {
  istiodPod,
  istioPod,
  istioProxyPod,
  istioWebhooks,
} from '../meshes/testing/istio';
import {
  linkerdConfig,
  linkerdPod,
  linkerdWebhook,
} from '../meshes/testing/linkerd';
import {
  containerOf,
  controllerOf,
  metaOf,
  namespaceOf,
  ownedBy,
  podOf,
  serviceOf,
  snapshotOf,
} from '../meshes/testing/records';
import { rowWithReach, withReach } from '../assess/fixes';
import { assessCluster } from './assessCluster';

/*
 * From objects as they are read to what a person is told: code, words, command.
 */

const RESTART = 'kubectl rollout restart deployment/cart -n shop';
const MODE = 'istio.io/dataplane-mode';
const enabled = { 'istio-injection': 'enabled' };
const byIstio = [namespaceOf('shop', enabled)];
const byAmbient = [namespaceOf('shop', { [MODE]: 'ambient' })];
const byLinkerd = [namespaceOf('shop', {}, { 'linkerd.io/inject': 'enabled' })];
const own = {
  owner: ownedBy('ReplicaSet', 'cart-1'),
  labels: { app: 'cart' },
};
type Parts = Parameters<typeof podOf>[2];
const pod = (parts: Parts = {}) =>
  podOf('shop', 'cart-1-x', {
    ...own,
    ...parts,
    labels: { ...own.labels, ...parts.labels },
  });
const deployment = (parts: object = {}) => [
  controllerOf('Deployment', 'shop', 'cart', {
    podLabels: { app: 'cart' },
    ...parts,
  }),
  controllerOf('ReplicaSet', 'shop', 'cart-1', {
    owner: ownedBy('Deployment', 'cart'),
  }),
];
const istio = { webhooks: [istioWebhooks()] };
const linkerd = {
  webhooks: [linkerdWebhook({ createdAt: '2025-01-01T00:00:00Z' })],
  configMaps: [linkerdConfig()],
};
const DENIED = { outcome: 'not-permitted' } as const;

const reasonsOf = (parts: Partial<ClusterSnapshot>) =>
  assessCluster(
    snapshotOf({ controllers: deployment(), ...parts }),
    builtInAdapters,
  ).workloads.find(w => w.name === 'cart')!.facts.membership;

type Row = [
  what: string,
  parts: Partial<ClusterSnapshot>,
  code: string,
  words: RegExp,
  command: string | undefined,
];

const patch = (json: string, type = '') =>
  `kubectl patch deployment/cart -n shop ${type}-p '${json}'`;
const remove = (where: string, key: string) =>
  patch(
    `[{"op":"remove","path":"/spec/template/metadata/${where}/${key.replace(
      '/',
      '~1',
    )}"}]`,
    '--type=json ',
  );

const OUT: Row[] = [
  [
    'Istio: made before the namespace was labelled',
    {
      ...istio,
      namespaces: [
        namespaceOf('shop', enabled, {}, [
          {
            manager: 'kubectl-label',
            time: '2026-02-01T00:00:00Z',
            fields: ['istio-injection'],
          },
        ]),
      ],
      pods: [pod()],
    },
    'predates-label',
    /^Older than the injection label of namespace shop/,
    RESTART,
  ],
  [
    'nobody asks',
    { ...istio, pods: [pod()] },
    'not-requested',
    /Neither its namespace nor its pod template/,
    undefined,
  ],
  [
    'Istio: an annotation alone asks for nothing',
    {
      ...istio,
      pods: [pod({ annotations: { 'sidecar.istio.io/inject': 'true' } })],
    },
    'not-requested',
    /it must be a label of the pod template/,
    patch(
      '{"spec":{"template":{"metadata":{"labels":{"sidecar.istio.io/inject":"true"}}}}}',
    ),
  ],
  [
    'Istio: opted out by label',
    {
      ...istio,
      namespaces: byIstio,
      pods: [pod({ labels: { 'sidecar.istio.io/inject': 'false' } })],
    },
    'opted-out',
    /^Its label sidecar\.istio\.io\/inject is "false"/,
    remove('labels', 'sidecar.istio.io/inject'),
  ],
  [
    'Istio: opted out by annotation',
    {
      ...istio,
      namespaces: byIstio,
      pods: [pod({ annotations: { 'sidecar.istio.io/inject': 'false' } })],
    },
    'opted-out',
    /^Its annotation sidecar\.istio\.io\/inject is "false"/,
    remove('annotations', 'sidecar.istio.io/inject'),
  ],
  [
    'ambient: opted out',
    { namespaces: byAmbient, pods: [pod({ labels: { [MODE]: 'none' } })] },
    'opted-out',
    /^Its label istio\.io\/dataplane-mode is "none"/,
    remove('labels', MODE),
  ],
  [
    'Istio: on the host’s network',
    { ...istio, namespaces: byIstio, pods: [pod({ hostNetwork: true })] },
    'host-network',
    /host’s network/,
    undefined,
  ],
  [
    'ambient: on the host’s network',
    { namespaces: byAmbient, pods: [pod({ hostNetwork: true })] },
    'host-network',
    /ztunnel cannot redirect/,
    undefined,
  ],
  [
    'Linkerd: on the host’s network',
    { ...linkerd, namespaces: byLinkerd, pods: [pod({ hostNetwork: true })] },
    'host-network',
    /host’s network/,
    undefined,
  ],
  [
    'Istio: a revision that nobody answers',
    {
      ...istio,
      namespaces: [namespaceOf('shop', { 'istio.io/rev': '1-99' })],
      pods: [pod()],
    },
    'no-webhook-for-revision',
    /No webhook injects for revision 1-99\. These answer here: default/,
    'kubectl label namespace shop istio.io/rev=default istio-injection- --overwrite',
  ],
  [
    'Istio: the label is on the Deployment',
    {
      ...istio,
      controllers: deployment({
        labels: { 'sidecar.istio.io/inject': 'true' },
      }),
      pods: [pod()],
    },
    'label-not-on-pod-template',
    /is on the Deployment itself/,
    patch(
      '{"spec":{"template":{"metadata":{"labels":{"sidecar.istio.io/inject":"true"}}}}}',
    ),
  ],
  [
    'Istio: both labels, and no default revision',
    {
      webhooks: [istioWebhooks('canary')],
      namespaces: [
        namespaceOf('shop', { ...enabled, 'istio.io/rev': 'canary' }),
      ],
      pods: [pod()],
    },
    'conflicting-labels',
    /has both istio-injection and istio\.io\/rev/,
    'kubectl label namespace shop istio-injection-',
  ],
  [
    'Istio: the namespace says no, the pod says yes',
    {
      ...istio,
      namespaces: [namespaceOf('shop', { 'istio-injection': 'disabled' })],
      pods: [pod({ labels: { 'sidecar.istio.io/inject': 'true' } })],
    },
    'conflicting-labels',
    /istio-injection=disabled, which beats/,
    'kubectl label namespace shop istio-injection-',
  ],
  [
    'ambient: the CNI agent leaves the namespace out',
    {
      namespaces: byAmbient,
      pods: [
        pod(),
        podOf('istio-system', 'cni', {
          labels: { 'k8s-app': 'istio-cni-node' },
        }),
      ],
      configMaps: [
        {
          ...metaOf('istio-system', 'istio-cni-config'),
          data: { EXCLUDED_NAMESPACES: 'kube-system,shop' },
        },
      ],
    },
    'namespace-excluded',
    /EXCLUDED_NAMESPACES in ConfigMap istio-system\/istio-cni-config/,
    undefined,
  ],
  [
    'Istio: the injector lets pods through, and nobody stands behind it',
    {
      webhooks: [
        istioWebhooks('default', {
          failurePolicy: 'Ignore',
          createdAt: '2025-01-01T00:00:00Z',
        }),
      ],
      services: [
        serviceOf('istio-system', 'istiod', { app: 'istiod' }, [
          { targetPort: 15017 },
        ]),
      ],
      namespaces: byIstio,
      pods: [pod()],
    },
    'injector-unavailable',
    /^No ready pod stands behind webhook/,
    'kubectl get endpointslices -n istio-system -l kubernetes.io/service-name=istiod',
  ],
  [
    'Linkerd: most likely older than the annotation',
    { ...linkerd, namespaces: byLinkerd, pods: [pod()] },
    'predates-label',
    /most likely it is older than the annotation/,
    RESTART,
  ],
  [
    'Linkerd: a sidecar of Istio is there',
    {
      ...linkerd,
      namespaces: byLinkerd,
      pods: [
        pod({ containers: [containerOf('app'), containerOf('istio-proxy')] }),
      ],
    },
    'other-sidecar-present',
    /istio-proxy/,
    undefined,
  ],
  [
    'Linkerd: opted out',
    {
      ...linkerd,
      namespaces: byLinkerd,
      pods: [pod({ annotations: { 'linkerd.io/inject': 'disabled' } })],
    },
    'opted-out',
    /linkerd\.io\/inject/,
    remove('annotations', 'linkerd.io/inject'),
  ],
  [
    'ambient: marked as injected, without a proxy',
    {
      namespaces: byAmbient,
      pods: [pod({ annotations: { 'sidecar.istio.io/status': '{}' } })],
    },
    'other-sidecar-present',
    /ambient leaves such pods alone/,
    undefined,
  ],
  [
    'ambient: redirected, and not accepted',
    {
      namespaces: byAmbient,
      pods: [
        pod({ annotations: { 'ambient.istio.io/redirection': 'pending' } }),
      ],
    },
    'redirection-pending',
    /no ztunnel has accepted it yet/,
    'istioctl ztunnel-config workload --workload-namespace shop',
  ],
  [
    'ambient: no ztunnel on its node',
    {
      namespaces: byAmbient,
      pods: [
        pod(),
        istioProxyPod('ztunnel', 'istio-system', 'z', { nodeName: 'node-b' }),
      ],
    },
    'no-ztunnel-on-node',
    /No ztunnel is ready on its node node-a/,
    'kubectl get pods -A -l app=ztunnel -o wide',
  ],
  [
    'Linkerd: an annotation that is none',
    {
      ...linkerd,
      namespaces: byLinkerd,
      pods: [pod({ annotations: { 'linkerd.io/inject': 'yes' } })],
    },
    'invalid-annotation',
    /linkerd\.io\/inject/,
    undefined,
  ],
  [
    'Linkerd: no token, and identity comes from it',
    {
      ...linkerd,
      configMaps: [
        linkerdConfig(
          'all-unauthenticated',
          'identity:\n  serviceAccountTokenProjection: false\n',
        ),
      ],
      namespaces: byLinkerd,
      pods: [pod({ automountServiceAccountToken: false })],
    },
    'no-service-account-token',
    /automountServiceAccountToken: false/,
    undefined,
  ],
  [
    'Linkerd: the annotation is on the Deployment',
    {
      ...linkerd,
      controllers: deployment({
        annotations: { 'linkerd.io/inject': 'enabled' },
      }),
      pods: [pod()],
    },
    'label-not-on-pod-template',
    /linkerd\.io\/inject/,
    patch(
      '{"spec":{"template":{"metadata":{"annotations":{"linkerd.io/inject":"enabled"}}}}}',
    ),
  ],
  [
    'Linkerd: the webhook leaves the namespace out',
    {
      ...linkerd,
      namespaces: [
        namespaceOf(
          'shop',
          { 'config.linkerd.io/admission-webhooks': 'disabled' },
          { 'linkerd.io/inject': 'enabled' },
        ),
      ],
      pods: [pod()],
    },
    'namespace-excluded',
    /shop/,
    undefined,
  ],
  [
    'Istio: webhooks were not readable',
    {
      access: { mutatingwebhookconfigurations: DENIED },
      namespaces: byIstio,
      pods: [pod()],
    },
    'unreadable',
    /which webhook answers them could not be read \(not permitted\)/,
    undefined,
  ],
];

describe('why a pod is in no mesh', () => {
  it.each(OUT)('%s', (_, parts, code, words, command) => {
    const { state, reasons } = reasonsOf(parts);
    expect(state).toBe('not-meshed');
    expect(reasons).toMatchObject([{ code, count: 1, pods: ['cart-1-x'] }]);
    expect(reasons[0].message).toMatch(words);
    const commands = (reasons[0].fix ?? []).map(fix => fix.command);
    expect(commands).toEqual(expect.arrayContaining(command ? [command] : []));
  });

  it('Istio: a system namespace is never injected', () => {
    const { workloads } = assessCluster(
      snapshotOf({
        ...istio,
        namespaces: [namespaceOf('kube-system', enabled)],
        pods: [podOf('kube-system', 'dns')],
      }),
      builtInAdapters,
    );
    expect(workloads[0].facts.membership.reasons).toMatchObject([
      {
        code: 'system-namespace',
        message: 'Istio never injects into kube-system.',
      },
    ]);
  });

  it('each one is a sentence', () => {
    for (const [, parts] of OUT) {
      for (const { message } of reasonsOf(parts).reasons) {
        expect(message).toMatch(/^[A-Z].*[.”]$/s);
        expect(message).not.toMatch(/undefined|null|\[object/);
      }
    }
  });
});

describe('what is wrong with a pod that is in', () => {
  it.each([
    [
      'Istio',
      istioPod('shop', 'cart-1-x', { ...own, ready: false }),
      'kubectl logs deployment/cart -n shop -c istio-proxy',
    ],
    [
      'Linkerd',
      linkerdPod('shop', 'cart-1-x', { ...own, ready: false }),
      'linkerd check --proxy -n shop',
    ],
  ])('%s: its proxy is not ready', (_, member, command) => {
    const { state, reasons } = reasonsOf({ pods: [member] });
    expect(state).toBe('meshed');
    expect(reasons).toMatchObject([
      {
        code: 'proxy-not-ready',
        podsAre: 'in',
        fix: expect.arrayContaining([expect.objectContaining({ command })]),
      },
    ]);
  });
});

describe('what is classified for what it is', () => {
  it.each([
    ['a gateway', istioProxyPod('router', 'shop', 'x'), 'gateway'],
    ['a waypoint', istioProxyPod('waypoint', 'shop', 'x'), 'gateway'],
    ['a ztunnel', istioProxyPod('ztunnel', 'shop', 'x'), 'node'],
    ['a control plane', istiodPod('default', 'shop'), 'none'],
    [
      'a gateway in an ambient namespace',
      istioProxyPod('router', 'shop', 'x', {
        annotations: { 'ambient.istio.io/redirection': 'enabled' },
      }),
      'gateway',
    ],
  ])('%s', (_, member, dataPlane) => {
    const [{ facts }] = assessCluster(
      snapshotOf({ ...istio, namespaces: byAmbient, pods: [member] }),
      builtInAdapters,
    ).workloads;
    expect(facts.infrastructure).toBe(true);
    expect(facts.membership.meshes).toMatchObject([
      { mesh: 'istio', dataPlane },
    ]);
    expect(facts.membership.reasons).toEqual([]);
  });
});

describe('what a fix says first', () => {
  const CART = 'component:default/cart';
  const argo = {
    'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:cart',
  };
  const flux = {
    'kustomize.toolkit.fluxcd.io/name': 'shop',
    'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
  };
  const fixesOf = (parts: Partial<ClusterSnapshot>, owners: string[]) => {
    const row = assessCluster(
      snapshotOf({ controllers: deployment(), ...parts }),
      builtInAdapters,
    ).workloads.find(w => w.name === 'cart')!;
    const [reason] = rowWithReach(row, (fixes, place) =>
      withReach(fixes, place, CART, () => owners),
    ).facts.membership.reasons;
    return reason.fix!;
  };
  const shop = (labels = {}, annotations = {}) => ({
    webhooks: [istioWebhooks('canary')],
    namespaces: [
      namespaceOf(
        'shop',
        { ...enabled, 'istio.io/rev': 'canary', ...labels },
        annotations,
      ),
    ],
    pods: [pod()],
  });
  const optedOut = {
    ...istio,
    namespaces: byIstio,
    pods: [pod({ labels: { 'sidecar.istio.io/inject': 'false' } })],
  };

  it('the command, where nobody else is touched', () => {
    const [first] = fixesOf(shop(), [CART]);
    expect(first.command).toBe('kubectl label namespace shop istio-injection-');
    expect(first.manifest).toBeUndefined();
  });

  it.each([
    ['the namespace is shared', shop(), [CART, 'component:default/search']],
    ['Flux keeps the namespace', shop(flux), [CART]],
    ['Argo CD keeps the namespace', shop({}, argo), [CART]],
    [
      'Argo CD keeps the Deployment',
      { ...optedOut, controllers: deployment({ annotations: argo }) },
      [CART],
    ],
    [
      'Flux keeps the Deployment',
      { ...optedOut, controllers: deployment({ labels: { ...flux } }) },
      [CART],
    ],
  ])('the manifest, where %s', (_, parts, owners) => {
    const [first, second] = fixesOf(parts, owners);
    expect(first.manifest).toMatch(/^apiVersion: /);
    expect(first.command).toBeUndefined();
    expect(second.command).toMatch(/^kubectl /);
  });
});
