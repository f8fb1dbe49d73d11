import { customOf } from '../testing/records';
import {
  composeAmbient,
  composePeerAuthentication,
  indexPolicies,
} from './peerAuthentication';

interface Given {
  namespace?: string;
  name?: string;
  mode?: string;
  selector?: Record<string, string>;
  ports?: Record<string, string>;
  created?: string;
}

const policy = (given: Given) =>
  customOf(
    'PeerAuthentication',
    given.namespace ?? 'shop',
    given.name ?? 'default',
    {
      ...(given.mode ? { mtls: { mode: given.mode } } : {}),
      ...(given.selector ? { selector: { matchLabels: given.selector } } : {}),
      ...(given.ports
        ? {
            portLevelMtls: Object.fromEntries(
              Object.entries(given.ports).map(([port, mode]) => [
                port,
                { mode },
              ]),
            ),
          }
        : {}),
    },
    given.created ? { createdAt: given.created } : {},
  );

const cart = { app: 'cart' };
const pod = { namespace: 'shop', labels: { app: 'cart', v: '1' } };
const mesh = (mode: string): Given => ({ namespace: 'istio-system', mode });

function compose(
  given: Given[],
  how: typeof composePeerAuthentication,
  of = pod,
) {
  const { mode, ports } = how(
    indexPolicies(given.map(policy))('istio-system', of),
  );
  return [mode, Object.fromEntries(ports)];
}

describe('istio: pilot/pkg/security/authn ComposePeerAuthentication', () => {
  it.each<[string, Given[], string, Record<string, string>]>([
    ['no policy', [], 'PERMISSIVE', {}],
    ['the mesh decides', [mesh('STRICT')], 'STRICT', {}],
    [
      'the namespace beats the mesh',
      [mesh('STRICT'), { mode: 'DISABLE' }],
      'DISABLE',
      {},
    ],
    [
      'the workload beats the namespace',
      [{ mode: 'DISABLE' }, { name: 'w', mode: 'STRICT', selector: cart }],
      'STRICT',
      {},
    ],
    [
      'UNSET inherits',
      [mesh('STRICT'), { mode: 'UNSET' }, { name: 'w', selector: cart }],
      'STRICT',
      {},
    ],
    [
      'a selector of other labels is none of ours',
      [{ mode: 'STRICT', selector: { app: 'other' } }],
      'PERMISSIVE',
      {},
    ],
    [
      'a selector in the root namespace is ignored',
      [{ ...mesh('STRICT'), selector: cart }],
      'PERMISSIVE',
      {},
    ],
    [
      'another namespace says nothing',
      [{ namespace: 'other', mode: 'STRICT' }],
      'PERMISSIVE',
      {},
    ],
    [
      'the oldest of a namespace wins',
      [
        { name: 'a', mode: 'STRICT', created: '2026-02-02T00:00:00Z' },
        { name: 'b', mode: 'DISABLE', created: '2026-02-01T00:00:00Z' },
      ],
      'DISABLE',
      {},
    ],
    [
      'of equal age the first by name wins',
      [
        { name: 'b', mode: 'STRICT' },
        { name: 'a', mode: 'DISABLE' },
      ],
      'DISABLE',
      {},
    ],
    [
      'ports of the winning workload policy, UNSET inheriting',
      [
        {
          name: 'w',
          mode: 'STRICT',
          selector: cart,
          ports: { 80: 'DISABLE', 90: 'UNSET' },
        },
      ],
      'STRICT',
      { 80: 'DISABLE', 90: 'STRICT' },
    ],
    [
      'ports of a younger workload policy do not count',
      [
        { name: 'w', mode: 'STRICT', selector: cart },
        {
          name: 'x',
          selector: { v: '1' },
          ports: { 80: 'DISABLE' },
          created: '2026-02-01T00:00:00Z',
        },
      ],
      'STRICT',
      {},
    ],
    [
      'ports without a selector do not count',
      [{ mode: 'STRICT', ports: { 80: 'DISABLE' } }],
      'STRICT',
      {},
    ],
  ])('%s', (_, given, mode, ports) => {
    expect(compose(given, composePeerAuthentication)).toEqual([mode, ports]);
    expect(compose([...given].reverse(), composePeerAuthentication)).toEqual([
      mode,
      ports,
    ]);
  });

  it('of a pod in the root namespace only the mesh policy decides', () => {
    const given = [
      mesh('STRICT'),
      { ...mesh('DISABLE'), name: 'w', selector: cart },
    ];
    expect(
      compose(given, composePeerAuthentication, {
        ...pod,
        namespace: 'istio-system',
      }),
    ).toEqual(['STRICT', {}]);
  });
});

/**
 * The cases of its authorization_test.go and of testdata/peer-authn-*.yaml, as what a port accepts.
 */
