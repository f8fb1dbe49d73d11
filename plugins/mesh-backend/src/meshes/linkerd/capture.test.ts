import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { linkerdConfig, linkerdPod } from '../testing/linkerd';
import {
  meshTls,
  onServer,
  policy,
  prepareLinkerd,
  ref,
  server,
  webLabels as labels,
} from '../testing/linkerdPolicy';
import { metaOf, podOf, snapshotOf } from '../testing/records';
import { linkerdAdapter } from '.';

const SKIP = 'config.linkerd.io/skip-inbound-ports';
const SUBNETS = 'config.linkerd.io/skip-subnets';

const strict: Partial<ClusterSnapshot> = {
  configMaps: [linkerdConfig('all-authenticated')],
};
const pod = (annotations: Record<string, string> = {}) =>
  linkerdPod('shop', 'web', { labels, annotations });

/** A pod whose traffic the CNI plugin redirects. */
const cniPod = (annotations: Record<string, string> = {}) => ({
  ...pod(annotations),
  initContainers: [],
});
const plugin = podOf('linkerd-cni', 'linkerd-cni-x', {
  labels: { 'linkerd.io/cni-resource': 'true' },
});
const cniConfig = (linkerd: object | string): Partial<ClusterSnapshot> => ({
  pods: [plugin],
  configMaps: [
    linkerdConfig('all-authenticated'),
    {
      ...metaOf('linkerd-cni', 'linkerd-cni-config'),
      data: {
        cni_network_config:
          typeof linkerd === 'string'
            ? linkerd
            : JSON.stringify({
                type: 'linkerd-cni',
                kubernetes: { kubeconfig: '__KUBECONFIG_FILEPATH__' },
                linkerd,
              }),
      },
    },
  ],
});
const SOURCE = 'ConfigMap linkerd-cni/linkerd-cni-config';

const portsOf = (
  of: ReturnType<typeof pod>,
  parts: Partial<ClusterSnapshot>,
  ...ports: number[]
) =>
  prepareLinkerd({}, parts)
    .mtls(of, ports)
    .ports.map(({ mode, source }) => [mode, source]);

describe('linkerd2-proxy-init: internal/iptables addIncomingTrafficRules', () => {
  it('what an annotation or the rules leave out, whichever', () => {
    const late = {
      ...pod(),
      annotations: { [SKIP]: '8080', [SUBNETS]: '10.0.0.0/8' },
    };
    expect(portsOf(late, strict, 8080, 9090)).toEqual([
      ['disabled', `annotation ${SKIP}`],
      ['permissive', `annotation ${SUBNETS}: 10.0.0.0/8`],
    ]);
    // One that was taken away from a running pod changed nothing.
    const gone = { ...pod({ [SKIP]: '8080' }), annotations: {} };
    expect(portsOf(gone, strict, 8080)).toEqual([
      ['disabled', 'linkerd-init --inbound-ports-to-ignore'],
    ]);
  });

  describe('addRulesForIgnoredSubnets: by the caller’s address, on every port', () => {
    const skipping = pod({ [SUBNETS]: '172.17.0.0/16,10.1.0.0/24' });
    const source = `annotation ${SUBNETS}: 172.17.0.0/16, 10.1.0.0/24`;

    it('plaintext gets in where the default requires an identity', () => {
      const found = prepareLinkerd({}, strict);
      expect(found.mtls(skipping, [8080])).toMatchObject({
        mode: 'permissive',
        source,
        ports: [{ port: 8080, mode: 'permissive', source }],
      });
      expect(found.authorization(skipping, [8080])).toBe('open');
    });

    it('and where a Server names who may call', () => {
      const found = prepareLinkerd({
        servers: [server()],
        authorizationpolicies: [
          policy(onServer, ref('MeshTLSAuthentication', 'friends')),
        ],
        meshtlsauthentications: [
          meshTls('friends', {
            identities: [
              'a.shop.serviceaccount.identity.linkerd.cluster.local',
            ],
          }),
        ],
      });
      expect(found.mtls(skipping, [8080]).ports[0].source).toBe(source);
      expect(found.authorization(skipping, [8080])).toBe('open');
      const { allowed = [], findings } = found.inspect!({
        reference: { kind: 'Deployment', namespace: 'shop', name: 'web' },
        pods: [skipping],
        meshed: [skipping],
        services: [],
        ports: () => [8080],
      });
      expect(allowed).toMatchObject([
        {
          who: 'anybody from 172.17.0.0/16 or 10.1.0.0/24: what they send passes by the proxy',
          to: 'every port',
          policy: `annotation ${SUBNETS}`,
        },
        { to: 'port 8080' },
      ]);
      expect(findings).toMatchObject([
        {
          code: 'skipped-port-under-policy',
          evidence: `Server shop/web-http requires mTLS on port 8080, and what comes from 172.17.0.0/16 or 10.1.0.0/24 passes by the proxy (annotation ${SUBNETS})`,
        },
      ]);
    });

    it('of the install, as linkerd-init was given them', () => {
      const installed = { ...skipping, annotations: {} };
      expect(portsOf(installed, strict, 8080)).toEqual([
        [
          'permissive',
          'linkerd-init --subnets-to-ignore: 172.17.0.0/16, 10.1.0.0/24',
        ],
      ]);
    });

    it('a port that passes by altogether stays so', () => {
      const both = pod({ [SKIP]: '8080', [SUBNETS]: '10.0.0.0/8' });
      expect(portsOf(both, strict, 8080)).toEqual([
        ['disabled', `annotation ${SKIP}`],
      ]);
    });
  });
});

