import fc from 'fast-check';
import {
  ClusterSnapshot,
  CustomRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { linkerdPod } from '../testing/linkerd';
import {
  Policies,
  prepareLinkerd,
  ref,
  route,
  webLabels,
} from '../testing/linkerdPolicy';
import { customOf } from '../testing/records';

const names = fc.constantFrom('a', 'b', 'c');
const list = (kind: string, spec: fc.Arbitrary<any>, maxLength = 4) =>
  fc
    .uniqueArray(
      fc.record({
        name: names,
        createdAt: fc.constantFrom(
          '2026-01-01T00:00:00Z',
          '2026-02-01T00:00:00Z',
        ),
        labels: fc.constantFrom({}, { tier: 'front' }),
        spec,
      }),
      { maxLength, selector: o => o.name },
    )
    .map(all =>
      all.map(({ name, spec: given, ...parts }) =>
        customOf(kind, 'shop', name, given, parts as Partial<CustomRecord>),
      ),
    );

const reference = fc.oneof(
  names.map(name => ref('MeshTLSAuthentication', name)),
  names.map(name => ref('NetworkAuthentication', name)),
  names.map(name => ref('ServiceAccount', name)),
);
const routes = (kind: string) =>
  fc
    .uniqueArray(
      fc.record({
        name: names,
        parent: fc.record({ name: names }),
        accepted: fc.constantFrom(undefined, true, false),
      }),
      { maxLength: 3, selector: r => r.name },
    )
    .map(all => all.map(parts => route(kind, parts)));

const policies: fc.Arbitrary<Policies> = fc.record({
  servers: list(
    'Server',
    fc.record({
      podSelector: fc.constantFrom<any>(
        {},
        { matchLabels: webLabels },
        { matchExpressions: [{ key: 'app', operator: 'NotIn', values: [] }] },
        { matchExpressions: [{ key: 'app', operator: 'Exists', values: [] }] },
      ),
      port: fc.constantFrom<any>(8080, 'http', '8080', 9090, 4191, 0),
      accessPolicy: fc.constantFrom(undefined, 'deny', 'all-authenticated'),
      proxyProtocol: fc.constantFrom(undefined, 'gRPC', 'opaque', 'HTTP/1'),
    }),
  ),
  serverauthorizations: list(
    'ServerAuthorization',
    fc.record({
      server: fc.oneof(
        fc.record({ name: names }),
        fc.constant({ selector: { matchLabels: { tier: 'front' } } }),
      ),
      client: fc.constantFrom(
        {},
        { unauthenticated: true },
        { meshTLS: { identities: ['*'] } },
        { meshTLS: { serviceAccounts: [{ name: 'x' }] } },
      ),
    }),
    2,
  ),
  authorizationpolicies: list(
    'AuthorizationPolicy',
    fc.record({
      targetRef: fc.oneof(
        names.map(name => ref('Server', name)),
        names.map(name => ({ kind: 'Server', name })),
        names.map(name => ref('HTTPRoute', name)),
        names.map(name => ref('GRPCRoute', name)),
        fc.constant(ref('Namespace', 'shop')),
      ),
      requiredAuthenticationRefs: fc.array(reference, { maxLength: 2 }),
    }),
  ),
  meshtlsauthentications: list(
    'MeshTLSAuthentication',
    fc.record({ identities: fc.constantFrom(['*'], ['x.y'], []) }),
  ),
  networkauthentications: list(
    'NetworkAuthentication',
    fc.record({
      networks: fc.constantFrom([{ cidr: '10.0.0.0/8' }], []),
    }),
  ),
  httproutes: routes('HTTPRoute'),
  'gateway.networking.k8s.io/grpcroutes': routes('GRPCRoute'),
});

const pod = linkerdPod('shop', 'web', { labels: webLabels });
const PORTS = [8080, 9090];

function told(given: Policies, parts: Partial<ClusterSnapshot> = {}) {
  const found = prepareLinkerd(given, parts);
  const sorted = (items: unknown[] = []) =>
    items.map(item => JSON.stringify(item)).sort();
  const { allowed, findings } = found.inspect!({
    reference: { kind: 'Deployment', namespace: 'shop', name: 'web' },
    pods: [pod],
    meshed: [pod],
    services: [],
    ports: () => PORTS,
  });
  return {
    ports: found.mtls(pod, PORTS).ports,
    authorization: found.authorization(pod, PORTS),
    allowed: sorted(allowed),
    findings: sorted(findings),
  };
}

const reversed = (given: Policies): Policies =>
  Object.fromEntries(
    Object.entries(given).map(([kind, all]) => [
      kind,
      [...all].reverse() as CustomRecord[],
    ]),
  );

it('the order of policies changes nothing', () => {
  fc.assert(
    fc.property(policies, given => {
      expect(told(reversed(given))).toEqual(told(given));
    }),
    { numRuns: 300 },
  );
});

const KINDS = [
  'servers',
  'serverauthorizations',
  'authorizationpolicies',
  'meshtlsauthentications',
  'networkauthentications',
  'httproutes',
  'gateway.networking.k8s.io/grpcroutes',
];

it('less permission only moves verdicts towards unknown', () => {
  fc.assert(
    fc.property(policies, fc.subarray(KINDS), (given, denied) => {
      const before = told(given);
      const after = told(
        Object.fromEntries(
          Object.entries(given).filter(([kind]) => !denied.includes(kind)),
        ),
        {
          access: Object.fromEntries(
            denied.map(kind => [
              kind.includes('/') ? kind : `policy.linkerd.io/${kind}`,
              { outcome: 'not-permitted' as const },
            ]),
          ),
        },
      );
      expect([before.authorization, 'unknown']).toContain(after.authorization);
      after.ports.forEach(({ mode }, i) =>
        expect([before.ports[i].mode, 'unknown']).toContain(mode),
      );
    }),
    { numRuns: 1000 },
  );
});

it('whom policy lets in and what a port requires agree', () => {
  fc.assert(
    fc.property(policies, given => {
      const { ports, allowed } = told(given);
      for (const { port, mode } of ports) {
        const open = allowed.some(
          a => a.includes('anybody') && a.includes(`port ${port}`),
        );
        expect(open).toBe(mode === 'permissive');
      }
    }),
    { numRuns: 300 },
  );
});

/** Words that objects have, so that what is odd gets beyond the first look. */
const word = fc.constantFrom(
  ...['Server', 'HTTPRoute', 'ServiceAccount', 'policy.linkerd.io', 'core'],
  ...[
    'In',
    'Exists',
    'web',
    'http',
    'a',
    '*',
    '*.x',
    'deny',
    'audit',
    'opaque',
  ],
);
const field = fc.constantFrom(
  ...['podSelector', 'matchLabels', 'matchExpressions', 'key', 'operator'],
  ...['values', 'port', 'accessPolicy', 'proxyProtocol', 'server', 'selector'],
  ...['client', 'networks', 'cidr', 'except', 'meshTLS', 'identities', 'name'],
  ...['serviceAccounts', 'targetRef', 'requiredAuthenticationRefs', 'kind'],
  ...['group', 'namespace', 'identityRefs', 'parentRefs', 'rules', 'matches'],
  ...['path', 'type', 'value', 'method', 'parents', 'conditions', 'app'],
);
const { odd } = fc.letrec<{ odd: unknown }>(tie => ({
  odd: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(null, undefined, true, 8080, 0, -1, '', 'app'),
    word,
    fc.array(tie('odd'), { maxLength: 3 }),
    fc.dictionary(field, tie('odd'), { maxKeys: 4 }),
  ),
}));

it('nothing that an object says makes it crash', () => {
  const objects = fc.dictionary(
    fc.constantFrom(...KINDS),
    fc.array(fc.tuple(names, odd, odd), { maxLength: 3 }),
  );
  const MODES = ['strict', 'permissive', 'unknown', 'disabled'];
  fc.assert(
    fc.property(objects, given => {
      const { ports, authorization } = told(
        Object.fromEntries(
          Object.entries(given).map(([plural, all]) => [
            plural,
            all.map(([name, spec, status]) =>
              customOf('Odd', 'shop', name, spec, { status }),
            ),
          ]),
        ),
      );
      for (const { mode } of ports) expect(MODES).toContain(mode);
      expect(['open', 'named', 'unknown']).toContain(authorization);
    }),
    { numRuns: 500 },
  );
});
