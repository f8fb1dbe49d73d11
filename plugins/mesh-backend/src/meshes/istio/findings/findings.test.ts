import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { assessCluster } from '../../../workloads/assessCluster';
import { istiodPod, istioPod, istioWebhooks } from '../../testing/istio';
import {
  containerOf,
  customOf,
  metaOf,
  namespaceOf,
  podOf,
  serviceOf,
  snapshotOf,
  tcp,
} from '../../testing/records';
import { istioAdapter } from '..';
import { l7Fields } from './authorization';
import { tlsSettings } from './clientSide';

const AMBIENT = { 'ambient.istio.io/redirection': 'enabled' };

const cart = istioPod('shop', 'cart-1', { labels: { app: 'cart' } });
const web = istioPod('shop', 'web-1', { labels: { app: 'web' } });
const ambient = podOf('mesh', 'gift-1', {
  labels: { app: 'gift' },
  annotations: AMBIENT,
});

const peer = (namespace: string, name: string, spec: any) =>
  customOf('PeerAuthentication', namespace, name, spec);
const rule = (namespace: string, name: string, spec: any) =>
  customOf('DestinationRule', namespace, name, spec);
const policy = (namespace: string, name: string, spec: any, dryRun = false) =>
  customOf(
    'AuthorizationPolicy',
    namespace,
    name,
    spec,
    dryRun ? { annotations: { 'istio.io/dry-run': 'true' } } : {},
  );
const STRICT = peer('shop', 'default', { mtls: { mode: 'STRICT' } });

interface Objects {
  peers?: any[];
  rules?: any[];
  policies?: any[];
}

function assess(
  { peers = [], rules = [], policies = [] }: Objects,
  parts: Partial<ClusterSnapshot> = {},
) {
  return assessCluster(
    snapshotOf({
      namespaces: [namespaceOf('shop', { 'istio-injection': 'enabled' })],
      webhooks: [istioWebhooks()],
      pods: [istiodPod(), cart, web, ambient],
      services: [
        serviceOf('istio-system', 'istiod', { app: 'istiod' }, [
          { targetPort: 15017 },
        ]),
        serviceOf('shop', 'cart', { app: 'cart' }, [{ targetPort: 8080 }]),
      ],
      ...parts,
      custom: {
        'security.istio.io/peerauthentications': peers,
        'security.istio.io/authorizationpolicies': policies,
        'networking.istio.io/destinationrules': rules,
      },
    }),
    [istioAdapter],
  );
}
const codesOf = (
  objects: Objects,
  name = 'cart-1',
  parts: Partial<ClusterSnapshot> = {},
) =>
  assess(objects, parts)
    .workloads.find(w => w.name === name)!
    .facts.findings.map(f => f.code);

const tls = (mode: string, more: object = {}) => ({
  host: 'cart',
  trafficPolicy: { tls: { mode }, ...more },
});

