import {
  MembershipState,
  Membership,
  MeshPresence,
  Reason,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  PodMembership,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';

/** What all meshes together say of one running pod. */
export interface PodVerdict {
  pod: PodRecord;
  /** The meshes that it is in. */
  in: PodMembership[];
  infrastructure: PodMembership[];
  /** Why it is in none. */
  out: PodMembership[];
  /** Meshes that it may be in, where nothing in a pod would say so. */
  unknown: PodMembership[];
}

/** It is in none that would show, and may be in one that would not. */
export const isUnknown = (verdict: PodVerdict) =>
  verdict.in.length === 0 && verdict.unknown.length > 0;

export const isInfrastructure = (verdict: PodVerdict) =>
  verdict.infrastructure.length > 0;

const MAX_PODS = 20;

const NOT_REQUESTED: Reason = {
  code: 'not-requested',
  message: 'Neither its namespace nor its pod template asks for a mesh.',
};

/** Pools the presence of meshes; infrastructure is shown as what it is. */
function presences(verdicts: PodVerdict[]): MeshPresence[] {
  const found = new Map<
    string,
    MeshPresence & { versionSet: Set<string>; revisionSet: Set<string> }
  >();
  for (const verdict of verdicts) {
    for (const member of [...verdict.in, ...verdict.infrastructure]) {
      const { mesh, dataPlane, version, revision } = member;
      const key = `${mesh} ${dataPlane}`;
      let presence = found.get(key);
      if (!presence) {
        presence = {
          mesh,
          dataPlane,
          versions: [],
          revisions: [],
          pods: 0,
          versionSet: new Set(),
          revisionSet: new Set(),
        };
        found.set(key, presence);
      }
      presence.pods += 1;
      if (version) presence.versionSet.add(version);
      if (revision) presence.revisionSet.add(revision);
    }
  }
  return [...found.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { versionSet, revisionSet, ...presence }]) => ({
      ...presence,
      versions: [...versionSet].sort(),
      revisions: [...revisionSet].sort(),
    }));
}

/** Reasons of one pod: why it is in no mesh, or what is wrong with the proxy it has. */
function reasonsOf(verdict: PodVerdict): Reason[] {
  if (isInfrastructure(verdict)) return [];
  const members =
    verdict.in.length > 0 ? verdict.in : [...verdict.unknown, ...verdict.out];
  const reasons = members.flatMap(m => m.reason ?? []);
  return verdict.in.length === 0 && reasons.length === 0
    ? [NOT_REQUESTED]
    : reasons;
}

function podsAre(verdict: PodVerdict): Reason['podsAre'] {
  if (verdict.in.length > 0) return 'in';
  return isUnknown(verdict) ? 'unknown' : 'out';
}

/** One reason for all pods that share it, with how many and some of their names. */
function poolReasons(verdicts: PodVerdict[]): Reason[] {
  const pooled = new Map<string, { reason: Reason; pods: string[] }>();
  for (const verdict of verdicts) {
    const are = podsAre(verdict);
    for (const reason of reasonsOf(verdict)) {
      const key = `${reason.code} ${reason.message} ${are}`;
      const known = pooled.get(key);
      if (known) known.pods.push(verdict.pod.name);
      else {
        pooled.set(key, {
          reason: { ...reason, podsAre: are },
          pods: [verdict.pod.name],
        });
      }
    }
  }
  return [...pooled.entries()]
    .sort(
      ([a, { pods: x }], [b, { pods: y }]) =>
        y.length - x.length || (a < b ? -1 : 1),
    )
    .map(([, { reason, pods }]) => ({
      ...reason,
      count: pods.length,
      pods: pods.slice(0, MAX_PODS),
    }));
}

/** Any pod that is out decides; of one that cannot be told nothing is claimed. */
function stateOf(
  meshed: number,
  total: number,
  unknown: number,
): MembershipState {
  if (meshed + unknown < total) return meshed > 0 ? 'partial' : 'not-meshed';
  return unknown > 0 || total === 0 ? 'unknown' : 'meshed';
}

/** Membership of a workload by its running pods; what is infrastructure is in no share. */
export function poolMembership(verdicts: PodVerdict[]): Membership {
  const counted = verdicts.every(isInfrastructure)
    ? verdicts
    : verdicts.filter(v => !isInfrastructure(v));
  const totalPods = counted.length;
  const meshedPods = counted.filter(
    v => v.in.length > 0 && !isInfrastructure(v),
  ).length;
  const unknownPods = counted.filter(
    v => isUnknown(v) && !isInfrastructure(v),
  ).length;
  return {
    state: stateOf(meshedPods, totalPods, unknownPods),
    meshes: presences(counted),
    meshedPods,
    totalPods,
    ...(unknownPods > 0 ? { unknownPods } : {}),
    reasons: poolReasons(counted),
  };
}
