import { CustomRecord, PodRecord } from '@meshboard/backstage-plugin-mesh-node';
import { linkerdConfig, linkerdPod } from '../testing/linkerd';
import {
  meshTls,
  networks,
  onServer,
  Policies,
  policy,
  prepareLinkerd,
  ref,
  route,
  server,
  webPod,
} from '../testing/linkerdPolicy';
import { containerOf, customOf } from '../testing/records';

/*
 * Linkerd's end-to-end tests send requests from a client in the mesh and from one outside. Whoever
 * gets through there is let in here: a client without a proxy only where plaintext is.
 */

const any = meshTls('all-authenticated', { identities: ['*'] });
const named = (name: string, target: any, ...refs: any[]): CustomRecord => ({
  ...policy(target, ...refs),
  name,
});
const serverAuthorization = (name: string, client: any) =>
  customOf('ServerAuthorization', 'shop', name, {
    server: { name: 'web-http' },
    client,
  });
const allMtls = ref('MeshTLSAuthentication', 'all-authenticated');
const byIp = ref('NetworkAuthentication', 'allow-pod');
const ips = networks('allow-pod', '10.42.0.7');

/** Who gets through: in the mesh, and outside of it. */
function through(policies: Policies, pod: PodRecord = webPod) {
  const found = prepareLinkerd(policies);
  const { mode } = found.mtls(pod, [8080]).ports[0];
  const { allowed = [] } = found.inspect!({
    reference: { kind: 'Deployment', namespace: 'shop', name: 'web' },
    pods: [pod],
    meshed: [pod],
    services: [],
    ports: () => [8080],
  });
  return { mode, who: allowed.map(caller => 'who' in caller && caller.who) };
}

const IDENTITY = 'any identity of the mesh';

describe('linkerd: policy-test/tests/e2e_authorization_policy.rs', () => {
  it.each<[string, Policies, string, string[]]>([
    [
      'meshtls',
      { authorizationpolicies: [policy(onServer, allMtls)] },
      'strict',
      [IDENTITY],
    ],
    [
      'targets_route: root has a policy, /roux has none',
      {
        httproutes: [
          route('HTTPRoute', { name: 'root', accepted: true }),
          route('HTTPRoute', { name: 'roux', accepted: true }),
        ],
        authorizationpolicies: [policy(ref('HTTPRoute', 'root'), allMtls)],
      },
      'strict',
      [IDENTITY],
    ],
    [
      'targets_route: the Server’s policy holds on its routes',
      {
        httproutes: [route('HTTPRoute', { name: 'roux', accepted: true })],
        authorizationpolicies: [policy(onServer, allMtls)],
      },
      'strict',
      [IDENTITY],
    ],
    [
      'targets_namespace',
      { authorizationpolicies: [policy(ref('Namespace', 'shop'), allMtls)] },
      'strict',
      [IDENTITY],
    ],
    [
      'meshtls_namespace',
      {
        authorizationpolicies: [
          policy(onServer, ref('MeshTLSAuthentication', 'ns-authenticated')),
        ],
      },
      'strict',
      ['every service account of shop'],
    ],
    [
      'network',
      { authorizationpolicies: [policy(onServer, byIp)] },
      'permissive',
      ['anybody from 10.42.0.7, without an identity'],
    ],
    [
      'both',
      { authorizationpolicies: [policy(onServer, byIp, allMtls)] },
      'strict',
      [`${IDENTITY} from 10.42.0.7`],
    ],
    [
      'either',
      {
        authorizationpolicies: [
          named('web-from-ip', onServer, byIp),
          named('web-from-id', onServer, allMtls),
        ],
      },
      'permissive',
      [IDENTITY, 'anybody from 10.42.0.7, without an identity'],
    ],
    [
      'empty_authentications',
      { authorizationpolicies: [policy(onServer)] },
      'permissive',
      ['anybody, without an identity'],
    ],
  ])('%s', (_, policies, mode, who) => {
    expect(
      through({
        servers: [server()],
        meshtlsauthentications: [
          any,
          meshTls('ns-authenticated', {
            identityRefs: [ref('Namespace', 'shop')],
          }),
        ],
        networkauthentications: [ips],
        ...policies,
      }),
    ).toEqual({ mode, who });
  });
});

