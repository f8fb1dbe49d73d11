import { PortMtls } from '@meshboard/backstage-plugin-mesh-common';
import { parse } from 'yaml';
import { workloadOf } from '../store/__testUtils__/records';
import { WorkloadRow } from '../store/types';
import { enforceFixes, selectorOf } from './enforce';

function row(
  mesh: string,
  podLabelSets: Record<string, string>[],
  ports: PortMtls[] = [
    { port: 8080, mode: 'permissive', source: 'no PeerAuthentication' },
  ],
  configured: WorkloadRow['facts']['mtls']['configured'] = 'permissive',
): WorkloadRow {
  const cart = workloadOf({ name: 'cart' });
  const [presence] = cart.facts.membership.meshes;
  return {
    ...cart,
    facts: {
      ...cart.facts,
      podLabelSets,
      mtls: { configured, ports },
      membership: {
        ...cart.facts.membership,
        state: 'meshed',
        meshes: [{ ...presence, mesh }],
      },
    },
  };
}

describe('the selector of a workload', () => {
  it.each([
    [
      [{ app: 'cart', 'pod-template-hash': 'a', version: 'v1' }],
      { app: 'cart' },
    ],
    [
      [
        { app: 'cart', 'app.kubernetes.io/name': 'cart' },
        { app: 'cart', 'app.kubernetes.io/name': 'cart' },
      ],
      { 'app.kubernetes.io/name': 'cart' },
    ],
    [
      [
        {
          'app.kubernetes.io/name': 'redis',
          'app.kubernetes.io/instance': 'cart',
        },
      ],
      {
        'app.kubernetes.io/name': 'redis',
        'app.kubernetes.io/instance': 'cart',
      },
    ],
    // Only what all of its pods have.
    [
      [
        { app: 'cart', tier: 'x' },
        { app: 'other', tier: 'x' },
      ],
      { tier: 'x' },
    ],
    [[{ 'security.istio.io/tlsMode': 'istio' }], null],
    [[{ app: 'a' }, { app: 'b' }], null],
    [[], null],
  ])('%j: %j', (sets, expected) => {
    expect(selectorOf(row('istio', sets as any))).toEqual(expected);
  });
});

it('Istio: a PeerAuthentication, and one that exempts a port', () => {
  const [all, exempt] = enforceFixes([row('istio', [{ app: 'cart' }])]);
  expect(all.label).toBe('Require mTLS of cart');
  expect(parse(all.manifest!)).toEqual({
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: {
      selector: { matchLabels: { app: 'cart' } },
      mtls: { mode: 'STRICT' },
    },
  });
  expect(parse(exempt.manifest!).spec).toMatchObject({
    mtls: { mode: 'STRICT' },
    portLevelMtls: { 8080: { mode: 'PERMISSIVE' } },
  });
});

const EXCLUDED = 'annotation traffic.sidecar.istio.io/excludeInboundPorts';
const UNREAD =
  'no PeerAuthentication: the default (discoverySelectors of ConfigMap istio-system/istio leave shop out: istiod reads no policy there)';

// A policy for what it does not reach would be applied, and nothing come of it.
it.each<[string, PortMtls[], string[]]>([
  [
    'a port that goes round the proxy',
    [{ port: 9000, mode: 'disabled', source: EXCLUDED }],
    [`Port 9000 of cart: change what decides there, ${EXCLUDED}`],
  ],
  [
    'such a port beside another',
    [
      { port: 8080, mode: 'permissive', source: 'no PeerAuthentication' },
      { port: 9000, mode: 'disabled', source: EXCLUDED },
    ],
    [
      'Require mTLS of cart',
      'Require mTLS of cart, but not on port 8080',
      `Port 9000 of cart: change what decides there, ${EXCLUDED}`,
    ],
  ],
  [
    'policies that nobody reads',
    [{ port: 8080, mode: 'permissive', source: UNREAD }],
    [`Port 8080 of cart: change what decides there, ${UNREAD}`],
  ],
])('Istio: %s', (_, ports, labels) => {
  const fixes = enforceFixes([row('istio', [{ app: 'cart' }], ports)]);
  expect(fixes.map(fix => fix.label)).toEqual(labels);
});

