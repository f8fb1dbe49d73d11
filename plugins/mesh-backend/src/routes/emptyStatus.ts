import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';

/** Of an entity that the catalog has and nothing has been said of. */
export function emptyStatus(entityRef: string): EntityMeshStatus {
  const reasons = [
    {
      code: 'unreadable',
      message:
        'Not assessed yet, or not among the entities that the setting mesh.entities.filter selects.',
    },
  ];
  return {
    entityRef,
    asOf: null,
    eligibility: { state: 'unknown' },
    membership: {
      state: 'unknown',
      meshes: [],
      meshedPods: 0,
      totalPods: 0,
      reasons,
    },
    mtls: {
      configured: 'unknown',
      observedShare: null,
      plaintextCallers: [],
      enforceable: { verdict: 'unknown', reasons },
    },
    traffic: null,
    stage: 'unknown',
    health: 'unknown',
    recommendation: {
      verdict: 'unknown',
      mesh: null,
      dataPlane: null,
      confidence: 'low',
      summary: 'Nothing is known of it yet.',
      reasons: [],
      blockers: [],
      alternatives: [],
    },
    findings: [],
    workloads: [],
    certificates: [],
    links: [],
    sources: [],
  };
}
