import {
  meshTls,
  networks,
  onServer,
  policy,
  ref,
  server,
  verdict,
} from '../testing/linkerdPolicy';

const STRICT = ['strict', 'named'];
const ANY = ['strict', 'open'];
const OPEN = ['permissive', 'open'];

describe('linkerd: policy-controller/k8s/index/src/inbound/server_authorization.rs', () => {
  const with_ = (client: any, target: any = { name: 'web-http' }) =>
    verdict({
      servers: [server({}, { labels: { tier: 'front' } })],
      serverauthorizations: [
        {
          ...server(),
          kind: 'ServerAuthorization',
          name: 'sa',
          spec: { server: target, client },
        },
      ],
    });
  const everybody = { unauthenticated: true };

  it.each<[string, any, any, string[]]>([
    // tests/server_authorization.rs links_server_authz_by_name, links_server_authz_by_label
    ['by name', everybody, { name: 'web-http' }, OPEN],
    ['by another name', everybody, { name: 'other' }, STRICT],
    [
      'by labels of the Server',
      everybody,
      { selector: { matchLabels: { tier: 'front' } } },
      OPEN,
    ],
    [
      'by an expression',
      everybody,
      { selector: { matchExpressions: [{ key: 'tier', operator: 'Exists' }] } },
      OPEN,
    ],
    [
      'by labels of the pod, which are not asked',
      everybody,
      { selector: { matchLabels: { app: 'web' } } },
      STRICT,
    ],
    ['without name and selector: every Server', everybody, {}, OPEN],
    // client_authz
    ['no client authentication: ignored', {}, undefined, STRICT],
    ['no client at all: ignored', undefined, undefined, STRICT],
    [
      'networks alone: ignored',
      { networks: [{ cidr: '10.0.0.0/8' }] },
      undefined,
      STRICT,
    ],
    [
      'meshTLS that authorizes no clients: ignored',
      { meshTLS: {} },
      undefined,
      STRICT,
    ],
    [
      'unauthenticated wins over meshTLS',
      { unauthenticated: true, meshTLS: { identities: ['a'] } },
      undefined,
      OPEN,
    ],
    [
      'TLS without an identity',
      { meshTLS: { unauthenticatedTLS: true, identities: ['a'] } },
      undefined,
      OPEN,
    ],
    ['any identity', { meshTLS: { identities: ['*'] } }, undefined, ANY],
    ['named and any', { meshTLS: { identities: ['a', '*'] } }, undefined, ANY],
    [
      'service accounts',
      { meshTLS: { serviceAccounts: [{ name: 'a' }] } },
      undefined,
      STRICT,
    ],
    ['words where a list belongs', { meshTLS: 'yes' }, undefined, STRICT],
  ])('%s', (_, client, target, expected) => {
    expect(with_(client, target)).toEqual(expected);
  });
});

