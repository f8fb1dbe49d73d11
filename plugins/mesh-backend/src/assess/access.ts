import {
  AccessRules,
  AllowedCaller,
} from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadRow } from '../store/types';
import { EntityInput } from './types';

const SUMMARY: Record<AccessRules['verdict'], string> = {
  named: 'Only identities that a policy names are let in.',
  open: 'Callers that no policy names are let in too.',
  unknown: 'Which callers are let in is not known.',
};

function verdictOf(workloads: WorkloadRow[]): AccessRules['verdict'] {
  const all = workloads.map(w => w.facts.authorization);
  if (all.includes('open')) return 'open';
  return all.length > 0 && !all.includes('unknown') ? 'named' : 'unknown';
}

/** Which identities may call the workloads. */
export function accessOf(
  workloads: WorkloadRow[],
  entityOfAccount: EntityInput['entityOfAccount'],
): AccessRules {
  const verdict = verdictOf(workloads);
  const allowed = new Map<string, AllowedCaller>();
  for (const caller of workloads.flatMap(w => w.facts.allowed)) {
    const { namespace, serviceAccount } = caller;
    const entityRef =
      namespace && serviceAccount
        ? entityOfAccount(namespace, serviceAccount)
        : undefined;
    const whole = entityRef ? { ...caller, entityRef } : caller;
    allowed.set(JSON.stringify(whole), whole);
  }
  return {
    verdict,
    allowed: [...allowed.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, caller]) => caller),
    summary: SUMMARY[verdict],
  };
}
