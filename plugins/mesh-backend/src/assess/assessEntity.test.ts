import { UNDECIDED } from '../workloads/undecided';
import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { readMeshConfig } from '../config';
import { lookupOf } from '../entities/matching';
import { MeshEntity } from '../entities/types';
import { TrafficRow, WorkloadRow } from '../store/types';
import { WorkloadFacts } from '../workloads/types';
import { assessEntity } from './assessEntity';
import { AgedSource, EntityInput } from './types';

const now = '2026-05-01T10:00:00.000Z';

function workload(
  facts: Partial<WorkloadFacts> & { meshed?: number; total?: number } = {},
  place: Partial<WorkloadRow> = {},
): WorkloadRow {
  const { meshed = 2, total = 2, ...more } = facts;
  return {
    cluster: 'eu',
    namespace: 'shop',
    kind: 'Deployment',
    name: 'cart',
    ...place,
    facts: {
      ...UNDECIDED,
      labels: {},
      podLabelSets: [],
      listed: true,
      activity: total > 0 ? 'running' : 'not-running',
      membership: {
        // eslint-disable-next-line no-nested-ternary
        state: meshed === total ? 'meshed' : meshed ? 'partial' : 'not-meshed',
        meshes: meshed
          ? [
              {
                mesh: 'istio',
                dataPlane: 'sidecar',
                versions: ['1.30.1'],
                revisions: ['default'],
                pods: meshed,
              },
            ]
          : [],
        meshedPods: meshed,
        totalPods: total,
        reasons: [],
      },
      infrastructure: false,
      hostNetwork: false,
      mtls: { configured: 'permissive', ports: [] },
      authorization: 'open',
      otherProxies: [],
      meshesInCluster: ['istio'],
      ...more,
    },
  };
}

const source = (more: Partial<AgedSource> = {}): AgedSource => ({
  name: 'eu',
  kind: 'kubernetes',
  cluster: 'eu',
  state: 'ok',
  lastSuccess: now,
  lastAttempt: now,
  dark: false,
  ...more,
});
const prometheus = source({ name: 'prom', kind: 'prometheus' });
const dark = (cluster: string, more: Partial<AgedSource> = {}) =>
  source({
    name: cluster,
    cluster,
    state: 'failed',
    lastSuccess: null,
    message: 'ECONNREFUSED',
    dark: true,
    ...more,
  });

const traffic = (more: Partial<TrafficRow> = {}): TrafficRow => ({
  server: 'prom',
  cluster: 'eu',
  at: now,
  namespace: 'shop',
  workload: 'cart',
  kind: null,
  mesh: 'istio',
  requests: { total: 10, success: 9.5 },
  objectiveRequests: { total: 36_000, success: 34_200 },
  latency: null,
  encryptedRequests: { encrypted: 36_000, total: 36_000 },
  encryptedConnections: null,
  connectionsApart: true,
  plaintextCallers: [],
  ...more,
});

function assess(
  more: Omit<Partial<EntityInput>, 'config'> & {
    annotations?: Record<string, string>;
    type?: string;
    config?: any;
    trafficRow?: TrafficRow;
  } = {},
) {
  const annotations = more.annotations ?? {
    'backstage.io/kubernetes-id': 'cart',
  };
  const entity: MeshEntity = {
    ref: 'component:default/cart',
    name: 'cart',
    namespace: 'default',
    title: 'Cart',
    type: more.type ?? 'service',
    lifecycle: 'production',
    owner: 'group:default/shop',
    system: null,
    domain: null,
    ownerRollup: ['group:default/shop'],
    annotations,
    dependsOnResources: [],
  };
  const { config, trafficRow, annotations: _a, type: _t, ...rest } = more;
  return assessEntity({
    now,
    clusters: new Map(),
    proxy: (_, proxy) => ({ ...proxy, certificateNotAfter: null }),
    config: readMeshConfig(
      new ConfigReader(config ? { mesh: config } : {}),
      mockServices.logger.mock(),
    ),
    entity,
    lookup: lookupOf({ name: 'cart', annotations }, []),
    workloads: [workload()],
    sources: [source(), prometheus],
    traffic: () => trafficRow,
    evidence: () => undefined,
    evidenceHours: () => 0,
    entityOf: () => undefined,
    ownersOf: () => [],
    entityOfAccount: () => undefined,
    hadPodsIn: [],
    estate: {
      services: 30,
      servicesByCluster: new Map([['eu', 30]]),
      meshesByCluster: new Map([
        ['eu', [{ mesh: 'istio', dataPlane: 'sidecar', pods: 50 }]],
      ]),
      discontinued: new Map(),
      titles: new Map([['istio', 'Istio']]),
      measured: new Set(['istio']),
    },
    ...rest,
  });
}