describe('linkerd: policy-controller/k8s/index/src/inbound/index.rs policy_client_authz', () => {
  const any = meshTls('any', { identities: ['*'] });
  const friends = meshTls('friends', { identities: ['foo.bar'] });
  const elsewhere = meshTls('far', { identities: ['foo.bar'] }, 'bank');
  const net = networks('n', '10.0.0.0/8');
  const other = networks('m', '192.168.0.0/16');
  const mtls = (name: string, parts?: any) =>
    ref('MeshTLSAuthentication', name, parts);
  const network = (name: string) => ref('NetworkAuthentication', name);
  const account = (name: string, parts?: any) =>
    ref('ServiceAccount', name, parts);

  it.each<[string, any[], string[]]>([
    // tests/authorization_policy.rs links_authorization_policy_with_mtls_name
    [
      'a network and an identity of another namespace',
      [network('n'), mtls('far', { namespace: 'bank' })],
      STRICT,
    ],
    // tests/authorization_policy.rs links_authorization_policy_with_service_account
    [
      'a network and a service account',
      [network('n'), account('foo', { namespace: 'shop' })],
      STRICT,
    ],
    ['no references: everybody', [], OPEN],
    ['a network alone: everybody in it', [network('n')], OPEN],
    ['any identity', [mtls('any')], ANY],
    ['a name that another namespace has', [mtls('far')], STRICT],
    // tests/meshtls_authentication.rs delete_meshtls_authn_removes_authorization
    ['a MeshTLSAuthentication that is gone: ignored', [mtls('gone')], STRICT],
    // tests/network_authentication.rs reset_network_authn_with_deleted_entries
    [
      'a NetworkAuthentication that is gone: ignored',
      [network('gone')],
      STRICT,
    ],
    ['two identities: ignored', [mtls('any'), mtls('friends')], STRICT],
    [
      'an identity and an account: ignored',
      [mtls('any'), account('a')],
      STRICT,
    ],
    ['two networks: ignored', [network('n'), network('m')], STRICT],
    // authorization_policy.rs authentication_ref
    ['another kind: ignored', [ref('Pod', 'x')], STRICT],
    [
      'the kind of another group: ignored',
      [network('n'), mtls('any', { group: 'example.test' })],
      STRICT,
    ],
    ['a reference that is none: ignored', [null], STRICT],
    // api/src/policy/target_ref.rs namespaced_targets_service_account
    [
      'kinds in any case',
      [ref('SERVICEACCOUNT', 'a', { group: 'CORE' })],
      STRICT,
    ],
    ['an account by the empty group', [account('a', { group: '' })], STRICT],
  ])('%s', (_, refs, expected) => {
    expect(
      verdict({
        servers: [server()],
        authorizationpolicies: [policy(onServer, ...refs)],
        meshtlsauthentications: [any, friends, elsewhere],
        networkauthentications: [net, other],
      }),
    ).toEqual(expected);
  });

  it.each<[string, any, string[]]>([
    ['its Server', onServer, OPEN],
    ['another Server', ref('Server', 'other'), STRICT],
    // tests/authorization_policy.rs authorization_targets_namespace
    [
      'its namespace, group core',
      { group: 'core', kind: 'Namespace', name: 'shop' },
      OPEN,
    ],
    ['a namespace of any name means its own', ref('Namespace', 'bank'), OPEN],
    ['a kind that is no target', ref('Deployment', 'web-http'), STRICT],
    ['nothing', undefined, STRICT],
  ])('target: %s', (_, target, expected) => {
    expect(
      verdict({
        servers: [server()],
        authorizationpolicies: [policy(target)],
      }),
    ).toEqual(expected);
  });

  it.each(['meshtlsauthentications', 'networkauthentications'])(
    'is unknown where %s could not be read',
    plural => {
      expect(
        verdict(
          {
            servers: [server()],
            authorizationpolicies: [
              policy(onServer, network('n'), mtls('any')),
            ],
            meshtlsauthentications: [any],
            networkauthentications: [net],
          },
          {
            access: { [`policy.linkerd.io/${plural}`]: { outcome: 'failed' } },
          },
        ),
      ).toEqual(['unknown', 'unknown']);
    },
  );
});

describe('linkerd: policy-controller/k8s/index/src/inbound/meshtls_authentication.rs', () => {
  const all = 'serviceaccount.identity.linkerd.cluster.local';

  it.each<[string, any, string[]]>([
    ['a name', { identities: ['foo.bar'] }, STRICT],
    ['everybody', { identities: ['*'] }, ANY],
    ['a namespace by wildcard', { identities: [`*.shop.${all}`] }, STRICT],
    ['a wildcard over every namespace', { identities: [`*.${all}`] }, ANY],
    ['a wildcard over the domain', { identities: ['*.cluster.local'] }, ANY],
    ['a star inside is no wildcard', { identities: ['web.*'] }, STRICT],
    [
      'a service account',
      { identityRefs: [{ kind: 'ServiceAccount', name: 'a' }] },
      STRICT,
    ],
    [
      'a namespace',
      { identityRefs: [{ kind: 'Namespace', name: 'shop' }] },
      STRICT,
    ],
    [
      'everybody beside a reference',
      {
        identities: ['*'],
        identityRefs: [{ kind: 'Namespace', name: 'shop' }],
      },
      ANY,
    ],
    ['nobody: the policy is ignored', {}, STRICT],
    [
      'a kind that is no identity: the policy is ignored',
      { identities: ['*'], identityRefs: [{ kind: 'Pod', name: 'a' }] },
      STRICT,
    ],
  ])('%s', (_, spec, expected) => {
    expect(
      verdict({
        servers: [server()],
        authorizationpolicies: [
          policy(onServer, ref('MeshTLSAuthentication', 'm')),
        ],
        meshtlsauthentications: [meshTls('m', spec)],
      }),
    ).toEqual(expected);
  });
});
