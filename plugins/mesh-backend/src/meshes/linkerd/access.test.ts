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
import { linkerdPod } from '../testing/linkerd';
import { snapshotOf } from '../testing/records';
import { linkerdAdapter } from '.';

const ALL = 'serviceaccount.identity.linkerd.cluster.local';

const allowed = (policies: Policies, pod = webPod, ports = [8080]) =>
  prepareLinkerd(policies).inspect!({
    reference: { kind: 'Deployment', namespace: 'shop', name: 'web' },
    pods: [pod],
    meshed: [pod],
    services: [],
    ports: () => ports,
  }).allowed;

const granted = (...refs: any[]): Policies => ({
  servers: [server()],
  authorizationpolicies: [policy(onServer, ...refs)],
  meshtlsauthentications: [
    meshTls('m', {
      identities: [`cart.bank.${ALL}`, 'vm.example.test', `*.ops.${ALL}`],
      identityRefs: [ref('ServiceAccount', 'web'), ref('Namespace', 'front')],
    }),
    meshTls('any', { identities: ['*'] }),
  ],
  networkauthentications: [networks('n', '10.0.0.0/8', '192.168.0.0/16')],
});
const via = {
  to: 'port 8080',
  policy: 'Server shop/web-http, AuthorizationPolicy shop/p',
};

it('names identities and what they refer to', () => {
  expect(allowed(granted(ref('MeshTLSAuthentication', 'm')))).toEqual([
    {
      who: 'service account cart of bank',
      identity: `cart.bank.${ALL}`,
      namespace: 'bank',
      serviceAccount: 'cart',
      ...via,
    },
    { who: 'identity vm.example.test', identity: 'vm.example.test', ...via },
    { who: 'every service account of ops', namespace: 'ops', ...via },
    {
      who: 'service account web of shop',
      identity: `web.shop.${ALL}`,
      namespace: 'shop',
      serviceAccount: 'web',
      ...via,
    },
    { who: 'every service account of front', namespace: 'front', ...via },
  ]);
});

it.each<[string, any[], string]>([
  [
    'a service account and networks',
    [
      ref('ServiceAccount', 'a', { namespace: 'bank' }),
      ref('NetworkAuthentication', 'n'),
    ],
    'service account a of bank from 10.0.0.0/8 or 192.168.0.0/16',
  ],
  [
    'networks alone',
    [ref('NetworkAuthentication', 'n')],
    'anybody from 10.0.0.0/8 or 192.168.0.0/16, without an identity',
  ],
  ['nothing', [], 'anybody, without an identity'],
  [
    'any identity',
    [ref('MeshTLSAuthentication', 'any')],
    'any identity of the mesh',
  ],
])('%s, in words', (_, refs, who) => {
  expect(allowed(granted(...refs))).toEqual([
    expect.objectContaining({ who, ...via }),
  ]);
});

it('says which requests a route lets in', () => {
  expect(
    allowed({
      servers: [server()],
      httproutes: [
        route('HTTPRoute', {
          accepted: true,
          rules: [
            {
              matches: [
                { method: 'GET', path: { type: 'Exact', value: '/health' } },
                { path: { type: 'PathPrefix', value: '/public' } },
              ],
            },
          ],
        }),
      ],
      authorizationpolicies: [policy(ref('HTTPRoute', 'r'))],
    }),
  ).toEqual([
    {
      who: 'anybody, without an identity',
      to: 'port 8080, GET /health, /public… of HTTPRoute shop/r',
      policy: 'Server shop/web-http, AuthorizationPolicy shop/p',
    },
  ]);
});

it.each<[string, Policies, string, string]>([
  [
    'the default where no Server is',
    {},
    'anybody, without an identity',
    'default inbound policy all-unauthenticated',
  ],
  [
    'a Server’s own access policy',
    { servers: [server({ accessPolicy: 'cluster-authenticated' })] },
    'any identity of the mesh from the cluster’s networks',
    'Server shop/web-http (cluster-authenticated)',
  ],
])('%s', (_, policies, who, by) => {
  expect(allowed(policies)).toEqual([{ who, to: 'port 8080', policy: by }]);
});

it('a Server without authorizations lets nobody in', () => {
  expect(allowed({ servers: [server()] })).toEqual([]);
});

it('a port that passes by the proxy lets everybody in', () => {
  const pod = linkerdPod('shop', 'web', { skip: '4190,4191,8080' });
  expect(allowed({ servers: [server()] }, pod)).toEqual([
    {
      who: 'anybody: the port passes by the proxy',
      to: 'port 8080',
      policy: 'linkerd-init --inbound-ports-to-ignore',
    },
  ]);
});

it('pods that say the same say it once', () => {
  const pods = [webPod, { ...webPod, name: 'web-2' }];
  expect(
    linkerdAdapter.prepare(
      snapshotOf({
        custom: {
          'policy.linkerd.io/servers': [server({ accessPolicy: 'audit' })],
        },
      }),
    ).inspect!({
      reference: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      pods,
      meshed: pods,
      services: [],
      ports: () => [8080],
    }).allowed,
  ).toHaveLength(1);
});
