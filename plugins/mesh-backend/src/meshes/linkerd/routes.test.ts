import { CustomRecord } from '@meshboard/backstage-plugin-mesh-node';
import {
  meshTls,
  Policies,
  policy,
  prepareLinkerd,
  ref,
  route,
  server,
  verdict,
  webPod,
} from '../testing/linkerdPolicy';

const STRICT = ['strict', 'named'];
const ANY = ['strict', 'open'];
const OPEN = ['permissive', 'open'];

const everybodyOn = (target: any) => ({
  authorizationpolicies: [policy(target)],
});
const linkerdRoute = ref('HTTPRoute', 'r');
const gatewayRoute = ref('HTTPRoute', 'r', {
  group: 'gateway.networking.k8s.io',
});
const http = (parts: any = {}) => ({
  httproutes: [route('HTTPRoute', { accepted: true, ...parts })],
});
const unseen = { accepted: undefined };
/** With another status than the one that it has. */
const statedBy = (parts: any, record: CustomRecord): CustomRecord => ({
  ...record,
  status: { parents: [{ ...record.status.parents[0], ...parts }] },
});
const GATEWAY_HTTP = 'gateway.networking.k8s.io/httproutes';
const GATEWAY_GRPC = 'gateway.networking.k8s.io/grpcroutes';

