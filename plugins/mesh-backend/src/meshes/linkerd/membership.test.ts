import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { linkerdConfig, linkerdPod, linkerdWebhook } from '../testing/linkerd';
import {
  containerOf,
  controllerOf,
  namespaceOf,
  podOf,
  snapshotOf,
} from '../testing/records';
import { linkerdAdapter } from '.';

const INJECT = 'linkerd.io/inject';
const asks = (value = 'enabled') => ({ [INJECT]: value });

function membership(pod: PodRecord, parts: Partial<ClusterSnapshot> = {}) {
  return linkerdAdapter
    .prepare(snapshotOf({ webhooks: [linkerdWebhook()], ...parts }))
    .membership(pod, {
      kind: 'Deployment',
      name: 'web',
      namespace: pod.namespace,
    });
}

describe('linkerd: pkg/k8s/labels.go IsMeshed', () => {
  it.each([
    ['native', linkerdPod('shop', 'web')],
    ['classic', linkerdPod('shop', 'web', { native: false })],
  ])('a %s proxy with the label is in', (_, pod) => {
    expect(membership(pod)).toMatchObject({
      state: 'in',
      dataPlane: 'sidecar',
      version: 'edge-26.8.3',
    });
  });

  it('a proxy that is not ready is in, and said so', () => {
    expect(
      membership(linkerdPod('shop', 'web', { ready: false })),
    ).toMatchObject({ state: 'in', reason: { code: 'proxy-not-ready' } });
  });

  it('a proxy without the label is not', () => {
    expect(
      membership({ ...linkerdPod('shop', 'web'), labels: {} }),
    ).toMatchObject({
      state: 'out',
      reason: { code: 'injection-incomplete' },
    });
  });

  it('a label without a proxy is not', () => {
    const labels = { 'linkerd.io/control-plane-ns': 'linkerd' };
    expect(membership(podOf('shop', 'web', { labels }))).toBeUndefined();
  });

  it.each([
    ['control plane', { 'linkerd.io/control-plane-component': 'x' }, 'none'],
    ['CNI', { 'linkerd.io/cni-resource': 'true' }, 'node'],
    [
      'multicluster gateway',
      { 'linkerd.io/extension': 'multicluster', app: 'linkerd-gateway' },
      'gateway',
    ],
    ['viz', { 'linkerd.io/extension': 'viz' }, 'none'],
  ])('%s is infrastructure', (_, labels, dataPlane) => {
    expect(membership(linkerdPod('linkerd', 'x', { labels }))).toMatchObject({
      state: 'infrastructure',
      dataPlane,
    });
  });
});

describe('linkerd: pkg/inject/report.go', () => {
  it.each<
    [
      name: string,
      namespace: Record<string, string>,
      pod: Partial<PodRecord>,
      code: string | undefined,
    ]
  >([
    ['nothing asks', {}, {}, undefined],
    ['disabled, and nothing asks', asks('disabled'), {}, undefined],
    [
      'the pod over a disabled namespace',
      asks('disabled'),
      { annotations: asks() },
      'injector-unavailable',
    ],
    ['the namespace asks', asks(), {}, 'predates-label'],
    ['as an ingress', asks('ingress'), {}, 'predates-label'],
    [
      'the pod opts out',
      asks(),
      { annotations: asks('disabled') },
      'opted-out',
    ],
    [
      'an invalid namespace skips even a valid pod',
      asks('true'),
      { annotations: asks() },
      'invalid-annotation',
    ],
    [
      'an invalid pod',
      asks(),
      { annotations: asks('yes') },
      'invalid-annotation',
    ],
    ['on the host’s network', asks(), { hostNetwork: true }, 'host-network'],
    [
      'beside another sidecar',
      asks(),
      { containers: [containerOf('istio-proxy')] },
      'other-sidecar-present',
    ],
    [
      'a namespace that the webhook leaves out',
      asks(),
      { namespace: 'cert-manager' },
      'namespace-excluded',
    ],
  ])('%s', (_, annotations, parts, code) => {
    const pod = podOf('shop', 'web', parts);
    const found = membership(pod, {
      namespaces: [namespaceOf(pod.namespace, {}, annotations)],
    });
    expect(found?.reason?.code).toBe(code);
    expect(found?.state).toBe(code && 'out');
  });

  it.each([
    ['false', 'no-service-account-token'],
    ['true', 'predates-label'],
  ])('no token, where the install projects its own: %s', (projection, code) => {
    expect(
      membership(
        podOf('shop', 'web', { automountServiceAccountToken: false }),
        {
          namespaces: [namespaceOf('shop', {}, asks())],
          configMaps: [
            linkerdConfig(
              'deny',
              `identity:\n  serviceAccountTokenProjection: ${projection}\n`,
            ),
          ],
        },
      )?.reason?.code,
    ).toBe(code);
  });

  it.each([
    ['the namespace', namespaceOf('shop', asks()), {}],
    ['the pod', namespaceOf('shop'), { labels: asks() }],
  ])('a label on %s does nothing, and the fix says so', (_, ns, parts) => {
    expect(
      membership(podOf('shop', 'web', parts), { namespaces: [ns] })?.reason,
    ).toMatchObject({
      code: 'not-requested',
      message: expect.stringContaining('must be an annotation'),
    });
  });

  it('an annotation on the Deployment does nothing', () => {
    expect(
      membership(podOf('shop', 'web'), {
        controllers: [
          controllerOf('Deployment', 'shop', 'web', { annotations: asks() }),
        ],
      })?.reason,
    ).toMatchObject({
      code: 'label-not-on-pod-template',
      fix: [{ command: expect.stringContaining('patch deployment/web') }],
    });
  });

  it('a pod older than the annotation wants a restart', () => {
    const namespaces = [
      namespaceOf('shop', {}, asks(), [
        { manager: 'kubectl', time: '2026-02-02T00:00:00Z', fields: [INJECT] },
      ]),
    ];
    expect(membership(podOf('shop', 'web'), { namespaces })?.reason).toEqual({
      code: 'predates-label',
      message: expect.stringContaining('Older than the linkerd.io/inject'),
      fix: [
        {
          label: 'Restart web',
          command: 'kubectl rollout restart deployment/web -n shop',
        },
      ],
    });
  });

  it('a younger one was let through: the injector was down', () => {
    const namespaces = [
      namespaceOf('shop', {}, asks(), [
        { manager: 'kubectl', time: '2025-02-02T00:00:00Z', fields: [INJECT] },
      ]),
    ];
    expect(membership(podOf('shop', 'web'), { namespaces })?.reason?.code).toBe(
      'injector-unavailable',
    );
  });
});
