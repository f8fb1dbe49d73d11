import { EntitySlice, WorkloadRow } from '../store/types';
import { poolMembership } from './membership';
import { encryptedOf, poolModes } from './mtls';
import { lowestStage } from './stage';
import { healthOf, sumRequests } from './traffic';
import { EntityInput } from './types';
import {
  Assessed,
  isCovered,
  objectiveOf,
  provesAbsence,
  rowsOf,
} from './workload';

/** Where it is known to live and nothing can be said: kept, so that a filter finds it as unknown. */
export function unknownSlices(
  workloads: WorkloadRow[],
  known: EntitySlice[],
): EntitySlice[] {
  const places = new Map(
    workloads.map(w => [`${w.cluster}/${w.namespace}`, w]),
  );
  for (const { cluster, namespace } of known) {
    places.delete(`${cluster}/${namespace}`);
  }
  return [...places.values()].map(({ cluster, namespace }) => ({
    cluster,
    namespace,
    stage: 'unknown',
    membership: 'unknown',
    mtlsConfigured: 'unknown',
    health: 'unknown',
    meshedPods: 0,
    runningPods: 0,
    meshedWorkloads: 0,
    workloads: 0,
    requests: null,
    encrypted: null,
    meshes: [],
  }));
}

/** What is known of an entity in each place where it runs. */
export function slicesOf(all: Assessed[], input: EntityInput): EntitySlice[] {
  const groups = new Map<string, Assessed[]>();
  for (const one of all) {
    const key = `${one.row.cluster}/${one.row.namespace}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const objective = objectiveOf(input);
  return [...groups.values()].map(group => {
    const { cluster, namespace } = group[0].row;
    const membership = poolMembership(
      group.map(a => a.row.facts.membership),
      false,
    );
    const rows = rowsOf(group);
    const absenceProven = group.every(a => provesAbsence(a.row, input));
    const encrypted = group.flatMap(({ traffic }) =>
      traffic?.encryptedRequests || absenceProven
        ? encryptedOf(traffic) ?? []
        : [],
    );
    return {
      cluster,
      namespace,
      stage: lowestStage(group.map(a => a.stage)),
      membership: membership.state,
      mtlsConfigured: poolModes(group.map(a => a.row.facts.mtls.configured)),
      health: healthOf(rows, {
        objective,
        minimumRequests: input.config.objectives.minimumRequests,
        covered: group.some(a => isCovered(a.row, input)),
        meshed: membership.meshedPods > 0,
        provesAbsence: absenceProven,
      }),
      meshedPods: membership.meshedPods,
      runningPods: membership.totalPods,
      meshedWorkloads: group.filter(
        a => a.row.facts.membership.state === 'meshed',
      ).length,
      workloads: group.length,
      requests: sumRequests(rows, 'requests'),
      encrypted: encrypted.length
        ? {
            encrypted: encrypted.reduce((sum, e) => sum + e.encrypted, 0),
            total: encrypted.reduce((sum, e) => sum + e.total, 0),
          }
        : null,
      meshes: membership.meshes.map(({ mesh, dataPlane }) => ({
        mesh,
        dataPlane,
      })),
    };
  });
}