describe('linkerd: policy-test/tests/e2e_server_authorization.rs', () => {
  const everyIdentity = { meshTLS: { identities: ['*'] } };
  const fromIp = { networks: [{ cidr: '10.42.0.7/32' }] };
  const cluster = 'from the cluster’s networks';

  it.each<[string, any[], string, string[]]>([
    ['meshtls', [everyIdentity], 'strict', [`${IDENTITY} ${cluster}`]],
    [
      'network',
      [{ ...fromIp, unauthenticated: true }],
      'permissive',
      ['anybody from 10.42.0.7/32, without an identity'],
    ],
    [
      'both',
      [{ ...fromIp, ...everyIdentity }],
      'strict',
      [`${IDENTITY} from 10.42.0.7/32`],
    ],
    [
      'either',
      [{ ...fromIp, unauthenticated: true }, everyIdentity],
      'permissive',
      [
        'anybody from 10.42.0.7/32, without an identity',
        `${IDENTITY} ${cluster}`,
      ],
    ],
    // policy-controller/grpc/src/inbound.rs to_authz
    [
      'no networks are those of the cluster',
      [{ unauthenticated: true }],
      'permissive',
      [`anybody ${cluster}, without an identity`],
    ],
    [
      'TLS alone',
      [{ meshTLS: { unauthenticatedTLS: true }, networks: [] }],
      'permissive',
      [`anybody ${cluster} who speaks TLS, without an identity`],
    ],
    // policy-test/tests/admit_server_authorization.rs accepts_valid
    [
      'networks with exceptions',
      [
        {
          unauthenticated: true,
          networks: [
            { cidr: '10.1.0.0/24' },
            { cidr: '10.1.1.0/24', except: ['10.1.1.0/28'] },
          ],
        },
      ],
      'permissive',
      [
        'anybody from 10.1.0.0/24 or 10.1.1.0/24 but not 10.1.1.0/28, without an identity',
      ],
    ],
    // admit_server_authorization.rs rejects_invalid_cidr: whoever let it in, Linkerd can't read it
    [
      'a network that is none',
      [{ unauthenticated: true, networks: [{ cidr: 'bogus' }] }],
      'unknown',
      [],
    ],
  ])('%s', (_, clients, mode, who) => {
    expect(
      through({
        servers: [server()],
        serverauthorizations: clients.map((client, i) =>
          serverAuthorization(`sa-${i}`, client),
        ),
      }),
    ).toEqual({ mode, who });
  });
});

describe('linkerd: policy-test/tests/inbound_api.rs', () => {
  const inOrder = [
    server(
      { accessPolicy: 'audit' },
      { createdAt: '2026-01-01T00:00:00Z' },
      'z-first',
    ),
    server({}, { createdAt: '2026-01-02T00:00:00Z' }, 'a-second'),
  ];
  const admin = linkerdPod('shop', 'pause', {
    labels: { app: 'web' },
    containers: [],
  });

  it('server_with_server_authorization: denied, then open, then the default', () => {
    const open = [serverAuthorization('all', { unauthenticated: true })];
    expect(through({ servers: [server()] }).mode).toBe('strict');
    expect(
      through({ servers: [server()], serverauthorizations: open }).mode,
    ).toBe('permissive');
    expect(
      prepareLinkerd({ serverauthorizations: open }).mtls(webPod, [8080])
        .ports[0].source,
    ).toBe('default inbound policy all-unauthenticated');
  });

  it('server_with_authorization_policy: every network is everybody', () => {
    expect(
      through({
        servers: [server()],
        authorizationpolicies: [
          policy(onServer, ref('NetworkAuthentication', 'all')),
        ],
        networkauthentications: [networks('all', '0.0.0.0/0', '::/0')],
      }),
    ).toEqual({
      mode: 'permissive',
      who: ['anybody from 0.0.0.0/0 or ::/0, without an identity'],
    });
  });

  it.each([
    ['as they were made', inOrder, 'Server shop/z-first (audit)'],
    [
      'read the other way',
      [...inOrder].reverse(),
      'Server shop/z-first (audit)',
    ],
    ['the first is gone', inOrder.slice(1), 'Server shop/a-second'],
  ])('servers_ordered_by_creation: %s', (_, servers, source) => {
    expect(
      prepareLinkerd({ servers }).mtls(webPod, [8080]).ports[0].source,
    ).toBe(source);
  });

  it('server_with_audit_policy', () => {
    expect(through({ servers: [server({ accessPolicy: 'audit' })] })).toEqual({
      mode: 'permissive',
      who: ['anybody, without an identity (audit only logs it)'],
    });
  });

  it('a Server on the proxy’s admin port decides no port of the workload', () => {
    const onAdmin = server({ port: 4191, accessPolicy: 'all-unauthenticated' });
    const found = prepareLinkerd(
      { servers: [onAdmin] },
      { configMaps: [linkerdConfig('all-authenticated')] },
    );
    expect(found.mtls(admin, [])).toMatchObject({ mode: 'strict', ports: [] });
    const { findings, allowed } = found.inspect!({
      reference: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      pods: [webPod],
      meshed: [webPod],
      services: [],
      ports: () => [8080],
    });
    expect(findings).toEqual([]);
    expect(allowed).toMatchObject([{ to: 'port 8080' }]);
  });
});

