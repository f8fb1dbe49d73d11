import {
  MembershipState,
  MtlsMode,
  Stage,
} from '@meshboard/backstage-plugin-mesh-common';
import { PodAuthorization } from '@meshboard/backstage-plugin-mesh-node';
import { EncryptionSeen } from './mtls';

/** Higher is further; `unknown` is below everything proven and above what is known to be out. */
const RANK: Record<Stage, number> = {
  'not-meshed': 0,
  unknown: 1,
  meshed: 2,
  encrypted: 3,
  strict: 4,
  'zero-trust': 5,
};

/** The step that all have reached: an entity is as far as its last workload. */
export function lowestStage(stages: Stage[]): Stage {
  return stages.reduce<Stage>(
    (lowest, stage) => (RANK[stage] < RANK[lowest] ? stage : lowest),
    stages.length ? 'zero-trust' : 'unknown',
  );
}

/** The highest step proven for one workload. */
export function stageOf(facts: {
  membership: MembershipState;
  configured: MtlsMode;
  authorization: PodAuthorization;
  seen: EncryptionSeen;
}): Stage {
  const { membership, configured, seen } = facts;
  if (membership === 'partial' || membership === 'not-meshed') {
    return 'not-meshed';
  }
  if (membership === 'unknown') return 'unknown';
  if (configured === 'strict') {
    return facts.authorization === 'named' ? 'zero-trust' : 'strict';
  }
  return seen.encrypted && !seen.plaintext ? 'encrypted' : 'meshed';
}
