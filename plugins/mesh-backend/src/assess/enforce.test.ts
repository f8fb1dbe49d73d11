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

it('Linkerd: the policy on the template, and a Server that exempts a port', () => {
  const [all, exempt] = enforceFixes([row('linkerd', [{ app: 'cart' }])]);
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
