import {
  ClusterSnapshot,
  CustomRecord,
  PodRecord,
  ServiceRecord,
  WebhookRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { linkerdPod, linkerdWebhook } from '../../testing/linkerd';
import { codes, inspected, podWith, told } from '../../testing/linkerdInspect';
import {
  onServer,
  policy,
  prepareLinkerd,
  ref,
  server,
  webLabels,
} from '../../testing/linkerdPolicy';
import {
  containerOf,
  customOf,
  metaOf,
  namespaceOf,
  podOf,
} from '../../testing/records';

/* What `linkerd check` looks at, and what the policy controller says only in its log. */

const OPAQUE = 'config.linkerd.io/opaque-ports';
const SKIP = 'config.linkerd.io/skip-inbound-ports';

describe('linkerd: pkg/healthcheck/healthcheck_labels.go', () => {
  const service = (
    labels: Record<string, string>,
    annotations: Record<string, string> = {},
  ): ServiceRecord => ({
    ...metaOf('shop', 'web', labels, annotations),
    selector: webLabels,
    ports: [],
  });
  const labelled = (labels: Record<string, string>) =>
    podWith({}, { labels: { ...webLabels, ...labels } });

  it.each<[string, Record<string, string>, string[]]>([
    [
      'the annotation that asks',
      { 'linkerd.io/inject': 'enabled' },
      ['linkerd.io/inject=enabled'],
    ],
    ['a setting', { [SKIP]: '25' }, [`${SKIP}=25`]],
    [
      'an older setting',
      { 'config.alpha.linkerd.io/proxy-wait-before-exit-seconds': '5' },
      ['config.alpha.linkerd.io/proxy-wait-before-exit-seconds=5'],
    ],
    ['what the injector writes', { 'linkerd.io/workload-ns': 'shop' }, []],
    ['labels of others', { 'config.example.test/x': 'y' }, []],
  ])('on pods, %s', (_, labels, told_) => {
    const pods = [labelled(labels), labelled(labels)];
    expect(told({ pods }, 'config-as-label').map(f => f.evidence)).toEqual(
      told_.map(
        text => `Pods have ${text} as a label: it must be an annotation`,
      ),
    );
  });

  it('on Services, both ways', () => {
    const services = [
      service({ [OPAQUE]: '25' }, { 'mirror.linkerd.io/exported': 'true' }),
      service({ 'mirror.linkerd.io/exported': 'true' }),
    ];
    expect(inspected({ services }).findings).toMatchObject([
      {
        code: 'config-as-label',
        evidence: `Service shop/web has ${OPAQUE}=25 as a label: it must be an annotation`,
        fix: [
          {
            command: `kubectl annotate service web -n shop ${OPAQUE}=25 --overwrite`,
          },
        ],
      },
      {
        code: 'exported-as-annotation',
        fix: [
          {
            command:
              'kubectl label service web -n shop mirror.linkerd.io/exported=true --overwrite',
          },
        ],
      },
    ]);
    expect(codes({ pods: [], services })).toEqual([]);
  });
});

describe('cni-plugin-missing-on-node (linkerd: pkg/healthcheck, cni plugin pod is running on all nodes)', () => {
  const leaning = (nodeName: string) =>
    linkerdPod('shop', `on-${nodeName}`, {
      nodeName,
      initContainers: [containerOf('linkerd-network-validator')],
    });
  const plugin = (nodeName: string, ready = true) =>
    podOf('linkerd-cni', `cni-${nodeName}`, {
      nodeName,
      labels: { 'linkerd.io/cni-resource': 'true' },
      containers: [containerOf('install-cni', { ready })],
    });
  const found = (...pods: PodRecord[]) => prepareLinkerd({}, { pods });

  it.each<[string, PodRecord[], string[]]>([
    ['there', [leaning('a'), plugin('a')], []],
    ['elsewhere', [leaning('a'), plugin('b')], ['a']],
    ['not ready', [leaning('a'), plugin('a', false)], ['a']],
    [
      'missing on two',
      [leaning('b'), leaning('a'), leaning('a'), plugin('c')],
      ['a and b'],
    ],
    [
      'nowhere that it is needed',
      [linkerdPod('shop', 'web', { nodeName: 'a' }), plugin('b')],
      [],
    ],
    [
      'of a pod that has no node',
      [{ ...leaning('a'), nodeName: undefined }, plugin('b')],
      [],
    ],
  ])('the plugin is %s', (_, pods, nodes) => {
    expect(
      found(...pods).findings!()
        .filter(f => f.code === 'cni-plugin-missing-on-node')
        .map(f => f.evidence),
    ).toEqual(
      nodes.map(
        on => `No linkerd-cni is ready on ${on}, where pods lean on it`,
      ),
    );
  });

  it('is not evaluated where no plugin was seen at all', () => {
    const alone = found(leaning('a'));
    expect(alone.findings!()).toEqual([]);
    expect(alone.notEvaluated!()).toContainEqual({
      code: 'cni-plugin-missing-on-node',
      because: expect.stringContaining('linkerd-cni'),
    });
  });
});

describe('injector-holds-up-kube-system (linkerd: pkg/healthcheck, pod injection disabled on kube-system)', () => {
  const webhook = (failurePolicy: string, namespaceSelector: any) => {
    const whole = linkerdWebhook({ failurePolicy });
    return {
      ...whole,
      webhooks: whole.webhooks.map(h => ({ ...h, namespaceSelector })),
    };
  };
  const byLabel = {
    matchExpressions: [
      {
        key: 'config.linkerd.io/admission-webhooks',
        operator: 'NotIn',
        values: ['disabled'],
      },
    ],
  };
  const system = (labels: Record<string, string> = {}) => ({
    namespaces: [namespaceOf('kube-system', labels)],
  });
  const off = { 'config.linkerd.io/admission-webhooks': 'disabled' };

  it.each<[string, WebhookRecord, Partial<ClusterSnapshot>, number]>([
    ['refuses, and asks about it', webhook('Fail', byLabel), system(), 1],
    ['lets pods through', webhook('Ignore', byLabel), system(), 0],
    ['is kept away by the label', webhook('Fail', byLabel), system(off), 0],
    [
      'is kept away by the name, as installed today',
      linkerdWebhook({ failurePolicy: 'Fail' }),
      system(),
      0,
    ],
    ['has no selector', webhook('Fail', undefined), system(off), 1],
    [
      'has a selector that the API server takes for none',
      webhook('Fail', { matchExpressions: [{ key: 'x', operator: 'Near' }] }),
      system(),
      0,
    ],
  ])('a webhook that %s', (_, hook, parts, count) => {
    expect(
      prepareLinkerd({}, { webhooks: [hook], ...parts }).findings!().filter(
        f => f.code === 'injector-holds-up-kube-system',
      ),
    ).toHaveLength(count);
  });

  it.each<[string, Partial<ClusterSnapshot>, string]>([
    [
      'webhooks could not be read',
      {
        ...system(),
        access: { mutatingwebhookconfigurations: { outcome: 'not-permitted' } },
      },
      'mutatingwebhookconfigurations not read: not permitted',
    ],
    [
      'kube-system was not read',
      {},
      'namespace kube-system, whose labels decide, was not read',
    ],
  ])('is not evaluated where %s', (_, parts, because) => {
    const found = prepareLinkerd(
      {},
      { webhooks: [webhook('Fail', byLabel)], ...parts },
    );
    expect(found.findings!()).toEqual([]);
    expect(found.notEvaluated!()).toContainEqual({
      code: 'injector-holds-up-kube-system',
      because,
    });
  });

  it('needs no labels where the name decides', () => {
    const found = prepareLinkerd(
      {},
      { webhooks: [linkerdWebhook({ failurePolicy: 'Fail' })] },
    );
    expect(found.findings!()).toEqual([]);
    expect(found.notEvaluated!().map(n => n.code)).not.toContain(
      'injector-holds-up-kube-system',
    );
  });
});

describe('a policy that Linkerd takes for none', () => {
  it.each<[string, any, Partial<CustomRecord>[], string]>([
    [
      'a Server without its group',
      { kind: 'Server', name: 'web-http' },
      [],
      'AuthorizationPolicy shop/p is not used: its targetRef is of no kind that it can have: a Server is of group policy.linkerd.io',
    ],
    [
      'an authentication without networks',
      onServer,
      [{ spec: { networks: [] } }],
      'AuthorizationPolicy shop/p is not used: NetworkAuthentication shop/n names no network',
    ],
  ])('%s', (_, target, authentications, evidence) => {
    expect(
      told(
        {
          policies: {
            servers: [server()],
            authorizationpolicies: [
              policy(
                target,
                ...authentications.map(() => ref('NetworkAuthentication', 'n')),
              ),
            ],
            networkauthentications: authentications.map(parts =>
              customOf('NetworkAuthentication', 'shop', 'n', {}, parts),
            ),
          },
        },
        'policy-without-authentication',
      ).map(f => f.evidence),
    ).toEqual([evidence]);
  });
});

it.each<[string, Record<string, string>, Record<string, string>, number]>([
  // linkerd: pkg/util/parsing.go isNamed, ParseContainerOpaquePorts
  [
    'a container’s port by its name',
    { [OPAQUE]: '80' },
    { [OPAQUE]: 'http' },
    0,
  ],
  [
    'a Service’s port by its name',
    { [OPAQUE]: 'web' },
    { [OPAQUE]: '8080' },
    0,
  ],
  ['a name that nobody has', { [OPAQUE]: '80' }, { [OPAQUE]: 'grpc' }, 1],
  [
    'a part that is nothing',
    { [OPAQUE]: '80' },
    { [OPAQUE]: '1-2-3, 8080,' },
    0,
  ],
])('opaque ports: %s', (_, onService, onPod, count) => {
  const services: ServiceRecord[] = [
    {
      ...metaOf('shop', 'web', {}, onService),
      selector: webLabels,
      ports: [{ name: 'web', port: 80, targetPort: 8080, protocol: 'TCP' }],
    },
  ];
  expect(
    told({ pods: [podWith(onPod)], services }, 'opaque-ports-differ'),
  ).toHaveLength(count);
});

describe('servers-compete (linkerd: policy-controller/k8s/index/src/inbound/index.rs Pod::reindex_servers)', () => {
  const at = (createdAt: string) => ({ createdAt });
  const old = at('2026-01-01T00:00:00Z');
  const young = at('2026-02-01T00:00:00Z');

  it.each<[string, CustomRecord[], string[]]>([
    [
      'the younger of two',
      [server({}, young, 'a'), server({}, old, 'b')],
      [
        'Port 8080 is Server shop/b’s, the oldest that selects it: Server shop/a does nothing there',
      ],
    ],
    [
      'of the same age',
      [server({}, old, 'b'), server({}, old, 'a')],
      [
        'Port 8080 is Server shop/a’s, the first by name that selects it: Server shop/b does nothing there',
      ],
    ],
    [
      'by name and by number',
      [server({}, old, 'a'), server({ port: 'http' }, young, 'b')],
      [
        'Port 8080 is Server shop/a’s, the oldest that selects it: Server shop/b does nothing there',
      ],
    ],
    [
      'another port',
      [server({}, old, 'a'), server({ port: 9090 }, old, 'b')],
      [],
    ],
    [
      'other pods',
      [
        server({}, old, 'a'),
        server({ podSelector: { matchLabels: { app: 'x' } } }, old, 'b'),
      ],
      [],
    ],
    [
      'the proxy’s own port',
      [server({ port: 4191 }, old, 'a'), server({ port: 4191 }, old, 'b')],
      [],
    ],
  ])('%s', (_, servers, evidence) => {
    expect(
      told({ policies: { servers } }, 'servers-compete').map(f => f.evidence),
    ).toEqual(evidence);
  });
});