describe('DestinationRules, from the server’s end', () => {
  it.each([
    [
      'DISABLE towards STRICT',
      [STRICT],
      tls('DISABLE'),
      'destination-rule-breaks-strict',
    ],
    [
      'SIMPLE towards STRICT',
      [STRICT],
      tls('SIMPLE'),
      'destination-rule-breaks-strict',
    ],
    [
      'DISABLE towards PERMISSIVE',
      [],
      tls('DISABLE'),
      'destination-rule-weakens-mtls',
    ],
    ['ISTIO_MUTUAL towards STRICT', [STRICT], tls('ISTIO_MUTUAL'), undefined],
    // Its own certificates: whether the server takes them cannot be told.
    ['MUTUAL towards STRICT', [STRICT], tls('MUTUAL'), undefined],
    ['no TLS setting', [STRICT], { host: 'cart' }, undefined],
    [
      'a port of its own, set back to mTLS',
      [STRICT],
      tls('DISABLE', {
        portLevelSettings: [
          { port: { number: 80 }, tls: { mode: 'ISTIO_MUTUAL' } },
        ],
      }),
      undefined,
    ],
    [
      'a port of its own, set to plaintext',
      [STRICT],
      {
        host: 'cart.shop.svc.cluster.local',
        trafficPolicy: {
          portLevelSettings: [
            { port: { number: 80 }, tls: { mode: 'DISABLE' } },
          ],
        },
      },
      'destination-rule-breaks-strict',
    ],
    [
      'a port that the Service has not',
      [STRICT],
      {
        host: 'cart',
        trafficPolicy: {
          portLevelSettings: [
            { port: { number: 81 }, tls: { mode: 'DISABLE' } },
          ],
        },
      },
      undefined,
    ],
    [
      'a subset',
      [STRICT],
      {
        host: 'cart',
        subsets: [{ name: 'v1', trafficPolicy: { tls: { mode: 'DISABLE' } } }],
      },
      'destination-rule-breaks-strict',
    ],
    [
      'a wildcard',
      [STRICT],
      { ...tls('DISABLE'), host: '*.shop.svc.cluster.local' },
      'destination-rule-breaks-strict',
    ],
    ['another host', [STRICT], { ...tls('DISABLE'), host: 'other' }, undefined],
    [
      'seen by nobody',
      [STRICT],
      { ...tls('DISABLE'), exportTo: ['~'] },
      undefined,
    ],
  ] as [string, any[], any, string | undefined][])(
    '%s',
    (_, peers, spec, expected) => {
      const codes = codesOf({ peers, rules: [rule('shop', 'r', spec)] });
      expect(codes).toEqual(expected ? [expected] : []);
    },
  );

  it('names the rule, its field and the port, and how to undo it', () => {
    const { workloads } = assess({
      peers: [STRICT],
      rules: [rule('shop', 'plain', tls('DISABLE'))],
    });
    const [found] = workloads.find(w => w.name === 'cart-1')!.facts.findings;
    expect(found.evidence).toBe(
      'DestinationRule shop/plain, trafficPolicy.tls.mode: DISABLE; port 8080 requires mTLS',
    );
    expect(found.severity).toBe('critical');
    expect(found.seeAlso).toContain('KIA0207');
    expect(found.fix[0].command).toContain('destinationrule/plain -n shop');
  });

  it('finds mTLS towards pods that have no proxy', () => {
    const out = podOf('shop', 'cart-1', { labels: { app: 'cart' } });
    const codes = codesOf(
      { rules: [rule('shop', 'r', tls('ISTIO_MUTUAL'))] },
      'cart-1',
      { pods: [istiodPod(), out] },
    );
    expect(codes).toEqual(['destination-rule-needs-proxy']);
  });
});

/**
 * Of the mesh-wide and namespace-wide checkers and their tests. Where Kiali asks for a
 * PeerAuthentication beside a rule that enables mTLS, Istio’s default takes it already: only a
 * DISABLE makes such calls fail.
 */
describe('kiali: business/checkers/destinationrules disabled_namespacewide, disabled_meshwide, namespacewide and meshwide_mtls_checker', () => {
  const everywhere = '*.local';
  const here = '*.shop.svc.cluster.local';
  const peers = (namespace?: string, mesh?: string) => [
    ...(namespace
      ? [peer('shop', 'default', { mtls: { mode: namespace } })]
      : []),
    ...(mesh
      ? [peer('istio-system', 'default', { mtls: { mode: mesh } })]
      : []),
  ];
  const [breaks, weakens, expects] = [
    'destination-rule-breaks-strict',
    'destination-rule-weakens-mtls',
    'destination-rule-expects-mtls',
  ];
  it.each<[string, string, string, any[], string | undefined]>([
    ['nothing requires it', 'DISABLE', here, peers(), weakens],
    ['the namespace requires it', 'DISABLE', here, peers('STRICT'), breaks],
    [
      'the mesh requires it',
      'DISABLE',
      here,
      peers(undefined, 'STRICT'),
      breaks,
    ],
    [
      'the namespace loosens the mesh',
      'DISABLE',
      here,
      peers('PERMISSIVE', 'STRICT'),
      weakens,
    ],
    [
      'the namespace has none, the mesh requires it',
      'DISABLE',
      here,
      peers('DISABLE', 'STRICT'),
      undefined,
    ],
    [
      'mesh-wide, against the mesh',
      'DISABLE',
      everywhere,
      peers(undefined, 'STRICT'),
      breaks,
    ],
    [
      'mesh-wide, the mesh allows',
      'DISABLE',
      everywhere,
      peers(undefined, 'PERMISSIVE'),
      weakens,
    ],
    [
      'mesh-wide, the mesh has none',
      'DISABLE',
      everywhere,
      peers(undefined, 'DISABLE'),
      undefined,
    ],
    ['mTLS, and nothing is said', 'ISTIO_MUTUAL', here, peers(), undefined],
    [
      'mTLS, and it is required',
      'ISTIO_MUTUAL',
      here,
      peers('STRICT'),
      undefined,
    ],
    [
      'mTLS, and the namespace has none',
      'ISTIO_MUTUAL',
      here,
      peers('DISABLE'),
      expects,
    ],
    [
      'mTLS mesh-wide, and the mesh has none',
      'ISTIO_MUTUAL',
      everywhere,
      peers(undefined, 'DISABLE'),
      expects,
    ],
    [
      'mTLS mesh-wide, and the namespace takes it',
      'ISTIO_MUTUAL',
      everywhere,
      peers('PERMISSIVE', 'DISABLE'),
      undefined,
    ],
  ])('%s', (_, mode, host, policies, expected) => {
    const root = rule('istio-system', 'r', {
      host,
      trafficPolicy: { tls: { mode } },
    });
    expect(codesOf({ peers: policies, rules: [root] })).toEqual(
      expected ? [expected] : [],
    );
  });
});

