import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { linkerdConfig, linkerdPod } from '../testing/linkerd';
import { containerOf, customOf, snapshotOf, tcp } from '../testing/records';
import { linkerdAdapter } from '.';

const labels = { app: 'web' };
const pod = linkerdPod('shop', 'web', { labels });
const annotated = (annotations: Record<string, string>) =>
  linkerdPod('shop', 'web', { labels, annotations });

const server = (spec: any = {}, parts: any = {}, name = 'web-http') =>
  customOf(
    'Server',
    'shop',
    name,
    { podSelector: { matchLabels: labels }, port: 8080, ...spec },
    parts,
  );
const policyFor = (target: any, ...refs: any[]) =>
  customOf('AuthorizationPolicy', 'shop', 'p', {
    targetRef: target,
    requiredAuthenticationRefs: refs,
  });
const onServer = { kind: 'Server', name: 'web-http' };
const meshTls = (name: string, ...identities: string[]) =>
  customOf('MeshTLSAuthentication', 'shop', name, { identities });
const ref = (kind: string, name: string) => ({ kind, name });

/** By plural, without the group. */
type Policies = Record<string, any[]>;

const prepare = (
  policies: Policies = {},
  parts: Partial<ClusterSnapshot> = {},
) =>
  linkerdAdapter.prepare(
    snapshotOf({
      configMaps: [linkerdConfig()],
      custom: Object.fromEntries(
        Object.entries(policies).map(([plural, list]) => [
          `policy.linkerd.io/${plural}`,
          list,
        ]),
      ),
      ...parts,
    }),
  );

const modeOf = (of: PodRecord, policies: Policies = {}, port = 8080) =>
  prepare(policies).mtls(of, [port]).ports[0];

describe('linkerd: policy-controller DefaultPolicy', () => {
  it.each([
    ['all-unauthenticated', 'permissive'],
    ['cluster-unauthenticated', 'permissive'],
    ['audit', 'permissive'],
    ['all-authenticated', 'strict'],
    ['cluster-authenticated', 'strict'],
    ['deny', 'strict'],
  ])('%s is %s, from the cluster and from the pod', (policy, mode) => {
    const found = prepare({}, { configMaps: [linkerdConfig(policy)] });
    expect(found.mtls(pod, [8080])).toMatchObject({
      mode,
      ports: [{ mode, source: `default inbound policy ${policy}` }],
    });
    const key = 'config.linkerd.io/default-inbound-policy';
    expect(modeOf(annotated({ [key]: policy }))).toEqual({
      port: 8080,
      mode,
      source: `annotation ${key}=${policy}`,
    });
  });

  it('an unknown annotation value leaves the cluster’s', () => {
    const key = 'config.linkerd.io/default-inbound-policy';
    expect(modeOf(annotated({ [key]: 'strict' })).mode).toBe('permissive');
  });

  it.each([
    ['not permitted', { outcome: 'not-permitted' as const }],
    ['absent', { outcome: 'absent' as const }],
  ])('is unknown where linkerd-config is %s', (_, access) => {
    const found = prepare(
      {},
      {
        configMaps: [],
        access: { 'configmaps/linkerd/linkerd-config': access },
      },
    );
    expect(found.mtls(pod, [8080])).toMatchObject({
      mode: 'unknown',
      ports: [{ mode: 'unknown' }],
    });
  });

  it('ports that require an identity are strict', () => {
    const key = 'config.linkerd.io/proxy-require-identity-inbound-ports';
    expect(modeOf(annotated({ [key]: '8000-8090' })).mode).toBe('strict');
    expect(modeOf(annotated({ [key]: '9000' })).mode).toBe('permissive');
  });
});

