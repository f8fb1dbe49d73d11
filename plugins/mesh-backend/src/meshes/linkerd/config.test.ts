import { linkerdPod } from '../testing/linkerd';
import {
  meshTls,
  onServer,
  policy,
  prepareLinkerd,
  ref,
  server,
  webPod,
} from '../testing/linkerdPolicy';
import { metaOf, podOf } from '../testing/records';

const configMap = (values: unknown, namespace = 'linkerd') => ({
  ...metaOf(namespace, 'linkerd-config'),
  data: { values } as Record<string, string>,
});

describe('what linkerd-config says', () => {
  const modeWith = (values: unknown) =>
    prepareLinkerd({}, { configMaps: [configMap(values)] }).mtls(webPod, [8080])
      .ports[0];

  it.each<[string, unknown, string]>([
    ['a policy', 'proxy:\n  defaultInboundPolicy: deny', 'strict'],
    [
      'JSON, which is YAML',
      '{"proxy":{"defaultInboundPolicy":"audit"}}',
      'permissive',
    ],
    ['nothing', '', 'unknown'],
    ['no values', undefined, 'unknown'],
    ['no proxy', 'clusterDomain: cluster.local', 'unknown'],
    ['no policy', 'proxy:\n  opaquePorts: "25"', 'unknown'],
    [
      'a policy that is none',
      'proxy:\n  defaultInboundPolicy: strict',
      'unknown',
    ],
    [
      'a policy that is an object',
      'proxy:\n  defaultInboundPolicy: {}',
      'unknown',
    ],
    ['a word', 'proxy', 'unknown'],
    ['a list', '- proxy', 'unknown'],
    ['proxy as a word', 'proxy: deny', 'unknown'],
    ['no YAML', 'proxy: [', 'unknown'],
    ['a number', '7', 'unknown'],
  ])('%s', (_, values, mode) => {
    const found = modeWith(values);
    expect(found.mode).toBe(mode);
    expect(found.source).not.toBe('');
  });

  it('a port alone in a list may be a number', () => {
    const values =
      'proxy:\n  defaultInboundPolicy: deny\nproxyInit:\n  ignoreInboundPorts: 8080';
    const cni = { ...webPod, initContainers: [] };
    expect(
      prepareLinkerd({}, { configMaps: [configMap(values)] }).mtls(cni, [8080])
        .ports,
    ).toEqual([
      { port: 8080, mode: 'disabled', source: 'proxyInit.ignoreInboundPorts' },
    ]);
  });

  it('is that of the control plane that a pod belongs to', () => {
    const part = (namespace: string) =>
      podOf(namespace, 'identity', {
        labels: { 'linkerd.io/control-plane-component': 'identity' },
      });
    const found = prepareLinkerd(
      {},
      {
        pods: [part('linkerd'), part('linkerd-two')],
        configMaps: [
          configMap('proxy:\n  defaultInboundPolicy: deny'),
          configMap('proxy:\n  defaultInboundPolicy: audit', 'linkerd-two'),
        ],
      },
    );
    const of = (controlPlane: string) =>
      found.mtls(
        linkerdPod('shop', 'web', {
          labels: { 'linkerd.io/control-plane-ns': controlPlane },
        }),
        [8080],
      ).mode;
    expect([of('linkerd'), of('linkerd-two')]).toEqual([
      'strict',
      'permissive',
    ]);
  });
});

describe('linkerd: policy-controller/k8s/index/src/cluster_info.rs service_account_identity, namespace_identity', () => {
  const allowed = (domain: string, ...refs: any[]) =>
    prepareLinkerd(
      {
        servers: [server()],
        authorizationpolicies: [policy(onServer, ...refs)],
        meshtlsauthentications: [
          meshTls('of', {
            identities: [
              'foo.ns-0.serviceaccount.identity.linkerd.cluster.example.com',
              '*.ns-0.serviceaccount.identity.linkerd.cluster.example.com',
            ],
          }),
        ],
      },
      {
        configMaps: [
          configMap(`proxy:\n  defaultInboundPolicy: deny\n${domain}`),
        ],
      },
    ).inspect!({
      reference: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      pods: [webPod],
      meshed: [webPod],
      services: [],
      ports: () => [8080],
    }).allowed;

  // tests/authorization_policy.rs links_authorization_policy_with_service_account
  it.each([
    ['identityTrustDomain: cluster.example.com', 'cluster.example.com'],
    [
      'identityTrustDomain: cluster.example.com\nclusterDomain: other.test',
      'cluster.example.com',
    ],
    ['clusterDomain: cluster.example.com', 'cluster.example.com'],
    ['', 'cluster.local'],
  ])('a service account under "%s"', (domain, ends) => {
    expect(
      allowed(domain, ref('ServiceAccount', 'foo', { namespace: 'ns-0' })),
    ).toMatchObject([
      {
        who: 'service account foo of ns-0',
        identity: `foo.ns-0.serviceaccount.identity.linkerd.${ends}`,
      },
    ]);
  });

  it.each([
    [
      'identityTrustDomain: cluster.example.com',
      ['service account foo of ns-0', 'every service account of ns-0'],
    ],
    [
      '',
      [
        'identity foo.ns-0.serviceaccount.identity.linkerd.cluster.example.com',
        'identities that end in .ns-0.serviceaccount.identity.linkerd.cluster.example.com',
      ],
    ],
  ])('identities as they are written, under "%s"', (domain, who) => {
    expect(
      allowed(domain, ref('MeshTLSAuthentication', 'of'))?.map(a => a.who),
    ).toEqual(who);
  });
});