describe('istio: pilot/pkg/serviceregistry/kube/controller/ambient convertedSelectorPeerAuthentications, convertPeerAuthentication', () => {
  const workload = (
    mode: string | undefined,
    ports: Record<string, string>,
  ): Given => ({ name: 'w', mode, selector: cart, ports });

  it.each<[string, Given[], string, Record<string, string>]>([
    ['DISABLE is not supported', [{ mode: 'DISABLE' }], 'PERMISSIVE', {}],
    ['STRICT of the mesh', [mesh('STRICT')], 'STRICT', {}],
    [
      'a STRICT workload excepts PERMISSIVE and DISABLE ports',
      [workload('STRICT', { 80: 'DISABLE', 90: 'PERMISSIVE', 91: 'STRICT' })],
      'STRICT',
      { 80: 'PERMISSIVE', 90: 'PERMISSIVE', 91: 'STRICT' },
    ],
    [
      'a PERMISSIVE workload with a STRICT port',
      [workload('PERMISSIVE', { 80: 'STRICT', 90: 'DISABLE' })],
      'PERMISSIVE',
      { 80: 'STRICT', 90: 'PERMISSIVE' },
    ],
    [
      'under a STRICT parent a PERMISSIVE port is excepted',
      [mesh('STRICT'), workload(undefined, { 80: 'PERMISSIVE' })],
      'STRICT',
      { 80: 'PERMISSIVE' },
    ],
    [
      'under a STRICT parent a DISABLE port alone is not',
      [mesh('STRICT'), workload(undefined, { 80: 'DISABLE' })],
      'STRICT',
      { 80: 'STRICT' },
    ],
    [
      'a STRICT namespace above a permissive mesh, PERMISSIVE at the workload',
      [
        mesh('PERMISSIVE'),
        { mode: 'STRICT' },
        { name: 'w', mode: 'PERMISSIVE', selector: cart },
      ],
      'PERMISSIVE',
      {},
    ],
    [
      'a PERMISSIVE namespace under a STRICT mesh, STRICT at the workload',
      [
        mesh('STRICT'),
        { mode: 'PERMISSIVE' },
        { name: 'w', mode: 'STRICT', selector: cart },
      ],
      'STRICT',
      {},
    ],
    [
      'a PERMISSIVE namespace under a STRICT mesh, with a STRICT port',
      [
        mesh('STRICT'),
        { mode: 'PERMISSIVE' },
        workload(undefined, { 80: 'STRICT', 90: 'PERMISSIVE' }),
      ],
      'PERMISSIVE',
      { 80: 'STRICT', 90: 'PERMISSIVE' },
    ],
    [
      'ports of both kinds under a permissive mesh and a namespace that sets nothing',
      [
        mesh('PERMISSIVE'),
        {},
        workload(undefined, { 80: 'STRICT', 90: 'PERMISSIVE', 91: 'DISABLE' }),
      ],
      'PERMISSIVE',
      { 80: 'STRICT', 90: 'PERMISSIVE', 91: 'PERMISSIVE' },
    ],
    [
      'a STRICT namespace with exceptions of both kinds',
      [
        { mode: 'STRICT' },
        workload(undefined, { 80: 'DISABLE', 90: 'PERMISSIVE', 91: 'STRICT' }),
      ],
      'STRICT',
      { 80: 'PERMISSIVE', 90: 'PERMISSIVE', 91: 'STRICT' },
    ],
    [
      'a STRICT workload whose ports are all STRICT',
      [workload('STRICT', { 80: 'STRICT' })],
      'STRICT',
      { 80: 'STRICT' },
    ],
    [
      'a DISABLE workload with a STRICT port',
      [workload('DISABLE', { 80: 'STRICT' })],
      'PERMISSIVE',
      { 80: 'STRICT' },
    ],
    // convertPeerAuthentication leaves the port out as the mesh’s affair, and the workload has
    // loosened the mesh: its policy has no rule, is not made, and ztunnel passes over what is not
    // there (ztunnel: src/state.rs assert_rbac).
    [
      'a STRICT port of a workload that loosens a STRICT mesh is enforced by nobody',
      [mesh('STRICT'), workload('PERMISSIVE', { 80: 'STRICT' })],
      'PERMISSIVE',
      { 80: 'PERMISSIVE' },
    ],
    [
      'not so under a namespace that sets a mode',
      [
        mesh('STRICT'),
        { mode: 'STRICT' },
        workload('PERMISSIVE', { 80: 'STRICT' }),
      ],
      'PERMISSIVE',
      { 80: 'STRICT' },
    ],
    // Exceptions are left out where the namespace has a policy that sets no mode, so no policy is
    // made; and the strict one is not attached, since the exceptions were to be.
    [
      'an exception under a namespace that sets nothing takes the STRICT mesh with it',
      [mesh('STRICT'), {}, workload(undefined, { 80: 'PERMISSIVE' })],
      'PERMISSIVE',
      { 80: 'PERMISSIVE' },
    ],
  ])('%s', (_, given, mode, ports) => {
    expect(compose(given, composeAmbient)).toEqual([mode, ports]);
  });
});
