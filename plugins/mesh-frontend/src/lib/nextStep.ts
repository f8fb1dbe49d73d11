import {
  EntityMeshStatus,
  Stage,
} from '@meshboard/backstage-plugin-mesh-common';

/** The ladder, lowest step first. */
export const LADDER = [
  'not-meshed',
  'meshed',
  'encrypted',
  'strict',
  'zero-trust',
] as const satisfies readonly Stage[];

/** The next step and what has to be so for it to be reached. */
export type NextStep =
  | { stage: 'meshed'; condition: 'addPods' }
  | { stage: 'meshed'; condition: 'addRemaining'; count: number }
  | { stage: 'encrypted'; condition: 'stopPlaintext'; count: number }
  | { stage: 'encrypted'; condition: 'seeEncrypted' }
  | { stage: 'strict'; condition: 'enforcePorts'; ports: number[] }
  | { stage: 'strict'; condition: 'enforce' }
  | { stage: 'zero-trust'; condition: 'identities' };

function plaintextCallers(status: EntityMeshStatus): number {
  return status.mtls.plaintextCallers.reduce(
    (sum, caller) => sum + ('hidden' in caller ? caller.count : 1),
    0,
  );
}

/** Undefined at the top, and where the stage is not known. */
export function nextStep(status: EntityMeshStatus): NextStep | undefined {
  const { membership, stage } = status;
  switch (stage) {
    case 'not-meshed': {
      const count = membership.totalPods - membership.meshedPods;
      return membership.meshedPods > 0 && count > 0
        ? { stage: 'meshed', condition: 'addRemaining', count }
        : { stage: 'meshed', condition: 'addPods' };
    }
    case 'meshed': {
      const count = plaintextCallers(status);
      return count > 0
        ? { stage: 'encrypted', condition: 'stopPlaintext', count }
        : { stage: 'encrypted', condition: 'seeEncrypted' };
    }
    case 'encrypted': {
      const open = status.workloads
        .flatMap(({ mtls }) => mtls.ports)
        .filter(({ mode }) => mode !== 'strict')
        .map(({ port }) => port);
      const ports = [...new Set(open)].sort((a, b) => a - b);
      return ports.length
        ? { stage: 'strict', condition: 'enforcePorts', ports }
        : { stage: 'strict', condition: 'enforce' };
    }
    case 'strict':
      return { stage: 'zero-trust', condition: 'identities' };
    default:
      return undefined;
  }
}