describe('linkerd: policy-controller/k8s/index/src/inbound', () => {
  const anyIdentity = meshTls('any', '*');
  const friends = meshTls('friends', 'a.shop.serviceaccount.identity');

  it.each<[string, Policies, string, string]>([
    ['a Server denies by default', { servers: [server()] }, 'strict', 'named'],
    [
      'an access policy of its own',
      { servers: [server({ accessPolicy: 'all-unauthenticated' })] },
      'permissive',
      'open',
    ],
    [
      'audit lets all in',
      { servers: [server({ accessPolicy: 'audit' })] },
      'permissive',
      'open',
    ],
    [
      'any identity',
      {
        servers: [server()],
        authorizationpolicies: [
          policyFor(onServer, ref('MeshTLSAuthentication', 'any')),
        ],
        meshtlsauthentications: [anyIdentity],
      },
      'strict',
      'open',
    ],
    [
      'named identities',
      {
        servers: [server()],
        authorizationpolicies: [
          policyFor(onServer, ref('MeshTLSAuthentication', 'friends')),
        ],
        meshtlsauthentications: [friends],
      },
      'strict',
      'named',
    ],
    [
      'a service account',
      {
        servers: [server()],
        authorizationpolicies: [
          policyFor(onServer, ref('ServiceAccount', 'a')),
        ],
      },
      'strict',
      'named',
    ],
    [
      'networks alone',
      {
        servers: [server()],
        authorizationpolicies: [
          policyFor(onServer, ref('NetworkAuthentication', 'n')),
        ],
        networkauthentications: [
          customOf('NetworkAuthentication', 'shop', 'n', {
            networks: [{ cidr: '10.0.0.0/8' }],
          }),
        ],
      },
      'permissive',
      'open',
    ],
    [
      'networks and identities hold together',
      {
        servers: [server()],
        authorizationpolicies: [
          policyFor(
            onServer,
            ref('NetworkAuthentication', 'n'),
            ref('MeshTLSAuthentication', 'friends'),
          ),
        ],
        networkauthentications: [
          customOf('NetworkAuthentication', 'shop', 'n', {
            networks: [{ cidr: '10.0.0.0/8' }],
          }),
        ],
        meshtlsauthentications: [friends],
      },
      'strict',
      'named',
    ],
    [
      'no references: everybody',
      { servers: [server()], authorizationpolicies: [policyFor(onServer)] },
      'permissive',
      'open',
    ],
    [
      'a reference that leads nowhere: the policy is ignored',
      {
        servers: [server()],
        authorizationpolicies: [
          policyFor(onServer, ref('NetworkAuthentication', 'gone')),
        ],
      },
      'strict',
      'named',
    ],
    [
      'a policy of the namespace counts under a Server',
      {
        servers: [server()],
        authorizationpolicies: [policyFor(ref('Namespace', 'shop'))],
      },
      'permissive',
      'open',
    ],
    [
      'and nowhere else',
      { authorizationpolicies: [policyFor(ref('Namespace', 'shop'))] },
      'permissive',
      'open',
    ],
    [
      'of another Server',
      {
        servers: [server()],
        authorizationpolicies: [policyFor(ref('Server', 'other'))],
      },
      'strict',
      'named',
    ],
    [
      'a policy on a route that is on no Server',
      {
        servers: [server()],
        authorizationpolicies: [policyFor(ref('HTTPRoute', 'r'))],
      },
      'strict',
      'named',
    ],
    [
      'a selector of other pods',
      { servers: [server({ podSelector: { matchLabels: { app: 'x' } } })] },
      'permissive',
      'open',
    ],
    [
      'a Server for machines outside',
      {
        servers: [
          server({ podSelector: undefined, externalWorkloadSelector: {} }),
        ],
      },
      'permissive',
      'open',
    ],
    [
      'a port by name',
      { servers: [server({ port: 'http' })] },
      'strict',
      'named',
    ],
    [
      'a name that the pod does not have',
      { servers: [server({ port: 'grpc' })] },
      'permissive',
      'open',
    ],
    [
      'the oldest of several Servers',
      {
        servers: [
          server({}, { createdAt: '2026-02-02T00:00:00Z' }, 'young'),
          server(
            { accessPolicy: 'audit' },
            { createdAt: '2026-02-01T00:00:00Z' },
            'old',
          ),
        ],
      },
      'permissive',
      'open',
    ],
  ])('%s', (_, policies, mode, authorization) => {
    expect(modeOf(pod, policies).mode).toBe(mode);
    expect(prepare(policies).authorization(pod, [8080])).toBe(authorization);
  });

  const serverAuthorization = (client: any, target: any = {}) => ({
    servers: [server({}, { labels: { tier: 'front' } })],
    serverauthorizations: [
      customOf('ServerAuthorization', 'shop', 'sa', {
        server: { name: 'web-http', ...target },
        client,
      }),
    ],
  });

  it.each<[string, Policies, string, string]>([
    [
      'unauthenticated',
      serverAuthorization({ unauthenticated: true }),
      'permissive',
      'open',
    ],
    [
      'TLS without an identity',
      serverAuthorization({ meshTLS: { unauthenticatedTLS: true } }),
      'permissive',
      'open',
    ],
    [
      'any identity',
      serverAuthorization({ meshTLS: { identities: ['*'] } }),
      'strict',
      'open',
    ],
    [
      'service accounts',
      serverAuthorization({ meshTLS: { serviceAccounts: [{ name: 'a' }] } }),
      'strict',
      'named',
    ],
    [
      'by labels of the Server, not of the pod',
      serverAuthorization(
        { unauthenticated: true },
        { name: undefined, selector: { matchLabels: { tier: 'front' } } },
      ),
      'permissive',
      'open',
    ],
    [
      'labels of the pod select nothing',
      serverAuthorization(
        { unauthenticated: true },
        { name: undefined, selector: { matchLabels: labels } },
      ),
      'strict',
      'named',
    ],
  ])('ServerAuthorization: %s', (_, policies, mode, authorization) => {
    expect(modeOf(pod, policies).mode).toBe(mode);
    expect(prepare(policies).authorization(pod, [8080])).toBe(authorization);
  });

  it('a named port may mean several numbers', () => {
    const two = linkerdPod('shop', 'web', {
      labels,
      containers: [
        containerOf('a', { ports: [tcp(8080, 'http')] }),
        containerOf('b', { ports: [tcp(8081, 'http')] }),
      ],
    });
    expect(
      prepare({ servers: [server({ port: 'http' })] })
        .mtls(two, [8080, 8081])
        .ports.map(p => p.mode),
    ).toEqual(['strict', 'strict']);
  });

  it('one port without a Server keeps the workload from being named', () => {
    expect(
      prepare({ servers: [server()] }).authorization(pod, [8080, 9090]),
    ).toBe('open');
  });

  it.each(['authorizationpolicies', 'serverauthorizations'])(
    'is unknown under a Server where %s could not be read',
    plural => {
      const found = prepare(
        { servers: [server()] },
        {
          access: { [`policy.linkerd.io/${plural}`]: { outcome: 'failed' } },
        },
      );
      expect(found.mtls(pod, [8080]).ports[0].mode).toBe('unknown');
      expect(found.authorization(pod, [8080])).toBe('unknown');
    },
  );
});

