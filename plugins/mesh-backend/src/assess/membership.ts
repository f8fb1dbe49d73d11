import {
  Membership,
  MembershipState,
  MeshPresence,
  Reason,
} from '@meshboard/backstage-plugin-mesh-common';

const MAX_PODS = 20;

/** Any read pod that is out decides, whatever is dark; all in is proven only where nothing is. */
export function membershipState(
  meshed: number,
  total: number,
  darkCounts: boolean,
  unknown = 0,
): MembershipState {
  if (total === 0) return 'unknown';
  if (meshed + unknown < total) return meshed > 0 ? 'partial' : 'not-meshed';
  return darkCounts || unknown > 0 ? 'unknown' : 'meshed';
}

const sorted = (values: Iterable<string>) => [...new Set(values)].sort();

function poolMeshes(all: MeshPresence[]): MeshPresence[] {
  const pooled = new Map<string, MeshPresence>();
  for (const presence of all) {
    const key = `${presence.mesh} ${presence.dataPlane}`;
    const before = pooled.get(key);
    pooled.set(
      key,
      before
        ? {
            ...before,
            versions: sorted([...before.versions, ...presence.versions]),
            revisions: sorted([...before.revisions, ...presence.revisions]),
            pods: before.pods + presence.pods,
          }
        : presence,
    );
  }
  return [...pooled.values()].sort(
    (a, b) =>
      b.pods - a.pods ||
      `${a.mesh} ${a.dataPlane}`.localeCompare(`${b.mesh} ${b.dataPlane}`),
  );
}

/** One reason a code and message, with its pods and fixes counted together. */
export function poolReasons(all: Reason[]): Reason[] {
  const pooled = new Map<string, Reason>();
  for (const reason of all) {
    const key = `${reason.code} ${reason.message} ${reason.podsAre}`;
    const before = pooled.get(key);
    if (!before) {
      pooled.set(key, { ...reason });
      continue;
    }
    // What is said of a workload as a whole has no pods to count.
    if (before.pods || reason.pods) {
      before.count = (before.count ?? 0) + (reason.count ?? 0);
      before.pods = sorted([
        ...(before.pods ?? []),
        ...(reason.pods ?? []),
      ]).slice(0, MAX_PODS);
    }
    const fixes = new Map(
      [...(before.fix ?? []), ...(reason.fix ?? [])].map(fix => [
        JSON.stringify(fix),
        fix,
      ]),
    );
    before.fix = [...fixes.values()];
  }
  return [...pooled.values()].sort(
    (a, b) => (b.count ?? 0) - (a.count ?? 0) || a.code.localeCompare(b.code),
  );
}

/** Membership of several workloads together. */
export function poolMembership(
  all: Membership[],
  darkCounts: boolean,
): Membership {
  const meshedPods = all.reduce((sum, m) => sum + m.meshedPods, 0);
  const totalPods = all.reduce((sum, m) => sum + m.totalPods, 0);
  const unknownPods = all.reduce((sum, m) => sum + (m.unknownPods ?? 0), 0);
  return {
    state: membershipState(meshedPods, totalPods, darkCounts, unknownPods),
    meshes: poolMeshes(all.flatMap(m => m.meshes)),
    meshedPods,
    totalPods,
    ...(unknownPods > 0 ? { unknownPods } : {}),
    reasons: poolReasons(all.flatMap(m => m.reasons)),
  };
}