describe('a cluster that cannot be read', () => {
  it('makes unknown what was all in, and never not-meshed', () => {
    const { status } = assess({
      sources: [source(), dark('us')],
      hadPodsIn: ['us'],
    });
    expect(status.membership.state).toBe('unknown');
    expect(status.stage).toBe('unknown');
    expect(status.mtls.configured).toBe('unknown');
    expect(status.eligibility.state).toBe('eligible');
    expect(status.membership.reasons).toEqual([
      expect.objectContaining({
        code: 'unreadable',
        message: 'us has never been read',
      }),
    ]);
  });

  it('does not hide a pod that was read and is out', () => {
    const { status } = assess({
      workloads: [workload({ meshed: 1 })],
      sources: [source(), dark('us')],
      hadPodsIn: ['us'],
    });
    expect(status.membership.state).toBe('partial');
    expect(status.stage).toBe('not-meshed');
  });

  it('counts against nobody who never was there and runs elsewhere', () => {
    const { status } = assess({ sources: [source(), dark('us')] });
    expect(status.membership.state).toBe('meshed');
  });

  it('counts against an entity that asks to be linked and was found nowhere', () => {
    const { status } = assess({
      workloads: [],
      sources: [source(), dark('us')],
    });
    expect(status.eligibility).toEqual({
      state: 'unknown',
      reason: 'unreadable',
    });
    expect(status.asOf).toBe(now);
  });

  it('keeps what was last known, with its time', () => {
    const lastKnown = {
      at: '2026-05-01T09:00:00.000Z',
      membership: 'meshed',
      stage: 'strict',
    } as const;
    const { status, slices } = assess({
      workloads: [workload({}, { cluster: 'us' })],
      sources: [
        source(),
        dark('us', { state: 'stale', lastSuccess: lastKnown.at }),
      ],
      lastKnown,
    });
    expect(status.membership).toMatchObject({ state: 'unknown', totalPods: 0 });
    expect(status.eligibility.state).toBe('unknown');
    expect(slices).toEqual([
      expect.objectContaining({
        cluster: 'us',
        stage: 'unknown',
        runningPods: 0,
      }),
    ]);
    expect(status.lastKnown).toEqual(lastKnown);
    expect(status.asOf).toBe(lastKnown.at);
  });

  it('says when it was seen to join, through what is unknown and idle too', () => {
    const before = {
      at: '2026-05-01T09:00:00.000Z',
      membership: 'not-meshed',
      stage: 'not-meshed',
    } as const;
    const joined = assess({ lastKnown: before }).status;
    expect(joined.membership.state).toBe('meshed');
    expect(joined.joinedMeshAt).toBe(now);
    const remembered = {
      at: now,
      membership: 'meshed',
      stage: 'meshed',
      joinedMeshAt: before.at,
    } as const;
    const unread = assess({
      workloads: [workload({}, { cluster: 'us' })],
      sources: [source(), dark('us')],
      lastKnown: remembered,
    }).status;
    expect(unread.joinedMeshAt).toBe(before.at);
    expect(unread.lastKnown).not.toHaveProperty('joinedMeshAt');
    const idle = assess({
      workloads: [workload({ activity: 'idle', meshed: 0, total: 0 })],
      lastKnown: remembered,
    }).status;
    expect(idle.joinedMeshAt).toBe(before.at);
    expect(assess().status.joinedMeshAt).toBeNull();
  });

  it('counts against nobody where a browser holds its credentials', () => {
    const { status } = assess({
      workloads: [],
      sources: [source(), dark('us', { state: 'not-collectable' })],
    });
    expect(status.eligibility.reason).toBe('annotated-but-nothing-matched');
  });
});