describe('linkerd: policy-controller/k8s/index/src/inbound/tests/annotation.rs', () => {
  const POLICY = 'config.linkerd.io/default-inbound-policy';
  const IDENTITY = 'config.linkerd.io/proxy-require-identity-inbound-ports';
  const on = (of: PodRecord, clusterDefault: string) =>
    prepare({}, { configMaps: [linkerdConfig(clusterDefault)] }).mtls(of, [
      2222,
    ]).ports[0].mode;

  it.each([
    ['deny', 'strict', 'strict'],
    ['all-authenticated', 'strict', 'strict'],
    ['all-unauthenticated', 'permissive', 'strict'],
    ['cluster-authenticated', 'strict', 'strict'],
    ['cluster-unauthenticated', 'permissive', 'strict'],
    ['audit', 'permissive', 'permissive'],
  ])('default %s', (policy, mode, withIdentityPorts) => {
    const inverse = policy === 'deny' ? 'all-unauthenticated' : 'deny';
    // default_policy_annotated
    expect(on(annotated({ [POLICY]: policy }), inverse)).toBe(mode);
    // default_policy_annotated_invalid
    expect(on(annotated({ [POLICY]: 'bogus' }), policy)).toBe(mode);
    // opaque_annotated
    expect(
      on(annotated({ 'config.linkerd.io/opaque-ports': '2222' }), policy),
    ).toBe(mode);
    // authenticated_annotated
    expect(on(annotated({ [IDENTITY]: '2222' }), policy)).toBe(
      withIdentityPorts,
    );
    // workload.rs ports_annotation: a list that is not one is empty
    expect(on(annotated({ [IDENTITY]: '2222,http' }), policy)).toBe(mode);
  });

  it('what has a policy’s name by birth is none', () => {
    expect(on(annotated({ [POLICY]: 'constructor' }), 'deny')).toBe('strict');
  });

  it('a default that nobody is let in by is no policy that names', () => {
    const found = prepare({}, { configMaps: [linkerdConfig('deny')] });
    expect(found.authorization(pod, [8080])).toBe('unknown');
  });
});

