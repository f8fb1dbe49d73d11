import {
  ClusterStatus,
  Counts,
  EntityMeshSummary,
  Scorecard,
  SourceState,
  Stage,
  UnmatchedWorkload,
  withShares,
} from '@meshboard/backstage-plugin-mesh-common';
import { certificatesFrom, detailed } from '../src/fixtures/clusters';
import { READ_AT } from '../src/fixtures/status';

const STAGES: Stage[] = [
  'not-meshed',
  'meshed',
  'encrypted',
  'strict',
  'zero-trust',
  'unknown',
];

/** Counts of a group, from the number of services in each stage. */
function counts(inStages: number[]): Counts {
  const stages = Object.fromEntries(
    STAGES.map((stage, index) => [stage, inStages[index]]),
  ) as Counts['stages'];
  const eligible = inStages.reduce((sum, count) => sum + count, 0);
  const meshed = eligible - stages['not-meshed'] - stages.unknown;
  return withShares({
    total: eligible + 6,
    eligible,
    exempt: 2,
    notApplicable: 3,
    notApplicableBy: { 'type-excluded': 3 },
    unknown: 1,
    stages,
    membership: {
      meshed,
      partial: Math.min(1, stages['not-meshed']),
      'not-meshed': Math.max(0, stages['not-meshed'] - 1),
      unknown: stages.unknown,
    },
    health: {
      healthy: Math.floor(meshed / 2),
      unhealthy: Math.min(1, meshed),
      'too-few-requests': 0,
      'no-traffic': 0,
      unknown: Math.ceil(meshed / 2),
    },
    pods: { running: eligible * 4, meshed: meshed * 4 },
    workloads: { total: eligible, meshed },
    coverage: 0.873,
  });
}

const TEAMS: Record<string, number[]> = {
  payments: [2, 1, 4, 9, 3, 0],
  checkout: [7, 2, 0, 1, 0, 2],
  search: [0, 3, 5, 0, 0, 0],
  'identity-and-access': [0, 0, 0, 4, 6, 0],
  prototypes: [0, 0, 0, 0, 0, 0],
};

/** An estate that is some way up the ladder. */
export const scorecard: Scorecard = {
  asOf: READ_AT,
  partition: true,
  totals: counts(
    STAGES.map((_, index) =>
      Object.values(TEAMS).reduce((sum, team) => sum + team[index], 0),
    ),
  ),
  groups: Object.entries(TEAMS).map(([name, team]) => ({
    key: `group:default/${name}`,
    title: name,
    counts: counts(team),
  })),
};

const NAMES = [
  'cart',
  'payments',
  'search-api',
  'sessions',
  'ledger',
  'mailer',
];

/** Services in every stage. */
export const services: EntityMeshSummary[] = Array.from(
  { length: 60 },
  (_, index) => {
    const stage = STAGES[index % STAGES.length];
    const out = stage === 'not-meshed';
    const dark = stage === 'unknown';
    const quiet = dark || index % 4 === 0;
    const name = `${NAMES[index % NAMES.length]}-${index + 1}`;
    return {
      entityRef: `component:default/${name}`,
      title: name,
      owner: `group:default/${Object.keys(TEAMS)[index % 5]}`,
      system: 'shop',
      domain: null,
      lifecycle: 'production',
      type: 'service',
      clusters: ['prod-eu'],
      stage,
      membership: 'meshed',
      ...(out && { membership: 'not-meshed' }),
      ...(dark && { membership: 'unknown' }),
      meshes: out || dark ? [] : [index % 3 === 0 ? 'istio' : 'linkerd'],
      mtlsConfigured:
        stage === 'strict' || stage === 'zero-trust' ? 'strict' : 'permissive',
      ...(dark && { mtlsConfigured: 'unknown' }),
      mtlsObservedShare: quiet || out ? null : 0.9996,
      successRate: quiet ? null : 0.99962,
      requestsPerSecond: quiet ? null : 12.4 * (index + 1),
      findings: { info: 1, warning: 0, critical: 0 },
      recommendation: {
        verdict: out ? 'adopt' : 'keep',
        mesh: 'linkerd',
        dataPlane: 'sidecar',
      },
      eligibility: index % 12 === 6 ? 'exempt' : 'eligible',
      health: quiet ? 'no-traffic' : 'healthy',
      asOf: READ_AT,
      meshedPods: out || dark ? 0 : 4,
      totalPods: dark ? 0 : 4,
    };
  },
);

const source: SourceState = {
  name: 'prod-eu',
  kind: 'kubernetes',
  cluster: 'prod-eu',
  state: 'ok',
  lastSuccess: READ_AT,
  lastAttempt: READ_AT,
};

/** One source in each state. */
export const sources: SourceState[] = [
  source,
  { ...source, name: 'thanos', kind: 'prometheus' },
  {
    ...source,
    name: 'prod-us',
    cluster: 'prod-us',
    state: 'stale',
    lastSuccess: '2026-03-04T09:10:00.000Z',
    message: 'connect ECONNREFUSED 10.4.0.2:443',
  },
  {
    ...source,
    name: 'prod-ap',
    cluster: 'prod-ap',
    state: 'failed',
    lastSuccess: null,
    message: 'HTTP 502',
  },
  {
    ...source,
    name: 'edge',
    cluster: 'edge',
    state: 'not-permitted',
    lastSuccess: null,
    message: 'pods is forbidden: the account may not list them',
  },
  {
    ...source,
    name: 'lab',
    cluster: 'lab',
    state: 'not-collectable',
    lastSuccess: null,
  },
];

/** One cluster of which everything is told, one that was read once, and one that never was. */
export const clusters: ClusterStatus[] = [
  {
    ...detailed,
    certificates: certificatesFrom(Date.parse(READ_AT)),
    meshes: [
      ...detailed.meshes,
      {
        mesh: 'linkerd',
        versions: ['2.20.1'],
        revisions: [],
        controlPlane: { ready: 3, total: 3 },
        dataPlaneVersions: [
          { version: '2.20.1', pods: 96 },
          { version: '2.19.4', pods: 11 },
        ],
      },
    ],
  },
  {
    name: 'prod-us',
    state: 'stale',
    asOf: '2026-03-04T09:10:00.000Z',
    meshes: [],
    pods: { running: 41, meshed: 0 },
    message: 'connect ECONNREFUSED 10.4.0.2:443',
  },
  {
    name: 'prod-ap',
    state: 'failed',
    asOf: null,
    meshes: [],
    pods: { running: 0, meshed: 0 },
  },
];

/** More than one page of workloads without an entity. */
export const unmatched: UnmatchedWorkload[] = Array.from(
  { length: 30 },
  (_, index) => ({
    cluster: 'prod-eu',
    namespace: index === 0 ? 'istio-system' : 'tools',
    kind: 'Deployment',
    name: index === 0 ? 'istio-ingressgateway' : `job-runner-${index}`,
    membership: index === 0 ? 'meshed' : 'not-meshed',
    meshes: index === 0 ? ['istio'] : [],
    meshedPods: index === 0 ? 2 : 0,
    totalPods: 2,
    infrastructure: index === 0,
    labels: {},
  }),
);