describe('eligibility', () => {
  it.each<[string, Parameters<typeof assess>[0], string, string | undefined]>([
    ['runs', {}, 'eligible', undefined],
    ['is a library', { type: 'library' }, 'not-applicable', 'type-excluded'],
    [
      'is mesh infrastructure',
      { workloads: [workload({ infrastructure: true, meshed: 0 })] },
      'not-applicable',
      'mesh-infrastructure',
    ],
    [
      'is scaled to zero',
      { workloads: [workload({ activity: 'idle', meshed: 0, total: 0 })] },
      'not-applicable',
      'scaled-to-zero',
    ],
    [
      'wants pods and has none',
      { workloads: [workload({ meshed: 0, total: 0 })] },
      'eligible',
      'no-workload-running',
    ],
    [
      'is annotated, and nothing matches',
      { workloads: [] },
      'not-applicable',
      'annotated-but-nothing-matched',
    ],
    [
      'has nothing to do with Kubernetes',
      { workloads: [], annotations: {} },
      'not-applicable',
      'not-linked',
    ],
    [
      'only asks to be exempt',
      { annotations: { 'meshboard.io/exempt': 'legacy' } },
      'eligible',
      undefined,
    ],
    [
      'is exempt by annotation, where that is allowed',
      {
        annotations: { 'meshboard.io/exempt': 'legacy' },
        config: { governance: { exemptByAnnotation: true } },
      },
      'exempt',
      'annotation',
    ],
  ])('of an entity that %s', (_, more, state, reason) => {
    const { status, eligibilityReason } = assess(more);
    expect(status.eligibility.state).toBe(state);
    expect(status.eligibility.reason).toBe(reason);
    expect(eligibilityReason).toBe(reason ?? null);
  });

  it('keeps the last verdict of what was scaled to zero lately', () => {
    const lastKnown = {
      at: '2026-04-28T10:00:00.000Z',
      membership: 'meshed',
      stage: 'strict',
    } as const;
    const idle = [workload({ activity: 'idle', meshed: 0, total: 0 })];
    const { status } = assess({ workloads: idle, lastKnown });
    expect(status).toMatchObject({
      eligibility: { state: 'eligible', reason: 'idle' },
      membership: { state: 'meshed' },
      stage: 'strict',
    });
    const later = assess({
      workloads: idle,
      lastKnown: { ...lastKnown, at: '2026-04-20T10:00:00.000Z' },
    });
    expect(later.status.eligibility.reason).toBe('scaled-to-zero');
  });
});