describe('linkerd: policy-controller/k8s/index/src/inbound/tests/server.rs', () => {
  const named = (protocol: string) =>
    linkerdPod('ns-0', 'pod-0', {
      labels,
      containers: [
        containerOf('container-0', {
          ports: [{ name: 'admin', port: 8080, protocol }],
        }),
      ],
    });
  const inNs0 = (spec: any) => ({
    servers: [server(spec, { namespace: 'ns-0' })],
  });

  it.each<[string, any, string, string]>([
    ['links_named_server_port', { port: 'admin' }, 'TCP', 'strict'],
    ['a name of a UDP port', { port: 'admin' }, 'UDP', 'permissive'],
    ['links_unnamed_server_port', { port: 8080 }, 'UDP', 'strict'],
    ['a number as a name', { port: '8080' }, 'TCP', 'permissive'],
    [
      'server_update_deselects_pod',
      { port: 8080, podSelector: { matchLabels: { label: 'value' } } },
      'TCP',
      'permissive',
    ],
    ['an empty selector', { port: 8080, podSelector: {} }, 'TCP', 'strict'],
    [
      'an expression',
      {
        port: 8080,
        podSelector: {
          matchExpressions: [
            { key: 'app', operator: 'In', values: ['web', 'x'] },
          ],
        },
      },
      'TCP',
      'strict',
    ],
  ])('%s', (_, spec, protocol, mode) => {
    expect(modeOf(named(protocol), inNs0(spec)).mode).toBe(mode);
  });

  it('a name that an init container has', () => {
    const native = linkerdPod('ns-0', 'pod-0', {
      labels,
      containers: [],
      initContainers: [
        containerOf('side', {
          restartPolicy: 'Always',
          ports: [{ name: 'admin', port: 8080, protocol: 'TCP' }],
        }),
      ],
    });
    expect(modeOf(native, inNs0({ port: 'admin' })).mode).toBe('strict');
  });

  it('is in its own namespace only', () => {
    expect(modeOf(pod, inNs0({ port: 8080 })).mode).toBe('permissive');
  });

  it('an access policy that is none adds nobody', () => {
    expect(
      modeOf(pod, { servers: [server({ accessPolicy: 'toString' })] }).mode,
    ).toBe('strict');
  });

  it('of equal age by name', () => {
    const [a, b] = [
      server({ accessPolicy: 'audit' }, {}, 'a'),
      server({}, {}, 'b'),
    ];
    for (const servers of [
      [a, b],
      [b, a],
    ]) {
      expect(modeOf(pod, { servers }).source).toBe('Server shop/a (audit)');
    }
  });
});

describe('objects that are not what they should be', () => {
  const oddities = [
    null,
    undefined,
    'text',
    7,
    [],
    {},
    { podSelector: 'app=web', port: 8080 },
    { podSelector: { matchLabels: labels }, port: { number: 8080 } },
    { podSelector: { matchLabels: labels }, port: 8080, accessPolicy: {} },
    { targetRef: 'Server', requiredAuthenticationRefs: 'any' },
    { targetRef: { kind: 7, name: [] }, requiredAuthenticationRefs: [7] },
    { server: 'web-http', client: 'all' },
    { server: { selector: 7 }, client: { meshTLS: { identities: '*' } } },
    { identities: '*', identityRefs: { kind: 'Namespace' } },
    { networks: [null, 7, { cidr: 9, except: 'x' }] },
    { parentRefs: 'Server', rules: [null, { matches: [null, { path: 7 }] }] },
    { parentRefs: [null, 7, { kind: 'Server' }] },
  ];
  const kinds = [
    'servers',
    'serverauthorizations',
    'authorizationpolicies',
    'meshtlsauthentications',
    'networkauthentications',
    'httproutes',
  ];

  it.each(kinds)('in %s never crash and never open a strict port', kind => {
    const odd = oddities.map((spec, i) =>
      customOf('Odd', 'shop', `z${i}`, spec, {
        status: { parents: [null, 7] },
      }),
    );
    const found = prepare({
      servers: [server()],
      [kind]: [...(kind === 'servers' ? [server()] : []), ...odd],
    });
    expect(found.mtls(pod, [8080]).ports[0].mode).toBe('strict');
    expect(found.authorization(pod, [8080])).toBe('named');
  });

  it('a selector that cannot be read leaves its port undecided', () => {
    const odd = server({
      podSelector: { matchExpressions: [{ key: 'app', operator: 'Near' }] },
      accessPolicy: 'audit',
    });
    expect(modeOf(pod, { servers: [odd] }).mode).toBe('unknown');
  });
});
