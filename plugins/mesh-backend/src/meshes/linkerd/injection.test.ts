import {
  ClusterSnapshot,
  EventRecord,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { linkerdConfig, linkerdWebhook } from '../testing/linkerd';
import {
  containerOf,
  namespaceOf,
  podOf,
  serviceOf,
  snapshotOf,
} from '../testing/records';
import { linkerdAdapter } from '.';

const INJECT = 'linkerd.io/inject';
const says = (value?: string): Record<string, string> =>
  value === undefined ? {} : { [INJECT]: value };

const reasonOf = (pod: PodRecord, parts: Partial<ClusterSnapshot> = {}) =>
  linkerdAdapter
    .prepare(snapshotOf({ webhooks: [linkerdWebhook()], ...parts }))
    .membership(pod, {
      kind: 'Deployment',
      name: 'web',
      namespace: pod.namespace,
    })?.reason;

const inNamespace = (value: string | undefined) => ({
  namespaces: [namespaceOf('shop', {}, says(value))],
});

describe('linkerd: pkg/inject/report_test.go TestInjectable', () => {
  const linkerdProxy = [
    containerOf('linkerd-proxy', { image: 'cr.l5d.io/linkerd/proxy:' }),
  ];
  const linkerdInit = [
    containerOf('linkerd-init', { image: 'cr.l5d.io/linkerd/proxy-init:' }),
  ];

  it.each<
    [
      index: number,
      namespace: string | undefined,
      own: string | undefined,
      pod: Partial<PodRecord>,
      codes: string[],
    ]
  >([
    // It would be injected: that it was not has a reason outside of the report.
    [0, undefined, 'enabled', {}, ['injector-unavailable']],
    [1, undefined, 'enabled', { hostNetwork: true }, ['host-network']],
    [3, undefined, 'enabled', { initContainers: linkerdInit }, ['sidecar']],
    [
      6,
      'enabled',
      'disabled',
      { hostNetwork: true },
      ['host-network', 'opted-out'],
    ],
    // Nothing asks for a proxy: that says it all.
    [8, undefined, undefined, { hostNetwork: true }, []],
  ])('case %i', (_, namespace, own, parts, codes) => {
    const reason = reasonOf(
      podOf('shop', 'web', { annotations: says(own), ...parts }),
      inNamespace(namespace),
    );
    const words: Record<string, string> = {
      'host-network': 'host’s network',
      'opted-out': 'is "disabled"',
      sidecar: 'linkerd-init',
      'injector-unavailable': 'did not answer',
    };
    expect(reason?.code).toBe(
      codes[0] === 'sidecar' ? 'other-sidecar-present' : codes[0],
    );
    for (const code of codes) expect(reason?.message).toContain(words[code]);
  });

  it('case 2: a linkerd-proxy that nobody injected', () => {
    expect(
      reasonOf(
        podOf('shop', 'web', {
          annotations: says('enabled'),
          containers: linkerdProxy,
        }),
      )?.code,
    ).toBe('injection-incomplete');
  });
});

describe('linkerd: pkg/inject/report_test.go TestDisableByAnnotation, webhook origin', () => {
  it.each<[string | undefined, string | undefined, string | undefined]>([
    // namespace, pod, why it is not injected; undefined: nothing asks for it
    [undefined, 'enabled', 'injector-unavailable'],
    ['enabled', 'enabled', 'injector-unavailable'],
    ['disabled', 'enabled', 'injector-unavailable'],
    ['enabled', undefined, 'predates-label'],
    ['disabled', 'disabled', undefined],
    ['enabled', 'disabled', 'opted-out'],
    [undefined, 'disabled', undefined],
    ['disabled', undefined, undefined],
    [undefined, undefined, undefined],
    // report.go isInjectAnnotationValid
    ['ingress', undefined, 'predates-label'],
    [undefined, 'ingress', 'injector-unavailable'],
    ['', '', undefined],
    ['Enabled', 'enabled', 'invalid-annotation'],
    ['disabled', 'true', 'invalid-annotation'],
    [undefined, 'true', 'invalid-annotation'],
  ])('namespace %s, pod %s: %s', (namespace, own, code) => {
    expect(
      reasonOf(
        podOf('shop', 'web', { annotations: says(own) }),
        inNamespace(namespace),
      )?.code,
    ).toBe(code);
  });
});

describe('linkerd: pkg/healthcheck/sidecar_test.go TestHasExistingSidecars', () => {
  const plain = containerOf('foo', { image: 'bar' });
  const image = (of: string) => containerOf('foo', { image: of });

  it.each<[string, Partial<PodRecord>, boolean]>([
    ['nothing', { containers: [] }, false],
    ['others', { containers: [plain], initContainers: [plain] }, false],
    [
      'linkerd-proxy among the init containers, not running',
      { initContainers: [containerOf('linkerd-proxy')] },
      true,
    ],
    ['istio-proxy', { containers: [containerOf('istio-proxy')] }, true],
    [
      'an image of Linkerd’s proxy',
      { containers: [image('cr.l5d.io/linkerd/proxy:1.0.0')] },
      true,
    ],
    [
      'an image of Istio’s proxy',
      { containers: [image('gcr.io/istio-release/proxyv2:1.0.0')] },
      true,
    ],
    ['linkerd-init', { initContainers: [containerOf('linkerd-init')] }, true],
    ['istio-init', { initContainers: [containerOf('istio-init')] }, true],
    [
      'an image of Linkerd’s proxy among the init containers',
      { initContainers: [image('cr.l5d.io/linkerd/proxy:1.0.0')] },
      true,
    ],
    [
      'an image of Linkerd’s init, as it was',
      { initContainers: [image('cr.l5d.io/linkerd/proxy-init:1.0.0')] },
      true,
    ],
    [
      'an image of Istio’s init',
      { initContainers: [image('gcr.io/istio-release/proxy_init:1.0.0')] },
      true,
    ],
    [
      'an image of another registry is not known',
      { containers: [image('docker.io/istio/proxyv2:1.0')] },
      false,
    ],
    [
      'an image that only begins alike',
      { containers: [image('cr.l5d.io/linkerd/proxy-tools:1')] },
      false,
    ],
    [
      'a native istio-proxy is not looked for',
      {
        initContainers: [
          containerOf('istio-proxy', { restartPolicy: 'Always' }),
        ],
      },
      false,
    ],
  ])('%s', (_, parts, exists) => {
    const pod = podOf('shop', 'web', {
      annotations: says('enabled'),
      ...parts,
    });
    expect(reasonOf(pod)?.code).toBe(
      exists ? 'other-sidecar-present' : 'injector-unavailable',
    );
  });
});

describe('linkerd: pkg/inject/report.go Injectable, several at once', () => {
  const udp = containerOf('dns', {
    ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
  });
  const host = 'It uses the host’s network';
  const sidecar = 'It already has istio-proxy';
  const optedOut = `Its annotation ${INJECT} is "disabled"`;
  const token = 'It has automountServiceAccountToken: false';
  const byToken = {
    configMaps: [
      linkerdConfig(
        'deny',
        'identity:\n  serviceAccountTokenProjection: false\n',
      ),
    ],
  };

  it.each<[string, Partial<PodRecord>, string, string[]]>([
    ['the network alone', { hostNetwork: true }, 'enabled', [host]],
    [
      'the network before the sidecar',
      { hostNetwork: true, containers: [containerOf('istio-proxy')] },
      'enabled',
      [host, sidecar],
    ],
    [
      'the sidecar before the annotation',
      { containers: [containerOf('istio-proxy')] },
      'disabled',
      [sidecar, optedOut],
    ],
    [
      'the annotation before the token',
      { automountServiceAccountToken: false },
      'disabled',
      [optedOut, token],
    ],
    [
      'all of them, in that order',
      {
        hostNetwork: true,
        containers: [containerOf('istio-proxy')],
        automountServiceAccountToken: false,
      },
      'disabled',
      [host, sidecar, optedOut, token],
    ],
  ])('%s', (_, parts, own, words) => {
    const message = reasonOf(
      podOf('shop', 'web', { annotations: says(own), ...parts }),
      { ...inNamespace('enabled'), ...byToken },
    )!.message;
    const at = words.map(text => message.indexOf(text));
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(at).not.toContain(-1);
    expect(message.split(' And: ')).toHaveLength(words.length);
  });

  it('UDP is no reason', () => {
    const pod = podOf('shop', 'web', {
      annotations: says('enabled'),
      containers: [udp],
    });
    expect(reasonOf(pod)?.code).toBe('injector-unavailable');
  });
});

describe('linkerd: the webhook', () => {
  const asks = podOf('shop', 'web', { annotations: says('enabled') });

  it('leaves out namespaces whose label turns it away', () => {
    expect(
      reasonOf(asks, {
        namespaces: [
          namespaceOf('shop', {
            'config.linkerd.io/admission-webhooks': 'disabled',
          }),
        ],
      }),
    ).toMatchObject({
      code: 'namespace-excluded',
      message: expect.stringContaining('admission-webhooks=disabled'),
      fix: [
        {
          command:
            'kubectl label namespace shop config.linkerd.io/admission-webhooks-',
        },
      ],
    });
  });

  it.each(['kube-system', 'cert-manager'])(
    'leaves out %s by its name',
    name => {
      expect(reasonOf({ ...asks, namespace: name })?.code).toBe(
        'namespace-excluded',
      );
    },
  );

  it('leaves out pods that its objectSelector does not select', () => {
    const [hook] = linkerdWebhook().webhooks;
    const webhooks = [
      {
        ...linkerdWebhook(),
        webhooks: [
          {
            ...hook,
            objectSelector: {
              matchExpressions: [
                { key: 'batch', operator: 'DoesNotExist' as const },
              ],
            },
          },
        ],
      },
    ];
    expect(
      reasonOf({ ...asks, labels: { batch: 'yes' } }, { webhooks })?.code,
    ).toBe('opted-out');
    expect(reasonOf(asks, { webhooks })?.code).toBe('injector-unavailable');
  });

  const injector = { namespace: 'linkerd', name: 'linkerd-proxy-injector' };
  const withService = (failurePolicy: string) => {
    const webhook = linkerdWebhook({ failurePolicy });
    return {
      ...webhook,
      webhooks: webhook.webhooks.map(h => ({ ...h, service: injector })),
    };
  };
  const behind = (ready: boolean): Partial<ClusterSnapshot> => ({
    services: [
      serviceOf(
        'linkerd',
        'linkerd-proxy-injector',
        { component: 'injector' },
        [],
      ),
    ],
    pods: [
      podOf('linkerd', 'injector', {
        labels: { component: 'injector' },
        containers: [containerOf('injector', { ready })],
      }),
    ],
  });

  it.each<[string, string, Partial<ClusterSnapshot>, boolean | null, string]>([
    ['answers', 'Ignore', behind(true), true, 'most likely did not answer'],
    ['has no ready pod', 'Ignore', behind(false), false, 'possibly'],
    ['has no Service', 'Ignore', {}, false, 'possibly'],
    [
      'refuses what it cannot answer for',
      'Fail',
      behind(false),
      false,
      'failurePolicy Fail',
    ],
    [
      'stands behind pods that could not be read',
      'Ignore',
      { ...behind(true), access: { pods: { outcome: 'failed' } } },
      null,
      'most likely did not answer',
    ],
  ])('%s', (_, failurePolicy, parts, answers, words) => {
    const snapshot = { ...parts, webhooks: [withService(failurePolicy)] };
    expect(reasonOf(asks, snapshot)?.message).toContain(words);
    expect(
      linkerdAdapter.prepare(snapshotOf(snapshot)).installation.injectors,
    ).toEqual([
      {
        name: 'linkerd-proxy-injector-webhook-config',
        revision: null,
        failurePolicy,
        answers,
      },
    ]);
  });

  it('a selector that is none selects nothing, and nothing crashes', () => {
    const webhook = linkerdWebhook();
    const webhooks = [
      {
        ...webhook,
        webhooks: webhook.webhooks.map(h => ({
          ...h,
          namespaceSelector: { matchExpressions: [null] } as any,
        })),
      },
    ];
    expect(reasonOf(asks, { webhooks })?.code).toBe('namespace-excluded');
  });
});

describe('linkerd: controller/proxy-injector/webhook.go, InjectionSkipped', () => {
  const event = (
    reasons: string,
    parts: Partial<EventRecord> = {},
  ): Partial<ClusterSnapshot> => ({
    events: [
      {
        reason: 'InjectionSkipped',
        message: `Linkerd sidecar proxy injection skipped: ${reasons}`,
        lastSeen: '2026-01-01T00:00:00Z',
        count: 1,
        involved: { kind: 'Deployment', namespace: 'shop', name: 'web' },
        ...parts,
      },
    ],
  });
  const asks = podOf('shop', 'web', {
    annotations: says('enabled'),
    hostNetwork: true,
  });
  const said = 'The injector said so at 2026-01-01T00:00:00Z';

  it.each<[string, Partial<ClusterSnapshot>, boolean]>([
    ['says the same', event('hostNetwork is enabled'), true],
    [
      'says the same among others',
      event('hostNetwork is enabled, pod has a sidecar injected already'),
      true,
    ],
    ['says something else', event('pod has a sidecar injected already'), false],
    [
      'is of older pods',
      event('hostNetwork is enabled', { lastSeen: '2025-12-31T00:00:00Z' }),
      false,
    ],
    [
      'is of another workload',
      event('hostNetwork is enabled', {
        involved: { kind: 'Deployment', namespace: 'shop', name: 'other' },
      }),
      false,
    ],
    [
      'is of a time that is none',
      event('hostNetwork is enabled', { lastSeen: '' }),
      false,
    ],
  ])('that %s', (_, parts, quoted) => {
    const reason = reasonOf(asks, parts);
    expect(reason?.code).toBe('host-network');
    expect(reason!.message.includes('The injector said')).toBe(quoted);
  });

  it('tells of a token that the pod does not show', () => {
    expect(
      reasonOf(
        podOf('shop', 'web', { annotations: says('enabled') }),
        event('automountServiceAccountToken set to "false"'),
      ),
    ).toMatchObject({
      code: 'no-service-account-token',
      message: expect.stringContaining(said),
    });
  });

  it('tells that nothing had asked yet', () => {
    expect(
      reasonOf(podOf('shop', 'web'), {
        ...inNamespace('enabled'),
        ...event(
          'neither the namespace nor the pod have the annotation "linkerd.io/inject:enabled"',
        ),
      }),
    ).toMatchObject({
      code: 'predates-label',
      message: expect.stringContaining('nothing asked for a proxy'),
    });
  });
});

it('a token is asked for only where the install takes identity from it', () => {
  const pod = podOf('shop', 'web', {
    annotations: says('enabled'),
    automountServiceAccountToken: false,
    hostNetwork: true,
  });
  const config = (projection: boolean) =>
    linkerdConfig(
      'deny',
      `identity:\n  serviceAccountTokenProjection: ${projection}\n`,
    );
  expect(reasonOf(pod, { configMaps: [config(false)] })?.message).toContain(
    'And: It has automountServiceAccountToken: false',
  );
  expect(reasonOf(pod, { configMaps: [config(true)] })?.message).not.toContain(
    'automountServiceAccountToken',
  );
});