describe('metrics', () => {
  it('says no traffic, not 0 %', () => {
    const { status } = assess();
    expect(status.traffic).toMatchObject({
      requestsPerSecond: null,
      successRate: null,
    });
    expect(status.mtls.observedShare).toBeNull();
    expect(status.health).toBe('no-traffic');
  });

  it('has no traffic where no server covers the cluster', () => {
    const { status } = assess({ sources: [source()] });
    expect(status.traffic).toBeNull();
    expect(status.health).toBe('unknown');
    expect(status.mtls.enforceable.verdict).toBe('unknown');
  });

  it('does not call quiet what no metrics are asked for', () => {
    const unmeasured = workload();
    unmeasured.facts.membership.meshes[0].mesh = 'open-service-mesh';
    const { status } = assess({ workloads: [unmeasured] });
    expect(status.health).toBe('unknown');
    expect(status.traffic).toBeNull();
  });

  it('judges health over the window against the objective', () => {
    const { status } = assess({ trafficRow: traffic() });
    expect(status.traffic).toMatchObject({
      requestsPerSecond: 10,
      successRate: 0.95,
      objective: 0.999,
    });
    expect(status.health).toBe('unhealthy');
    expect(status.findings.map(f => f.code)).toEqual([
      'success-below-objective',
    ]);
  });

  it('takes an objective from the annotation, and no nonsense', () => {
    const annotations = (value: string) => ({
      'backstage.io/kubernetes-id': 'cart',
      'meshboard.io/success-objective': value,
    });
    const health = (value: string) =>
      assess({ trafficRow: traffic(), annotations: annotations(value) }).status
        .health;
    expect(health('0.9')).toBe('healthy');
    expect(health('90')).toBe('unhealthy');
  });

  it('raises no alarm over few requests', () => {
    const { status } = assess({
      trafficRow: traffic({ objectiveRequests: { total: 10, success: 5 } }),
    });
    expect(status.health).toBe('too-few-requests');
  });

  it('is encrypted where only encrypted traffic was seen, until plaintext is', () => {
    expect(assess({ trafficRow: traffic() }).status.stage).toBe('encrypted');
    const { status } = assess({
      trafficRow: traffic({
        encryptedRequests: { encrypted: 30, total: 40 },
        plaintextCallers: [
          {
            cluster: null,
            namespace: 'legacy',
            workload: 'batch',
            requestsPerSecond: 0.1,
          },
        ],
      }),
      entityOf: (cluster, namespace, name) =>
        `component:default/${cluster}-${namespace}-${name}`,
    });
    expect(status.stage).toBe('meshed');
    expect(status.mtls.observedShare).toBe(0.75);
    expect(status.mtls.enforceable.verdict).toBe('no');
    expect(status.mtls.plaintextCallers).toEqual([
      {
        cluster: 'eu',
        namespace: 'legacy',
        workload: 'batch',
        requestsPerSecond: 0.1,
        entityRef: 'component:default/eu-legacy-batch',
      },
    ]);
  });

  it('sees plaintext connections beside encrypted requests, where these are apart', () => {
    const both = (connectionsApart: boolean) =>
      traffic({
        connectionsApart,
        encryptedConnections: { encrypted: 0, total: 5 },
      });
    expect(assess({ trafficRow: both(true) }).status.stage).toBe('meshed');
    expect(assess({ trafficRow: both(false) }).status.stage).toBe('encrypted');
  });

  it('keeps evidence through a quiet night', () => {
    const evidence = {
      cluster: 'eu',
      namespace: 'shop',
      workload: 'cart',
      encrypted: 5,
      plaintext: 0,
      lastPlaintext: null,
    };
    expect(assess({ evidence: () => evidence }).status.stage).toBe('encrypted');
    expect(
      assess({ evidence: () => ({ ...evidence, plaintext: 1 }) }).status.stage,
    ).toBe('meshed');
  });

  describe('is it safe to require mTLS?', () => {
    const HOURS = 168;
    const proxies = [
      { namespace: 'shop', pod: 'cart-1' },
      { namespace: 'shop', pod: 'cart-2' },
    ];
    const enforceable = (
      facts: Partial<WorkloadRow['facts']> = {},
      more: Parameters<typeof assess>[0] = {},
    ) =>
      assess({
        workloads: [workload({ proxies, ...facts })],
        trafficRow: traffic(),
        evidenceHours: () => HOURS,
        ...more,
      }).status.mtls.enforceable;

    it('yes, on complete evidence of encryption and every proxy scraped', () => {
      const { verdict, reasons } = enforceable();
      expect(verdict).toBe('yes');
      expect(reasons).toEqual([
        expect.objectContaining({ code: 'only-encrypted-seen', count: HOURS }),
      ]);
    });

    it('not yet, while the evidence is shorter than its window', () => {
      const { verdict, reasons } = enforceable({}, { evidenceHours: () => 3 });
      expect(verdict).toBe('not-enough-traffic');
      expect(reasons[0]).toMatchObject({
        code: 'evidence-too-short',
        count: 3,
      });
      expect(reasons[0].message).toContain('3 of 168 hours');
    });

    it('not yet, where a pod’s proxy is not scraped: and it is named', () => {
      const { verdict, reasons } = enforceable(
        {},
        {
          proxy: (_, proxy) =>
            proxy.pod === 'cart-1'
              ? { ...proxy, certificateNotAfter: null }
              : undefined,
        },
      );
      expect(verdict).toBe('not-enough-traffic');
      expect(reasons[0]).toMatchObject({
        code: 'proxies-not-scraped',
        count: 1,
        pods: ['cart-2'],
      });
    });

    it('not yet, where it cannot be told which proxy speaks for a pod', () => {
      const { verdict, reasons } = enforceable({ proxies: null });
      expect(verdict).toBe('not-enough-traffic');
      expect(reasons[0].code).toBe('proxies-not-scraped');
    });

    it('not yet, while some pods are in no mesh: nothing measures who calls them', () => {
      const { verdict } = enforceable({
        membership: {
          ...workload().facts.membership,
          state: 'partial',
          meshedPods: 1,
          totalPods: 2,
        },
      });
      expect(verdict).toBe('not-enough-traffic');
    });

    it('no, with the callers that the evidence names, those of last week among them', () => {
      const { status } = assess({
        trafficRow: traffic(),
        entityOf: (_, namespace, name) => `component:${namespace}/${name}`,
        evidence: () => ({
          cluster: 'eu',
          namespace: 'shop',
          workload: 'cart',
          encrypted: 5,
          plaintext: 1,
          lastPlaintext: '2026-01-01T00:00:00.000Z',
          callers: [
            {
              namespace: 'legacy',
              workload: 'batch',
              requests: 12,
              lastSeen: '2026-01-01T00:00:00.000Z',
            },
          ],
        }),
      });
      expect(status.mtls.plaintextCallers).toEqual([
        {
          cluster: 'eu',
          namespace: 'legacy',
          workload: 'batch',
          entityRef: 'component:legacy/batch',
          requestsPerSecond: 0,
          lastSeen: '2026-01-01T00:00:00.000Z',
        },
      ]);
      expect(status.mtls.enforceable.verdict).toBe('no');
      expect(status.mtls.enforceable.reasons[0].message).toContain('1 caller');
    });

    it('no, once plaintext is anywhere in the evidence', () => {
      const { verdict } = enforceable(
        {},
        {
          evidence: () => ({
            cluster: 'eu',
            namespace: 'shop',
            workload: 'cart',
            encrypted: 5,
            plaintext: 1,
            lastPlaintext: now,
          }),
        },
      );
      expect(verdict).toBe('no');
    });
  });
});

