import {
  AllowedCaller,
  Edge,
  EntityEdges,
  EntityMeshStatus,
  Finding,
  Fix,
  PlaintextCaller,
  Reason,
} from '@meshboard/backstage-plugin-mesh-common';
import { Peer, PeerEdges } from '../assess/edges';
import { Visibility } from '../store/types';

type Sees = (entityRef: string) => boolean;

function redactCallers(
  callers: PlaintextCaller[],
  sees: Sees,
): PlaintextCaller[] {
  const shown: PlaintextCaller[] = [];
  let hidden = 0;
  for (const caller of callers) {
    if ('hidden' in caller) hidden += caller.count;
    else if (caller.entityRef && sees(caller.entityRef)) shown.push(caller);
    else hidden += 1;
  }
  return hidden > 0 ? [...shown, { hidden: true, count: hidden }] : shown;
}

/** Refs that are not shown become a number. */
function redactFix(fix: Fix, sees: Sees): Fix {
  const { alsoAffects, alsoAffectsHidden, ...rest } = fix;
  if (!alsoAffects) return fix;
  const shown = alsoAffects.filter(sees);
  const hidden = alsoAffects.length - shown.length + (alsoAffectsHidden ?? 0);
  return {
    ...rest,
    alsoAffects: shown,
    ...(hidden > 0 ? { alsoAffectsHidden: hidden } : {}),
  };
}

const redactFixes = (fixes: Fix[], sees: Sees): Fix[] =>
  fixes.map(fix => redactFix(fix, sees));

const redactReasons = (reasons: Reason[], sees: Sees): Reason[] =>
  reasons.map(reason =>
    reason.fix ? { ...reason, fix: redactFixes(reason.fix, sees) } : reason,
  );

const redactFinding = (
  finding: Finding,
  sees: Sees,
  own: Set<string>,
): Finding => {
  const { evidenceWithoutNames, ...rest } = finding;
  return {
    ...rest,
    evidence: evidenceWithoutNames ?? finding.evidence,
    workloads: finding.workloads.filter(key => own.has(key)),
    // What is typed names what the evidence named.
    fix: evidenceWithoutNames ? [] : redactFixes(finding.fix, sees),
  };
};

/** Whom policies let in: those that are entities that are shown, and everybody. */
function redactAllowed(callers: AllowedCaller[], sees: Sees): AllowedCaller[] {
  const shown: AllowedCaller[] = [];
  let hidden = 0;
  for (const caller of callers) {
    if ('hidden' in caller) hidden += caller.count;
    else if (caller.who === 'everybody') shown.push(caller);
    else if (caller.entityRef && sees(caller.entityRef)) {
      // Its own words may name others as exceptions.
      const who = `service account ${caller.serviceAccount} of ${caller.namespace}`;
      shown.push({ ...caller, who });
    } else hidden += 1;
  }
  return hidden > 0 ? [...shown, { hidden: true, count: hidden }] : shown;
}

/**
 * A status as someone may see it who does not see the whole catalog.
 *
 * Callers become a number unless they are entities that are shown: one that matched no entity may be
 * a hidden one's whose labels are wrong. Refs of other entities go; a finding keeps the entity's own
 * workloads, since of the others it is not told whose they are. What a source said goes, since a
 * server may quote any name. Verdicts stay, and so do their texts: they are about this entity, and
 * name what is not its own in no other fields than these.
 */
export function redactStatus(
  status: EntityMeshStatus,
  visibility: Visibility,
): EntityMeshStatus {
  if (visibility.all) return status;
  const refs = new Set(visibility.refs);
  const sees: Sees = ref => refs.has(ref);
  const own = new Set(
    status.workloads.map(w =>
      [w.cluster, w.namespace, w.kind, w.name].join('/'),
    ),
  );
  const { access, membership, mtls, recommendation } = status;
  return {
    ...status,
    membership: {
      ...membership,
      reasons: redactReasons(membership.reasons, sees),
    },
    mtls: {
      ...mtls,
      plaintextCallers: redactCallers(mtls.plaintextCallers, sees),
      enforceable: {
        ...mtls.enforceable,
        reasons: redactReasons(mtls.enforceable.reasons, sees),
        ...(mtls.enforceable.fix
          ? { fix: redactFixes(mtls.enforceable.fix, sees) }
          : {}),
      },
    },
    recommendation: {
      ...recommendation,
      blockers: redactReasons(recommendation.blockers, sees),
    },
    findings: status.findings.map(f => redactFinding(f, sees, own)),
    ...(access
      ? {
          access: { ...access, allowed: redactAllowed(access.allowed, sees) },
        }
      : {}),
    sources: status.sources.map(({ message: _, ...source }) => source),
    workloads: status.workloads.map(workload => ({
      ...workload,
      membership: {
        ...workload.membership,
        reasons: redactReasons(workload.membership.reasons, sees),
      },
    })),
  };
}

/**
 * Callers and callees as someone may see them: who does not see the whole catalog gets a number of
 * those that are no entity that is shown.
 *
 * @param ownersOf - entities that a workload belongs to
 */
export function redactEdges(
  edges: PeerEdges,
  ownersOf: (peer: Peer) => string[],
  visibility: Visibility,
): EntityEdges {
  const refs = visibility.all ? undefined : new Set(visibility.refs);
  const redact = (peers: Peer[]): Edge[] => {
    const shown: Edge[] = [];
    let hidden = 0;
    for (const peer of peers) {
      const entityRef = ownersOf(peer).find(ref => !refs || refs.has(ref));
      if (entityRef) shown.push({ ...peer, entityRef });
      else if (!refs) shown.push(peer);
      else hidden += 1;
    }
    return hidden > 0 ? [...shown, { hidden: true, count: hidden }] : shown;
  };
  return {
    ...edges,
    callers: redact(edges.callers),
    callees: redact(edges.callees),
  };
}