/** kiali: business/checkers/peerauthentications, destination rules missing where auto mTLS is off */
describe('without automatic mTLS', () => {
  const config = (mesh: string) => ({
    configMaps: [{ ...metaOf('istio-system', 'istio'), data: { mesh } }],
  });
  const OFF = config('enableAutoMtls: false');
  it.each<[string, Objects, Partial<ClusterSnapshot>, string[]]>([
    ['a server that requires it', { peers: [STRICT] }, OFF, ['auto-mtls-off']],
    ['a server that does not', {}, OFF, []],
    [
      'clients are told to',
      { peers: [STRICT], rules: [rule('shop', 'r', tls('ISTIO_MUTUAL'))] },
      OFF,
      [],
    ],
    [
      'clients are told to, by a rule for the mesh',
      {
        peers: [STRICT],
        rules: [
          rule('istio-system', 'r', {
            ...tls('ISTIO_MUTUAL'),
            host: '*.local',
          }),
        ],
      },
      OFF,
      [],
    ],
    ['it is on', { peers: [STRICT] }, config('enableAutoMtls: true'), []],
    ['by default', { peers: [STRICT] }, config('{}'), []],
  ])('%s', (_, objects, parts, expected) => {
    expect(codesOf(objects, 'cart-1', parts)).toEqual(expected);
  });
});