it('Istio: warns where an older policy may win', () => {
  const [fix] = enforceFixes([
    row(
      'istio',
      [{ app: 'cart' }],
      [
        {
          port: 8080,
          mode: 'permissive',
          source: 'PeerAuthentication shop/default',
        },
      ],
    ),
  ]);
  expect(fix.label).toContain('PeerAuthentication shop/default');
  expect(fix.label).toContain('the older wins');
});

describe('Linkerd', () => {
  const DEFAULT = 'default inbound policy all-unauthenticated';
  const port = (
    number: number,
    source: string,
    mode: PortMtls['mode'] = 'permissive',
  ): PortMtls => ({ port: number, mode, source });
  const fixes = (...ports: PortMtls[]) =>
    enforceFixes([row('linkerd', [{ app: 'cart' }], ports)]);

  it('the policy on the template, and a Server that exempts a port', () => {
    const [all, exempt] = fixes(port(8080, DEFAULT));
    expect(all.command).toMatch(/^kubectl patch deployment\/cart -n shop /);
    expect(all.command).toContain(
      '"config.linkerd.io/default-inbound-policy":"all-authenticated"',
    );
    expect(parse(exempt.manifest!)).toMatchObject({
      apiVersion: 'policy.linkerd.io/v1beta3',
      kind: 'Server',
      spec: {
        podSelector: { matchLabels: { app: 'cart' } },
        port: 8080,
        accessPolicy: 'all-unauthenticated',
      },
    });
  });

  const REQUIRE = 'Require mTLS of cart: this makes its pods anew';
  const letIn = (number: number) =>
    `Go on letting plaintext in on port ${number} of cart`;
  const change = (ports: string, source: string) =>
    `${ports} of cart: change what decides there, ${source}`;
  const SERVER = 'Server shop/cart (audit)';
  const SKIPPED = 'annotation config.linkerd.io/skip-inbound-ports';

  it.each<[string, PortMtls[], string[]]>([
    ['no port is known', [], [REQUIRE]],
    [
      'its pods have an annotation already',
      [port(8080, 'annotation config.linkerd.io/default-inbound-policy=audit')],
      [REQUIRE, letIn(8080)],
    ],
    [
      'pods differ, and each goes by a default',
      [
        port(
          8080,
          `annotation config.linkerd.io/default-inbound-policy=deny; ${DEFAULT}`,
          'mixed',
        ),
      ],
      [REQUIRE, letIn(8080)],
    ],
    // index.rs Pod::reindex_servers: the default holds where no Server selects the port
    ['a Server decides', [port(8080, SERVER)], [change('Port 8080', SERVER)]],
    [
      'a Server decides on some ports',
      [port(8080, SERVER), port(9090, DEFAULT), port(9091, SERVER)],
      [REQUIRE, change('Ports 8080 and 9091', SERVER), letIn(9090)],
    ],
    [
      'a Server decides for some pods',
      [port(8080, `${SERVER}; ${DEFAULT}`, 'mixed')],
      [change('Port 8080', `${SERVER}; ${DEFAULT}`)],
    ],
    [
      'a port passes by the proxy',
      [port(3306, SKIPPED, 'disabled'), port(8080, DEFAULT)],
      [REQUIRE, change('Port 3306', SKIPPED), letIn(8080)],
    ],
    [
      'a port requires it already, or is not known',
      [
        port(8080, 'Server shop/cart', 'strict'),
        port(9090, 'Servers not read: not permitted', 'unknown'),
        port(9091, DEFAULT),
      ],
      [REQUIRE, letIn(9091)],
    ],
  ])('%s', (_, ports, labels) => {
    expect(fixes(...ports).map(fix => fix.label)).toEqual(labels);
  });
});

it.each([
  ['strict already', row('istio', [{ app: 'a' }], [], 'strict')],
  ['not known', row('istio', [{ app: 'a' }], [], 'unknown')],
  ['another mesh', row('kuma', [{ app: 'a' }])],
  ['no label to select by', row('istio', [])],
])('gives nothing where it is %s', (_, workload) => {
  expect(enforceFixes([workload])).toEqual([]);
});

it('keeps names that YAML would read as something else', () => {
  const [fix] = enforceFixes([row('istio', [{ app: 'on' }])]);
  const old = parse(fix.manifest!, { version: '1.1' });
  expect(old.spec.selector.matchLabels).toEqual({ app: 'on' });
  const [number] = enforceFixes([row('istio', [{ app: '0123' }])]);
  expect(parse(number.manifest!).spec.selector.matchLabels.app).toBe('0123');
});
