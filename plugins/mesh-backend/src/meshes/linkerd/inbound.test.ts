import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { linkerdConfig, linkerdPod } from '../testing/linkerd';
import { containerOf, customOf, snapshotOf, tcp } from '../testing/records';
import { linkerdAdapter } from '.';

const labels = { app: 'web' };
const pod = linkerdPod('shop', 'web', { labels });
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
const meshTls = (name: string, ...identities: string[]) =>
  customOf('MeshTLSAuthentication', 'shop', name, { identities });
const CORE = ['Namespace', 'ServiceAccount'];
const ref = (kind: string, name: string) => ({
  ...(CORE.includes(kind) ? {} : { group: 'policy.linkerd.io' }),
  kind,
  name,
});
const onServer = ref('Server', 'web-http');

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