describe('DestinationRules, from the client’s end', () => {
  it('tells a client that is to use mTLS with a port that does not take it', () => {
    const page = istioPod('front', 'page-1', { labels: { app: 'page' } });
    const spec = {
      ...tls('ISTIO_MUTUAL'),
      host: 'cart.shop.svc.cluster.local',
    };
    const { workloads } = assess(
      {
        peers: [peer('shop', 'default', { mtls: { mode: 'DISABLE' } })],
        rules: [rule('front', 'r', spec)],
      },
      { pods: [istiodPod(), cart, page] },
    );
    expect(workloads.find(w => w.name === 'page-1')!.facts.findings).toEqual([
      expect.objectContaining({
        code: 'destination-rule-expects-mtls',
        severity: 'warning',
        evidence: expect.stringMatching(
          /port 8080 of Service shop\/cart takes no mTLS, so calls to it fail/,
        ),
      }),
    ]);
  });

  it('tells a client that is to use mTLS with pods that have no proxy', () => {
    const out = podOf('shop', 'cart-1', { labels: { app: 'cart' } });
    const page = istioPod('front', 'page-1', { labels: { app: 'page' } });
    const spec = {
      ...tls('ISTIO_MUTUAL'),
      host: 'cart.shop.svc.cluster.local',
    };
    const { workloads } = assess(
      { rules: [rule('front', 'r', spec)] },
      { pods: [istiodPod(), out, page] },
    );
    expect(workloads.find(w => w.name === 'page-1')!.facts.findings).toEqual([
      expect.objectContaining({
        code: 'destination-rule-needs-proxy',
        severity: 'warning',
        evidence: expect.stringContaining(
          '1 of 1 pods behind Service shop/cart are not in the mesh',
        ),
        evidenceWithoutNames: expect.not.stringContaining('shop/cart'),
      }),
    ]);
  });

  it('tells a client in the rule’s namespace, more loudly where the server is elsewhere', () => {
    const spec = { ...tls('DISABLE'), host: 'cart.shop.svc.cluster.local' };
    const elsewhere = istioPod('front', 'page-1', { labels: { app: 'page' } });
    const { workloads } = assess(
      {
        peers: [STRICT],
        rules: [rule('front', 'r', spec), rule('shop', 'r', spec)],
      },
      { pods: [istiodPod(), cart, web, elsewhere] },
    );
    const of = (name: string) =>
      workloads
        .find(w => w.name === name)!
        .facts.findings.map(f => [f.code, f.severity]);
    expect(of('page-1')).toEqual([
      ['destination-rule-breaks-strict', 'warning'],
    ]);
    expect(of('web-1')).toEqual([['destination-rule-breaks-strict', 'info']]);
  });

  it('leaves clients alone that the rule does not select', () => {
    const spec = {
      ...tls('DISABLE'),
      workloadSelector: { matchLabels: { app: 'other' } },
    };
    expect(
      codesOf({ peers: [STRICT], rules: [rule('shop', 'r', spec)] }, 'web-1'),
    ).toEqual([]);
  });
});

const from = (source: object) => ({ from: [{ source }] });
const NAMED = from({ principals: ['cluster.local/ns/shop/sa/web'] });

describe('AuthorizationPolicies', () => {
  it.each([
    [
      'principals where plaintext is let in',
      { rules: [NAMED] },
      [],
      ['authorization-needs-mtls'],
    ],
    ['principals where mTLS is required', { rules: [NAMED] }, [STRICT], []],
    [
      'a DENY on identities',
      { action: 'DENY', rules: [NAMED] },
      [],
      ['authorization-needs-mtls'],
    ],
    [
      'namespaces',
      { rules: [from({ namespaces: ['shop'] })] },
      [],
      ['authorization-needs-mtls'],
    ],
    [
      'addresses alone',
      { rules: [from({ ipBlocks: ['10.0.0.0/8'] })] },
      [],
      [],
    ],
    [
      'methods on a sidecar',
      { rules: [{ to: [{ operation: { methods: ['GET'] } }] }] },
      [STRICT],
      [],
    ],
    ['no spec', undefined, [STRICT], []],
    ['nonsense', { rules: 'all', selector: 3 }, [STRICT], []],
  ] as [string, any, any[], string[]][])('%s', (_, spec, peers, expected) => {
    const codes = codesOf({ peers, policies: [policy('shop', 'p', spec)] });
    expect(codes).toEqual(expected);
  });

  it('of a dry run are nothing', () => {
    const dry = policy('shop', 'p', { rules: [NAMED] }, true);
    expect(codesOf({ policies: [dry] })).toEqual([]);
  });

  it.each([
    ['methods', { to: [{ operation: { methods: ['GET'] } }] }, true],
    ['paths', { to: [{ operation: { paths: ['/a'] } }] }, true],
    ['a token', from({ requestPrincipals: ['*'] }), true],
    [
      'a header',
      { when: [{ key: 'request.headers[x]', values: ['y'] }] },
      true,
    ],
    ['ports', { to: [{ operation: { ports: ['8080'] } }] }, false],
    ['identities', from({ serviceAccounts: ['shop/web'] }), false],
    [
      'an address',
      { when: [{ key: 'source.ip', values: ['10.0.0.1'] }] },
      false,
    ],
  ])('%s at ztunnel: %j, found: %s', (_, item, expected) => {
    const codes = codesOf(
      {
        peers: [peer('mesh', 'default', { mtls: { mode: 'STRICT' } })],
        policies: [policy('mesh', 'p', { rules: [item] })],
      },
      'gift-1',
    );
    expect(codes.includes('l7-policy-without-waypoint')).toBe(expected);
  });
});