describe('linkerd: policy-controller/k8s/index/src/inbound/index.rs http_routes, grpc_routes', () => {
  it.each<[string, Policies, string[]]>([
    // tests/routes/http.rs route_attaches_to_server
    [
      'a route of Linkerd’s that lets all in',
      { ...http({ accepted: true }), ...everybodyOn(linkerdRoute) },
      OPEN,
    ],
    [
      'a route of the Gateway API',
      {
        [GATEWAY_HTTP]: [route('HTTPRoute', { accepted: true })],
        ...everybodyOn(gatewayRoute),
      },
      OPEN,
    ],
    [
      'the same name in the other group',
      { ...http(), ...everybodyOn(gatewayRoute) },
      STRICT,
    ],
    // tests/routes/http.rs: a service account on the route
    [
      'a route that names a service account',
      {
        ...http(),
        authorizationpolicies: [
          policy(linkerdRoute, ref('ServiceAccount', 'foo')),
        ],
      },
      STRICT,
    ],
    [
      'a route for any identity',
      {
        ...http(),
        authorizationpolicies: [
          policy(linkerdRoute, ref('MeshTLSAuthentication', 'any')),
        ],
        meshtlsauthentications: [meshTls('any', { identities: ['*'] })],
      },
      ANY,
    ],
    ['a route without a policy', http(), STRICT],
    // routes.rs accepted_by_server: until then it is not in force, and nobody knows how long that is
    [
      'not looked at yet, and it would let all in',
      { ...http(unseen), ...everybodyOn(linkerdRoute) },
      ['unknown', 'unknown'],
    ],
    [
      'not looked at yet, and it would let in any identity',
      {
        ...http(unseen),
        authorizationpolicies: [
          policy(linkerdRoute, ref('MeshTLSAuthentication', 'any')),
        ],
        meshtlsauthentications: [meshTls('any', { identities: ['*'] })],
      },
      ['unknown', 'unknown'],
    ],
    [
      'not looked at yet, and it would let in one by name',
      {
        ...http(unseen),
        authorizationpolicies: [
          policy(linkerdRoute, ref('ServiceAccount', 'foo')),
        ],
      },
      STRICT,
    ],
    // routes.rs collect_from_http: words of others, and about others, are none
    [
      'accepted by another controller only',
      {
        httproutes: [
          statedBy(
            { controllerName: 'example.test/gateway' },
            route('HTTPRoute', { accepted: true }),
          ),
        ],
        ...everybodyOn(linkerdRoute),
      },
      ['unknown', 'unknown'],
    ],
    [
      'accepted on another Server only',
      {
        httproutes: [
          statedBy(
            { parentRef: ref('Server', 'other') },
            route('HTTPRoute', { accepted: true }),
          ),
        ],
        ...everybodyOn(linkerdRoute),
      },
      ['unknown', 'unknown'],
    ],
    [
      'neither accepted nor refused',
      {
        httproutes: [
          statedBy(
            { conditions: [{ type: 'Accepted', status: 'Unknown' }] },
            route('HTTPRoute', { accepted: true }),
          ),
        ],
        ...everybodyOn(linkerdRoute),
      },
      STRICT,
    ],
    // index/http.rs try_gateway_filter: the route is dropped, though its status says accepted
    [
      'a filter that Linkerd does not have',
      {
        [GATEWAY_HTTP]: [
          route('HTTPRoute', {
            accepted: true,
            rules: [{ filters: [{ type: 'URLRewrite', urlRewrite: {} }] }],
          }),
        ],
        ...everybodyOn(gatewayRoute),
      },
      STRICT,
    ],
    [
      'a filter that it has',
      {
        [GATEWAY_HTTP]: [
          route('HTTPRoute', {
            accepted: true,
            rules: [{ filters: [{ type: 'RequestHeaderModifier' }] }],
          }),
        ],
        ...everybodyOn(gatewayRoute),
      },
      OPEN,
    ],
    // routes.rs from_http_parent_status
    [
      'not accepted',
      { ...http({ accepted: false }), ...everybodyOn(linkerdRoute) },
      STRICT,
    ],
    // routes.rs from_http_parent_ref
    [
      'a parent Server of another name',
      {
        ...http({ parent: { name: 'other' } }),
        ...everybodyOn(linkerdRoute),
      },
      STRICT,
    ],
    [
      'a parent in another namespace',
      {
        ...http({ parent: { namespace: 'bank' } }),
        ...everybodyOn(linkerdRoute),
      },
      STRICT,
    ],
    [
      'a parent by port',
      { ...http({ parent: { port: 8080 } }), ...everybodyOn(linkerdRoute) },
      STRICT,
    ],
    [
      'a parent by section',
      {
        ...http({ parent: { sectionName: 'x' } }),
        ...everybodyOn(linkerdRoute),
      },
      STRICT,
    ],
    [
      'a parent that is a Service',
      {
        ...http({ parent: { kind: 'Service', group: 'core' } }),
        ...everybodyOn(linkerdRoute),
      },
      STRICT,
    ],
    [
      'a route without a spec',
      {
        httproutes: [{ ...route('HTTPRoute'), spec: null }],
        ...everybodyOn(linkerdRoute),
      },
      STRICT,
    ],
  ])('%s', (_, policies, expected) => {
    expect(verdict({ servers: [server()], ...policies })).toEqual(expected);
  });

  it.each<[string, string, string, string[]]>([
    // grpc/src/inbound.rs to_server
    ['detected', 'unknown', 'HTTPRoute', OPEN],
    ['HTTP/1', 'HTTP/1', 'HTTPRoute', OPEN],
    ['HTTP/2', 'HTTP/2', 'HTTPRoute', OPEN],
    ['gRPC', 'gRPC', 'HTTPRoute', STRICT],
    ['opaque', 'opaque', 'HTTPRoute', STRICT],
    ['TLS', 'TLS', 'HTTPRoute', STRICT],
    ['gRPC', 'gRPC', 'GRPCRoute', OPEN],
    ['HTTP/2', 'HTTP/2', 'GRPCRoute', STRICT],
  ])('a port that is %s (%s) and an open %s', (_, protocol, kind, expected) => {
    expect(
      verdict({
        servers: [server({ proxyProtocol: protocol })],
        [kind === 'GRPCRoute' ? GATEWAY_GRPC : 'httproutes']: [
          route(kind, { accepted: true }),
        ],
        ...everybodyOn(ref(kind, 'r')),
      }),
    ).toEqual(expected);
  });

  it('names the policy and the route that open the port', () => {
    expect(
      prepareLinkerd({
        servers: [server()],
        ...http(),
        ...everybodyOn(linkerdRoute),
      }).mtls(webPod, [8080]).ports,
    ).toEqual([
      {
        port: 8080,
        mode: 'permissive',
        source: 'AuthorizationPolicy shop/p on HTTPRoute shop/r',
      },
    ]);
  });

  it.each<[string, Policies, string[]]>([
    [
      'an open policy on a route',
      everybodyOn(linkerdRoute),
      ['unknown', 'unknown'],
    ],
    ['no policy on routes', {}, STRICT],
    [
      'a policy on a kind of route that could be read',
      everybodyOn(gatewayRoute),
      STRICT,
    ],
  ])(
    'where Linkerd’s routes could not be read: %s',
    (_, policies, expected) => {
      expect(
        verdict(
          { servers: [server()], ...policies },
          {
            access: {
              'policy.linkerd.io/httproutes': { outcome: 'not-permitted' },
            },
          },
        ),
      ).toEqual(expected);
    },
  );
});