describe('linkerd2-proxy-init: cni-plugin/main.go cmdAdd', () => {
  const STRICT = ['strict', 'default inbound policy all-authenticated'];

  it.each<[string, Record<string, string>, object, string[][]]>([
    [
      // charts/linkerd2-cni/values.yaml: the control plane's list is not the plugin's
      'as the chart has it, it leaves alone the proxy’s own ports only',
      {},
      { 'inbound-ports-to-ignore': ['4191', '4190'] },
      [STRICT, STRICT],
    ],
    [
      'a list of its own',
      {},
      { 'inbound-ports-to-ignore': ['4191', '4190', '8000-8090'] },
      [STRICT, ['disabled', `${SOURCE}, inbound-ports-to-ignore`]],
    ],
    [
      'an annotation in its place',
      { [SKIP]: '4567' },
      { 'inbound-ports-to-ignore': ['8080'] },
      [['disabled', `annotation ${SKIP}`], STRICT],
    ],
    [
      'an annotation that says nothing',
      { [SKIP]: '' },
      { 'inbound-ports-to-ignore': ['8080'] },
      [STRICT, ['disabled', `${SOURCE}, inbound-ports-to-ignore`]],
    ],
    [
      // proxy-init/cmd/root.go BuildFirewallConfiguration, RedirectListedMode
      'ports that alone are redirected',
      {},
      { 'ports-to-redirect': [8080] },
      [['disabled', `${SOURCE}, ports-to-redirect`], STRICT],
    ],
    [
      'networks',
      { [SUBNETS]: '10.0.0.0/8' },
      {},
      [
        ['permissive', `annotation ${SUBNETS}: 10.0.0.0/8`],
        ['permissive', `annotation ${SUBNETS}: 10.0.0.0/8`],
      ],
    ],
    [
      'networks of its own',
      {},
      { 'subnets-to-ignore': ['10.0.0.0/8'] },
      [
        ['permissive', `${SOURCE}, subnets-to-ignore: 10.0.0.0/8`],
        ['permissive', `${SOURCE}, subnets-to-ignore: 10.0.0.0/8`],
      ],
    ],
  ])('%s', (_, annotations, config, expected) => {
    expect(portsOf(cniPod(annotations), cniConfig(config), 4567, 8080)).toEqual(
      expected,
    );
  });

  it('has no say where there is an init container', () => {
    expect(
      portsOf(pod(), cniConfig({ 'ports-to-redirect': [1] }), 4567, 8080),
    ).toEqual([['disabled', 'linkerd-init --inbound-ports-to-ignore'], STRICT]);
  });

  it.each<[string, Partial<ClusterSnapshot>, string]>([
    [
      'refused',
      {
        pods: [plugin],
        ...strict,
        access: {
          'configmaps/linkerd-cni/linkerd-cni-config': {
            outcome: 'not-permitted',
          },
        },
      },
      `${SOURCE} not read: not permitted`,
    ],
    ['no JSON', cniConfig('{'), `${SOURCE} cannot be read`],
    ['words', cniConfig('linkerd'), `${SOURCE} cannot be read`],
  ])(
    'its settings are %s: only what the annotation lists is known',
    (_, parts, why) => {
      expect(portsOf(cniPod({ [SKIP]: '4567' }), parts, 4567, 8080)).toEqual([
        ['disabled', `annotation ${SKIP}`],
        ['unknown', why],
      ]);
      expect(prepareLinkerd({}, parts).authorization(cniPod(), [8080])).toBe(
        'unknown',
      );
      expect(portsOf(pod(), parts, 8080)).toEqual([STRICT]);
    },
  );

  it('its settings are asked for where it runs', () => {
    const asked = (parts: Partial<ClusterSnapshot>) =>
      linkerdAdapter
        .configMaps(snapshotOf(parts))
        .filter(({ name }) => name === 'linkerd-cni-config');
    expect(asked({ pods: [plugin] })).toEqual([
      { namespace: 'linkerd-cni', name: 'linkerd-cni-config' },
    ]);
    expect(asked({})).toEqual([]);
  });
});