describe('linkerd: policy-test/tests/admit_authorization_policy.rs', () => {
  it.each<[string, any, string]>([
    ['accepts_valid', onServer, 'permissive'],
    ['accepts_targets_namespace', ref('Namespace', 'shop'), 'permissive'],
    [
      'rejects_target_ref_deployment',
      { group: 'apps', kind: 'Deployment', name: 'web-http' },
      'strict',
    ],
    [
      'a Server without its group is none',
      { kind: 'Server', name: 'web-http' },
      'strict',
    ],
  ])('%s', (_, target, mode) => {
    expect(
      through({ servers: [server()], authorizationpolicies: [policy(target)] })
        .mode,
    ).toBe(mode);
  });

  it('accepts_targets_route: the kind in any case', () => {
    expect(
      through({
        servers: [server()],
        httproutes: [route('HTTPRoute', { accepted: true })],
        authorizationpolicies: [
          policy({ group: 'policy.linkerd.io', kind: 'HttpRoute', name: 'r' }),
        ],
      }).mode,
    ).toBe('permissive');
  });

  it('rejects_missing_required_authentications: what it grants cannot be told', () => {
    const missing = customOf('AuthorizationPolicy', 'shop', 'p', {
      targetRef: onServer,
    });
    expect(
      through({ servers: [server()], authorizationpolicies: [missing] }).mode,
    ).toBe('unknown');
  });
});

describe('linkerd: policy-controller/k8s/index/src/authentication/network.rs', () => {
  it.each<[string, any, string]>([
    ['networks', { networks: [{ cidr: '10.0.0.0/8' }] }, 'permissive'],
    ['an address of IPv6', { networks: [{ cidr: 'fd00::1' }] }, 'permissive'],
    ['no networks: the policy is not used', { networks: [] }, 'strict'],
    ['no list: the policy is not used', {}, 'strict'],
    ['no spec: the policy is not used', null, 'strict'],
    ['a prefix too long', { networks: [{ cidr: '10.0.0.0/33' }] }, 'unknown'],
    ['a name', { networks: [{ cidr: 'cluster.local' }] }, 'unknown'],
    ['words where a list belongs', { networks: '10.0.0.0/8' }, 'unknown'],
  ])('%s', (_, spec, mode) => {
    expect(
      through({
        servers: [server()],
        authorizationpolicies: [
          policy(onServer, ref('NetworkAuthentication', 'n')),
        ],
        networkauthentications: [
          customOf('NetworkAuthentication', 'shop', 'n', spec),
        ],
      }).mode,
    ).toBe(mode);
  });
});

describe('linkerd: policy-controller/k8s/index/src/inbound/workload.rs pod_tcp_ports_by_name', () => {
  const pod = linkerdPod('shop', 'web', {
    labels: { app: 'web' },
    containers: [
      containerOf('web', {
        ports: [
          { name: 'http', port: 8080, protocol: 'TCP' },
          { name: 'grpc', port: 8801, protocol: 'TCP' },
          { name: 'dns', port: 5353, protocol: 'UDP' },
          { port: 9090, protocol: 'TCP' },
        ],
      }),
    ],
    initContainers: [
      containerOf('admin', {
        ports: [{ name: 'admin', port: 9999, protocol: 'TCP' }],
      }),
    ],
  });

  it.each<[string | number, number[]]>([
    ['http', [8080]],
    ['grpc', [8801]],
    ['admin', [9999]],
    ['dns', []],
    ['HTTP', []],
    ['8080', []],
    [8080, [8080]],
    [0, []],
    [65536, []],
    [80.5, []],
  ])('port %j', (port, expected) => {
    const ports = [8080, 8801, 5353, 9090, 9999];
    const strict = prepareLinkerd({ servers: [server({ port })] })
      .mtls(pod, ports)
      .ports.filter(({ mode }) => mode === 'strict');
    expect(strict.map(p => p.port)).toEqual(expected);
    // Nor does a port that is none appear where a pod declares none.
    const bare = { ...pod, containers: [], initContainers: [] };
    expect(
      prepareLinkerd({ servers: [server({ port })] })
        .mtls(bare, [])
        .ports.map(p => p.port),
    ).toEqual(typeof port === 'number' ? expected : []);
  });
});

it('a ServerAuthorization whose selector cannot be read leaves the port undecided', () => {
  const odd = customOf('ServerAuthorization', 'shop', 'odd', {
    server: {
      selector: { matchExpressions: [{ key: 'tier', operator: 'Near' }] },
    },
    client: { unauthenticated: true },
  });
  expect(
    prepareLinkerd({
      servers: [server()],
      serverauthorizations: [odd],
    }).mtls(webPod, [8080]).ports,
  ).toEqual([
    {
      port: 8080,
      mode: 'unknown',
      source: 'ServerAuthorization shop/odd has a selector that cannot be read',
    },
  ]);
});
