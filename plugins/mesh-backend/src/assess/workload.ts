import { MESH_ANNOTATIONS } from '@meshboard/backstage-plugin-mesh-common';
import { EntitySlice, TrafficRow, WorkloadRow } from '../store/types';
import { EncryptionSeen, evidenceOf } from './mtls';
import { stageOf } from './stage';
import { EntityInput } from './types';

/** The objective of this service, where its annotation is a share; else the configured one. */
export function objectiveOf(input: EntityInput): number {
  const own = Number(
    input.entity.annotations[MESH_ANNOTATIONS.successObjective] ?? NaN,
  );
  return own > 0 && own <= 1 ? own : input.config.objectives.successRate;
}

/** A running workload with what was seen of it. */
export interface Assessed {
  row: WorkloadRow;
  traffic?: TrafficRow;
  seen: EncryptionSeen;
  stage: EntitySlice['stage'];
}

/** How far one workload is. */
export function assessWorkload(row: WorkloadRow, input: EntityInput): Assessed {
  const traffic = input.traffic(row);
  const evidence = input.evidence(row);
  const now = traffic ? evidenceOf(traffic) : null;
  const seen = {
    encrypted: (evidence?.encrypted ?? 0) > 0 || (now?.encrypted ?? 0) > 0,
    plaintext: (evidence?.plaintext ?? 0) > 0 || (now?.plaintext ?? 0) > 0,
  };
  const stage = stageOf({
    membership: row.facts.membership.state,
    configured: row.facts.mtls.configured,
    authorization: row.facts.authorization,
    seen,
  });
  return { row, traffic, seen, stage };
}

/**
 * Whether a server that answers would hold metrics of the workload: it has the cluster, and the
 * workload is in a mesh whose metrics are known, or was seen called by one that is.
 */
export function isCovered(row: WorkloadRow, input: EntityInput): boolean {
  const measured =
    input.traffic(row) !== undefined ||
    row.facts.membership.meshes.some(m => input.estate.measured.has(m.mesh));
  return (
    measured &&
    input.sources.some(
      s => s.kind === 'prometheus' && s.cluster === row.cluster && !s.dark,
    )
  );
}

/**
 * Whether a workload without series had no traffic: not where a server answered in part, since what
 * is missing may be in the part that it left out.
 */
export function provesAbsence(row: WorkloadRow, input: EntityInput): boolean {
  return input.sources.every(
    s => s.kind !== 'prometheus' || s.cluster !== row.cluster || !s.message,
  );
}

export const rowsOf = (group: Assessed[]) =>
  group.flatMap(a => a.traffic ?? []);
