import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { istioWebhooks } from '../testing/istio';
import {
  controllerOf,
  namespaceOf,
  podOf,
  serviceOf,
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

  it('says which revision would answer, where there is one', () => {
    expect(
      membership(podOf('shop', 'cart'), {
        namespaces: [namespaceOf('shop', rev('canary'))],
        webhooks: [istioWebhooks('stable')],
      })?.reason,
    ).toMatchObject({
      code: 'no-webhook-for-revision',
      message:
        'No webhook injects for revision canary. These answer here: stable.',
      fix: [
        {
          command:
            'kubectl label namespace shop istio.io/rev=stable istio-injection- --overwrite',
        },
        { command: 'kubectl rollout restart deployment/cart -n shop' },
      ],
    });
  });

  it.each([
    [3, 3],
    [4, 0],
  ])('of %i revisions that answer, %i are offered', (installed, offered) => {
    const pod = podOf('shop', 'cart');
    const fix = membership(pod, {
      namespaces: [namespaceOf('shop', rev('canary'))],
      webhooks: ['a', 'b', 'c', 'd']
        .slice(0, installed)
        .map(r => istioWebhooks(r)),
    })?.reason?.fix;
    const labels = (fix ?? []).filter(f => f.label.startsWith('Ask for'));
    expect(labels).toHaveLength(offered);
    expect(fix?.length).toBeGreaterThan(0);
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

    it.each([
      ['nothing stands behind it now', [], 'No ready pod stands behind'],
      [
        'something stands behind it now',
        [podOf('istio-system', 'istiod-1', { labels: { app: 'istiod' } })],
        'Possibly the injector did not answer',
      ],
    ])('which lets pods through, and %s', (_, pods, words) => {
      const service = serviceOf(
        'istio-system',
        'istiod',
        { app: 'istiod' },
        [],
      );
      expect(
        membership(pod, {
          namespaces: labelled('2026-01-02T00:00:00Z'),
          webhooks: [istioWebhooks('default', { failurePolicy: 'Ignore' })],
          services: [service],
          pods,
        })?.reason,
      ).toMatchObject({
        code: 'injector-unavailable',
        message: expect.stringContaining(words),
        fix: expect.arrayContaining([
          {
            label: 'See what stands behind the injector',
            command:
              'kubectl get endpointslices -n istio-system -l kubernetes.io/service-name=istiod',
          },
        ]),
      });
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

  // istio: manifests/charts/istio-control/istio-discovery/files/grpc-simple.yaml has no proxy
  it.each<[string, Record<string, string>, string]>([
    [
      'a template without a proxy',
      { 'inject.istio.io/templates': 'grpc-simple' },
      'the template grpc-simple',
    ],
    ['an annotation that was copied', {}, 'runs no istio-proxy container.'],
  ])('injected, and no proxy: %s', (_, annotations, words) => {
    const pod = podOf('shop', 'cart', {
      annotations: { 'sidecar.istio.io/status': '{}', ...annotations },
    });
    expect(
      membership(pod, { namespaces: [namespaceOf('shop', enabled)] }),
    ).toMatchObject({
      state: 'out',
      reason: {
        code: 'injection-incomplete',
        message: expect.stringContaining(words),
      },
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
