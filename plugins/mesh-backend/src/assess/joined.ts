import { MembershipState } from '@meshboard/backstage-plugin-mesh-common';
import { Remembered } from '../store/types';

/**
 * When an entity was seen to join a mesh: the assessment that found every running pod in, where the
 * last that knew had not. One that was in at first sight joined before anybody looked.
 *
 * @param now - ISO-8601, UTC
 */
export function joinedMeshAt(
  membership: MembershipState,
  before: Remembered | undefined,
  now: string,
): string | null {
  if (!before) return null;
  switch (membership) {
    case 'meshed':
      return (
        before.joinedMeshAt ?? (before.membership === 'meshed' ? null : now)
      );
    case 'unknown':
      // Nobody saw it leave.
      return before.joinedMeshAt ?? null;
    default:
      return null;
  }
}