describe('PeerAuthentications', () => {
  const exception = (port: string, mode = 'PERMISSIVE') =>
    peer('shop', 'cart', {
      selector: { matchLabels: { app: 'cart' } },
      mtls: { mode: 'STRICT' },
      portLevelMtls: { [port]: { mode } },
    });

  it.each([
    ['a port that it serves', exception('8080'), []],
    [
      'a port that nobody serves',
      exception('9999'),
      ['exception-on-undeclared-port'],
    ],
    [
      'a port that nobody serves, required all the same',
      exception('9999', 'STRICT'),
      [],
    ],
    ['no number', exception('http'), ['exception-on-undeclared-port']],
  ])('an exception for %s', (_, object, expected) => {
    expect(codesOf({ peers: [object] })).toEqual(expected);
  });

  it('find a port that goes round the proxy', () => {
    const round = istioPod('shop', 'cart-1', {
      labels: { app: 'cart' },
      annotations: {
        ...cart.annotations,
        'traffic.sidecar.istio.io/excludeInboundPorts': '8080',
      },
    });
    expect(
      codesOf({ peers: [STRICT] }, 'cart-1', { pods: [istiodPod(), round] }),
    ).toEqual(['port-bypasses-proxy']);
  });

  it.each([
    [
      'selects nothing',
      [peer('shop', 'x', { selector: { matchLabels: { app: 'x' } } })],
      'policy-selects-nothing',
    ],
    ['competes', [STRICT, peer('shop', 'other', {})], 'policies-compete'],
    [
      'selects in the root namespace',
      [
        peer('istio-system', 'x', {
          selector: { matchLabels: { app: 'cart' } },
        }),
      ],
      'selector-in-root-namespace',
    ],
    ['is fine', [STRICT], undefined],
  ])('one that %s is told with the cluster', (_, peers, expected) => {
    const { status } = assess({ peers });
    expect(status.meshes[0].findings?.map(f => [f.code, f.reach])).toEqual(
      expected ? [[expected, 'cluster']] : [],
    );
  });
});

it('says what could not be looked for, where a kind was not readable', () => {
  const { workloads, status } = assess(
    {},
    {
      access: {
        mutatingwebhookconfigurations: { outcome: 'ok' },
        'networking.istio.io/destinationrules': { outcome: 'not-permitted' },
        'security.istio.io/authorizationpolicies': { outcome: 'failed' },
      },
    },
  );
  const { notEvaluated } = workloads.find(w => w.name === 'cart-1')!.facts;
  expect(notEvaluated).toContainEqual({
    code: 'destination-rule-breaks-strict',
    because: 'destinationrules not read: not permitted',
  });
  expect(notEvaluated.map(n => n.code)).toContain('l7-policy-without-waypoint');
  expect(status.meshes[0].notEvaluated?.map(n => n.code)).toContain(
    'policy-selects-nothing',
  );
});

it('finds a waypoint that labels name and that does not run', () => {
  const codes = codesOf({}, 'gift-1', {
    namespaces: [namespaceOf('mesh', { 'istio.io/use-waypoint': 'way' })],
  });
  expect(codes).toEqual(['waypoint-not-found']);
});

it('reads what anybody may have written', () => {
  for (const spec of [
    undefined,
    null,
    3,
    'x',
    [],
    { trafficPolicy: 1, subsets: {} },
  ]) {
    expect(tlsSettings(rule('shop', 'r', spec))).toEqual([]);
    expect(l7Fields(policy('shop', 'p', spec))).toEqual([]);
  }
});

it('does not trip over a pod of forty containers', () => {
  const containers = Array.from({ length: 40 }, (_, i) =>
    containerOf(`c${i}`, { ports: [tcp(9000 + i)] }),
  );
  const crowd = istioPod('shop', 'cart-1', {
    labels: { app: 'cart' },
    containers: [...cart.containers, ...containers],
  });
  expect(
    codesOf(
      { peers: [STRICT], rules: [rule('shop', 'r', tls('DISABLE'))] },
      'cart-1',
      { pods: [istiodPod(), crowd] },
    ),
  ).toEqual(['destination-rule-breaks-strict']);
});