describe('several workloads', () => {
  it('are as far as the last of them', () => {
    const { status, slices } = assess({
      workloads: [
        workload({ mtls: { configured: 'strict', ports: [] } }),
        workload({}, { name: 'worker', namespace: 'jobs' }),
      ],
    });
    expect(status.stage).toBe('meshed');
    expect(status.mtls.configured).toBe('mixed');
    expect(slices.map(s => [s.namespace, s.stage, s.mtlsConfigured])).toEqual([
      ['shop', 'strict', 'strict'],
      ['jobs', 'meshed', 'permissive'],
    ]);
  });

  it('do not change their verdict with their order', () => {
    const workloads = [
      workload(),
      workload({ meshed: 1 }, { name: 'b' }),
      workload({}, { name: 'c', namespace: 'x' }),
    ];
    const { status } = assess({ workloads });
    const reversed = assess({ workloads: [...workloads].reverse() }).status;
    expect({ ...reversed, workloads: [] }).toEqual({
      ...status,
      workloads: [],
    });
  });
});

it('tells what to type where a mesh is to be adopted', () => {
  const { status } = assess({
    workloads: [
      workload({
        meshed: 0,
        membership: {
          state: 'not-meshed',
          meshes: [],
          meshedPods: 0,
          totalPods: 2,
          reasons: [
            {
              code: 'not-requested',
              message: 'No mesh is asked for.',
              count: 2,
            },
          ],
        },
      }),
    ],
  });
  expect(status.recommendation).toMatchObject({
    verdict: 'adopt',
    mesh: 'istio',
  });
  expect(status.membership.reasons[0].fix).toEqual([
    expect.objectContaining({
      cluster: 'eu',
      command:
        'kubectl label namespace shop istio-injection=enabled && kubectl rollout restart deployment/cart -n shop',
    }),
  ]);
});

it('says on the entity what is wrong with its selector', () => {
  const { status } = assess({
    annotations: { 'backstage.io/kubernetes-label-selector': 'app in cart' },
    workloads: [],
  });
  expect(status.lookup?.error).toContain("'app in cart'");
  expect(status.membership.reasons.map(r => r.code)).toContain(
    'invalid-annotation',
  );
});
