import {
  ClusterStatus,
  MeshFinding,
} from '@meshboard/backstage-plugin-mesh-common';
import { workloadOf } from '../../store/__testUtils__/records';
import { WorkloadRow } from '../../store/types';
import { Assessed } from '../workload';
import { findingsOf } from '.';

const QUIET = { encrypted: false, plaintext: false };

const assessedOf = (
  row: WorkloadRow,
  seen: Assessed['seen'] = QUIET,
): Assessed => ({ row, seen, stage: 'meshed' });

const findings = (
  assessed: Assessed[],
  clusters: Map<string, ClusterStatus> = new Map(),
) =>
  findingsOf({
    assessed,
    clusters,
    certificates: [],
    proxy: () => undefined,
    now: 0,
    health: 'healthy',
    successRate: 1,
    objective: 0.999,
    discontinued: new Map(),
    title: mesh => mesh,
    more: [],
  });

const said = (parts: Partial<MeshFinding> = {}): MeshFinding => ({
  code: 'something',
  severity: 'warning',
  title: 'Something',
  evidence: 'Seen in X',
  fix: [],
  seeAlso: [],
  ...parts,
});

function withFacts(
  name: string,
  facts: Partial<WorkloadRow['facts']>,
): WorkloadRow {
  const row = workloadOf({ name });
  return { ...row, facts: { ...row.facts, ...facts } };
}

const keyOf = (name: string) => `prod-eu/shop/Deployment/${name}`;

it('tells what is said of several workloads once, worst first, with each fix', () => {
  const fix = (label: string) => ({ label, command: label });
  const rows = ['b', 'a'].map(name =>
    withFacts(name, {
      findings: [
        said({ fix: [fix('same'), fix(name)] }),
        said({ code: 'bad', severity: 'critical', evidence: name }),
      ],
    }),
  );
  const all = findings(rows.map(row => assessedOf(row)));
  expect(all.map(f => [f.code, f.workloads])).toEqual([
    ['bad', [keyOf('a')]],
    ['bad', [keyOf('b')]],
    ['something', [keyOf('a'), keyOf('b')]],
  ]);
  expect(all[2].fix.map(f => [f.label, f.cluster])).toEqual([
    ['same', 'prod-eu'],
    ['b', 'prod-eu'],
    ['a', 'prod-eu'],
  ]);
});

it('brings what troubles a mesh to those in it, and to no others', () => {
  const cluster = {
    name: 'prod-eu',
    meshes: [
      {
        mesh: 'istio',
        findings: [
          { ...said({ code: 'all' }), reach: 'data-plane' },
          { ...said({ code: 'own' }), reach: 'cluster' },
        ],
      },
      {
        mesh: 'linkerd',
        findings: [{ ...said({ code: 'theirs' }), reach: 'data-plane' }],
      },
    ],
  } as ClusterStatus;
  const clusters = new Map([['prod-eu', cluster]]);
  const inIstio = workloadOf({ name: 'cart' });
  expect(findings([assessedOf(inIstio)], clusters)).toMatchObject([
    { code: 'all', workloads: [keyOf('cart')] },
  ]);
  const { membership } = inIstio.facts;
  const out = withFacts('out', { membership: { ...membership, meshes: [] } });
  expect(findings([assessedOf(out)], clusters)).toEqual([]);
  const elsewhere = { ...inIstio, cluster: 'prod-us' };
  expect(findings([assessedOf(elsewhere)], clusters)).toEqual([]);
});

it.each([
  ['same', 0],
  ['supported', 0],
  ['unknown', 0],
  ['unsupported', 1],
  ['ahead', 1],
] as const)('proxies that are %s to their control plane: %i', (state, n) => {
  const row = withFacts('cart', {
    versions: [
      {
        mesh: 'istio',
        dataPlane: 'sidecar',
        version: '1.27.1',
        revision: null,
        controlPlane: '1.30.3',
        pods: 2,
        skew: { state, message: 'three minors behind 1.30.3' },
      },
    ],
  });
  const found = findings([assessedOf(row)]);
  expect(found).toHaveLength(n);
  for (const { evidence, fix } of found) {
    expect(evidence).toContain('1.27.1');
    expect(evidence).toContain('three minors behind');
    expect(fix[0].command).toBe(
      'kubectl rollout restart deployment/cart -n shop',
    );
  }
});

it.each([
  ['strict', true, 1],
  ['strict', false, 0],
  ['permissive', true, 0],
  ['mixed', true, 0],
] as const)('%s, plaintext seen: %s, found: %i', (configured, plaintext, n) => {
  const row = withFacts('cart', {
    mtls: {
      configured,
      ports: [
        { port: 80, mode: 'strict', source: 'PeerAuthentication shop/default' },
      ],
    },
  });
  const found = findings([assessedOf(row, { encrypted: true, plaintext })]);
  expect(found).toHaveLength(n);
  for (const { evidence } of found) {
    expect(evidence).toContain('PeerAuthentication shop/default');
  }
});
