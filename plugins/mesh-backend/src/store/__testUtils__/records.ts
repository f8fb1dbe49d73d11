import {
  EntityMeshStatus,
  EntityMeshSummary,
} from '@meshboard/backstage-plugin-mesh-common';
import { UNDECIDED } from '../../workloads/undecided';
import { EntityRecord, EntitySlice, WorkloadRow } from '../types';

/** Parts of an entity's record that a test is about. */
export interface RecordParts {
  summary?: Partial<EntityMeshSummary>;
  status?: Partial<EntityMeshStatus>;
  slices?: Partial<EntitySlice>[];
  eligibilityReason?: string | null;
  ownerRollup?: string[];
  workloads?: string[];
}

export function sliceOf(parts: Partial<EntitySlice> = {}): EntitySlice {
  return {
    cluster: 'prod-eu',
    namespace: 'shop',
    stage: 'meshed',
    membership: 'meshed',
    mtlsConfigured: 'permissive',
    health: 'healthy',
    meshedPods: 2,
    runningPods: 2,
    meshedWorkloads: 1,
    workloads: 1,
    requests: null,
    encrypted: null,
    meshes: [{ mesh: 'istio', dataPlane: 'sidecar' }],
    ...parts,
  };
}

/** A meshed, eligible component with one slice; `name` becomes ref and title. */
export function recordOf(name: string, parts: RecordParts = {}): EntityRecord {
  const slices = (parts.slices ?? [{}]).map(sliceOf);
  const summary: EntityMeshSummary = {
    entityRef: `component:default/${name}`,
    title: name,
    owner: 'group:default/payments',
    system: null,
    domain: null,
    lifecycle: 'production',
    type: 'service',
    clusters: [...new Set(slices.map(s => s.cluster))],
    stage: 'meshed',
    membership: 'meshed',
    meshes: ['istio'],
    mtlsConfigured: 'permissive',
    mtlsObservedShare: null,
    successRate: null,
    requestsPerSecond: null,
    findings: { info: 0, warning: 0, critical: 0 },
    recommendation: { verdict: 'keep', mesh: 'istio', dataPlane: 'sidecar' },
    eligibility: 'eligible',
    health: 'healthy',
    asOf: '2026-01-01T10:00:00.000Z',
    meshedPods: 2,
    totalPods: 2,
    ...parts.summary,
  };
  const status: EntityMeshStatus = {
    entityRef: summary.entityRef,
    asOf: summary.asOf,
    eligibility: { state: summary.eligibility },
    membership: {
      state: summary.membership,
      meshes: [],
      meshedPods: summary.meshedPods,
      totalPods: summary.totalPods,
      reasons: [],
    },
    mtls: {
      configured: summary.mtlsConfigured,
      observedShare: null,
      plaintextCallers: [],
      enforceable: { verdict: 'unknown', reasons: [] },
    },
    traffic: null,
    stage: summary.stage,
    health: summary.health,
    recommendation: {
      ...summary.recommendation,
      confidence: 'low',
      summary: '',
      reasons: [],
      blockers: [],
      alternatives: [],
    },
    findings: [],
    workloads: [],
    certificates: [],
    links: [],
    sources: [],
    ...parts.status,
  };
  return {
    summary,
    status,
    slices,
    eligibilityReason: parts.eligibilityReason ?? null,
    ownerRollup: parts.ownerRollup ?? (summary.owner ? [summary.owner] : []),
    workloads: parts.workloads ?? [],
  };
}

/** A Deployment with running pods, all in Istio unless `meshed` says otherwise. */
export function workloadOf(
  key: { cluster?: string; namespace?: string; name: string },
  pods: { running?: number; meshed?: number; infrastructure?: boolean } = {},
): WorkloadRow {
  const running = pods.running ?? 2;
  const meshed = pods.meshed ?? running;
  return {
    cluster: key.cluster ?? 'prod-eu',
    namespace: key.namespace ?? 'shop',
    kind: 'Deployment',
    name: key.name,
    facts: {
      ...UNDECIDED,
      labels: { app: key.name },
      podLabelSets: [],
      listed: true,
      activity: running > 0 ? 'running' : 'not-running',
      membership: {
        state: meshed === running ? 'meshed' : 'partial',
        meshes: [
          {
            mesh: 'istio',
            dataPlane: 'sidecar',
            versions: ['1.27.0'],
            revisions: ['default'],
            pods: meshed,
          },
        ],
        meshedPods: meshed,
        totalPods: running,
        reasons: [],
      },
      infrastructure: pods.infrastructure ?? false,
      hostNetwork: false,
      mtls: { configured: 'permissive', ports: [] },
      authorization: 'open',
      otherProxies: [],
      meshesInCluster: ['istio'],
    },
  };
}
