import {
  EntityMeshStatus,
  Fix,
  MESH_ANNOTATIONS,
  Reason,
  WorkloadStatus,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  EntityRecord,
  LastKnown,
  Remembered,
  WorkloadRow,
} from '../store/types';
import { Place, rowWithReach, withReach } from './fixes';
import { withAdoptFix } from './adopt';
import { accessOf } from './access';
import { certificatesOf } from './certificates';
import { complianceOf } from './compliance';
import { coverageOf } from './coverage';
import { eligibilityOf } from './eligibility';
import { poolFeatures } from './features';
import { versionsOf } from './versions';
import { enforceFixes } from './enforce';
import { latencyFindings } from './findings/latency';
import { findingsOf } from './findings';
import { poolNotEvaluated } from './findings/pool';
import { slicesOf, unknownSlices } from './slices';
import {
  assessWorkload,
  isCovered,
  objectiveOf,
  provesAbsence,
  rowsOf,
} from './workload';
import { joinedMeshAt } from './joined';
import { linksOf } from './links';
import { poolMembership, poolReasons } from './membership';
import {
  enforceable,
  observedShare,
  plaintextCallers,
  poolModes,
} from './mtls';
import { recommend } from './recommendation/recommend';
import { lowestStage } from './stage';
import { healthOf, poolTraffic, sumRequests } from './traffic';
import { AgedSource, EntityInput } from './types';

const HOUR_MS = 3_600_000;

const keyOf = (w: WorkloadRow) =>
  [w.cluster, w.namespace, w.kind, w.name].join('/');

/**
 * Which dark clusters may hide pods of this entity: those where it had pods, the one it names, or,
 * for an entity that asks to be linked and has no pods elsewhere, any.
 */
function darkClusters(input: EntityInput, live: WorkloadRow[]): AgedSource[] {
  const { lookup } = input;
  const seen = new Set([
    ...input.hadPodsIn,
    ...input.workloads.map(w => w.cluster),
  ]);
  const livePods = live.some(w => w.facts.activity === 'running');
  return input.sources.filter(source => {
    if (source.kind !== 'kubernetes' || !source.dark) return false;
    if (lookup.cluster) return lookup.cluster === source.cluster;
    if (seen.has(source.cluster)) return true;
    return source.state !== 'not-collectable' && lookup.annotated && !livePods;
  });
}

/** The cluster's own words stay with its source: they may quote names that not everybody may see. */
function unreadableReasons(dark: AgedSource[]): Reason[] {
  return dark.map(({ cluster, lastSuccess }) =>
    lastSuccess
      ? {
          code: 'stale',
          message: `${cluster} has not been read since ${lastSuccess}`,
        }
      : { code: 'unreadable', message: `${cluster} has never been read` },
  );
}

function workloadStatus(row: WorkloadRow, input: EntityInput): WorkloadStatus {
  const { cluster, namespace, kind, name, facts } = row;
  const traffic = input.traffic(row);
  return {
    cluster,
    namespace,
    kind,
    name,
    membership: facts.membership,
    mtls: {
      configured: facts.mtls.configured,
      ports: facts.mtls.ports,
      observedShare: observedShare([traffic], provesAbsence(row, input)),
    },
    traffic: poolTraffic(
      traffic ? [traffic] : [],
      objectiveOf(input),
      isCovered(row, input),
    ),
  };
}

/** Why a workload that wants pods has none, as far as it is told. */
const notRunning = ({ kind, namespace, name, facts }: WorkloadRow): Reason[] =>
  facts.activity === 'not-running'
    ? [
        {
          code: 'no-workload-found',
          // Where a reason of its own says why, it is said once.
          message: `${kind} ${namespace}/${name} wants pods and has none running${
            facts.activityMessage && facts.membership.reasons.length === 0
              ? `: ${facts.activityMessage}`
              : ''
          }`,
        },
        ...facts.membership.reasons,
      ]
    : [];

/** Sources that this entity's status rests on, and dark ones that may hide some of it. */
function contributing(
  input: EntityInput,
  live: WorkloadRow[],
  dark: AgedSource[],
): AgedSource[] {
  const clusters = new Set([
    ...live.map(w => w.cluster),
    ...dark.map(s => s.cluster),
  ]);
  // Nothing found in what was read: the verdict rests on every cluster having been read.
  return input.sources.filter(
    s =>
      clusters.has(s.cluster) || (live.length === 0 && s.kind === 'kubernetes'),
  );
}

/** What there is to apply, once nothing breaks: the verdict says whether. */
const withFixes = (
  verdict: EntityMeshStatus['mtls']['enforceable'],
  fix: Fix[],
): EntityMeshStatus['mtls']['enforceable'] =>
  fix.length > 0 ? { ...verdict, fix } : verdict;

const lastKnownOf = (before?: Remembered): LastKnown | undefined =>
  before && {
    at: before.at,
    membership: before.membership,
    stage: before.stage,
  };

/** Everything about one entity, from what was read. No clock, no network, no database. */
export function assessEntity(input: EntityInput): EntityRecord {
  const { config, entity, estate, lookup, now } = input;
  const darkNames = new Set(
    input.sources
      .filter(s => s.kind === 'kubernetes' && s.dark)
      .map(s => s.cluster),
  );
  const reach = (fixes: Fix[], place: Place) =>
    withReach(fixes, place, entity.ref, input.ownersOf);
  const live = input.workloads
    .filter(w => !darkNames.has(w.cluster))
    .map(row => rowWithReach(row, reach));
  const dark = darkClusters(input, live);
  const darkCounts = dark.length > 0;
  const all = live
    .filter(w => w.facts.activity === 'running' && !w.facts.infrastructure)
    .map(row => assessWorkload(row, input));
  const rows = rowsOf(all);
  const covered = all.some(a => isCovered(a.row, input));
  const absenceProven = all.every(a => provesAbsence(a.row, input));
  const objective = objectiveOf(input);

  const ranRecently =
    input.lastKnown !== undefined &&
    Date.parse(now) - Date.parse(input.lastKnown.at) <=
      config.entities.idleAfterMs;
  const exemptReason = entity.annotations[MESH_ANNOTATIONS.exempt];
  const eligibility = eligibilityOf({
    exemptByAnnotation: config.exemptByAnnotation && Boolean(exemptReason),
    typeExcluded:
      entity.type !== null &&
      config.entities.notApplicableTypes.includes(entity.type),
    workloads: live,
    annotated: lookup.annotated,
    darkCounts,
    ranRecently,
  });

  const pooled = poolMembership(
    all.map(a => a.row.facts.membership),
    darkCounts,
  );
  const reasons = [
    ...pooled.reasons,
    ...unreadableReasons(dark),
    ...poolReasons(live.flatMap(notRunning)),
  ];
  if (lookup.error) {
    reasons.push({ code: 'invalid-annotation', message: lookup.error });
  }

  const modes = all.map(a => a.row.facts.mtls.configured);
  const configured = poolModes(darkCounts ? [...modes, 'unknown'] : modes);
  let stage = lowestStage(all.map(a => a.stage));
  if (pooled.state === 'unknown') stage = 'unknown';
  else if (pooled.state !== 'meshed') stage = 'not-meshed';

  const idle = eligibility.reason === 'idle' ? input.lastKnown : undefined;
  if (idle) {
    pooled.state = idle.membership;
    stage = idle.stage;
  }

  const clusters = [...new Set(all.map(a => a.row.cluster))].sort();
  const recommendation = recommend(
    clusters.map(cluster => ({
      cluster,
      workloads: all.filter(a => a.row.cluster === cluster).map(a => a.row),
      meshes: estate.meshesByCluster.get(cluster) ?? null,
      services: estate.servicesByCluster.get(cluster) ?? 0,
      minimumServices: config.recommendation.minimumServices,
      standard: config.recommendation.standard,
      discontinued: estate.discontinued,
      title: mesh => estate.titles.get(mesh) ?? mesh,
    })),
  );

  const seen = {
    encrypted: all.length > 0 && all.some(a => a.seen.encrypted),
    plaintext: all.some(a => a.seen.plaintext),
  };
  const callers = plaintextCallers(
    rows,
    all.flatMap(a => input.evidence(a.row) ?? []),
    input.entityOf,
  );
  const traffic = poolTraffic(rows, objective, covered);
  const health = healthOf(rows, {
    objective,
    minimumRequests: config.objectives.minimumRequests,
    covered,
    meshed: pooled.meshedPods > 0,
    provesAbsence: absenceProven,
  });
  const window = sumRequests(rows, 'objectiveRequests');
  const certificates = certificatesOf(
    all.map(a => a.row),
    input,
  );
  const joined = joinedMeshAt(pooled.state, input.lastKnown, now);
  const slower = latencyFindings({
    joinedMeshAt: joined,
    latency: input.joinLatency,
    workloads: all.map(a => a.row),
    minimumRequests: config.objectives.minimumRequests,
    now: Date.parse(now),
  });
  const findings = findingsOf({
    more: slower.findings,
    assessed: all,
    certificates,
    proxy: input.proxy,
    now: Date.parse(now),
    clusters: input.clusters,
    health,
    successRate:
      window && window.total > 0 ? window.success / window.total : null,
    objective,
    discontinued: estate.discontinued,
    title: mesh => estate.titles.get(mesh) ?? mesh,
  });

  const access = accessOf(
    all.map(a => a.row),
    input.entityOfAccount,
  );
  const features = poolFeatures(all.map(a => a.row));

  const sources = contributing(input, live, dark);
  const kubernetesReads = sources
    .filter(s => s.kind === 'kubernetes' && s.state !== 'not-collectable')
    .map(s => s.lastSuccess);
  const asOf =
    kubernetesReads.filter((at): at is string => at !== null).sort()[0] ?? null;
  const lastKnown =
    pooled.state === 'unknown' ? lastKnownOf(input.lastKnown) : undefined;

  const status: EntityMeshStatus = {
    entityRef: entity.ref,
    asOf,
    eligibility,
    membership: {
      ...pooled,
      reasons: withAdoptFix(
        reasons,
        recommendation,
        all
          .filter(a => a.row.facts.membership.state !== 'meshed')
          .map(a => a.row),
        reach,
      ),
    },
    mtls: {
      configured,
      observedShare: observedShare(rows, absenceProven),
      plaintextCallers: callers,
      enforceable: withFixes(
        enforceable({
          configured,
          membership: pooled.state,
          metrics: covered,
          seen,
          callers,
          hours: clusters.length
            ? Math.min(...clusters.map(input.evidenceHours))
            : 0,
          coverage: coverageOf(
            all.map(a => a.row),
            input,
          ),
          windowHours: Math.max(
            1,
            Math.floor(config.mtls.evidenceMs / HOUR_MS),
          ),
        }),
        enforceFixes(all.map(a => a.row)),
      ),
    },
    traffic,
    stage,
    health,
    ...(lastKnown ? { lastKnown } : {}),
    recommendation,
    findings,
    notEvaluated: poolNotEvaluated([
      ...all.flatMap(a => a.row.facts.notEvaluated),
      ...slower.notEvaluated,
    ]),
    access,
    features,
    compliance: complianceOf({
      workloads: all.map(a => a.row),
      membership: pooled.state,
      configured,
      seen,
      access,
      features,
    }),
    versions: versionsOf(all.map(a => a.row)),
    joinedMeshAt: joined,
    workloads: live
      .filter(w => w.facts.activity === 'running')
      .map(row => workloadStatus(row, input)),
    certificates,
    links: linksOf(
      all.map(a => a.row),
      entity.ref,
      config.links,
    ),
    ...(exemptReason
      ? {
          exemption: {
            reason: exemptReason,
            approvedBy: null,
            expiresAt: null,
            requested: !config.exemptByAnnotation,
          },
        }
      : {}),
    sources: sources.map(({ dark: _, ...source }) => source),
    lookup: {
      selector: lookup.error ? null : lookup.selector,
      ...(lookup.namespace ? { namespace: lookup.namespace } : {}),
      ...(lookup.cluster ? { cluster: lookup.cluster } : {}),
      ...(lookup.error ? { error: lookup.error } : {}),
    },
  };

  const slices = slicesOf(all, input);
  return {
    status,
    eligibilityReason: eligibility.reason ?? null,
    slices: [...slices, ...unknownSlices(input.workloads, slices)],
    ownerRollup: entity.ownerRollup,
    workloads: input.workloads.map(keyOf),
    summary: {
      entityRef: entity.ref,
      title: entity.title,
      owner: entity.owner,
      system: entity.system,
      domain: entity.domain,
      lifecycle: entity.lifecycle,
      type: entity.type,
      clusters,
      stage,
      membership: pooled.state,
      meshes: [...new Set(pooled.meshes.map(m => m.mesh))],
      mtlsConfigured: configured,
      mtlsObservedShare: status.mtls.observedShare,
      successRate: traffic?.successRate ?? null,
      requestsPerSecond: traffic?.requestsPerSecond ?? null,
      findings: {
        info: findings.filter(f => f.severity === 'info').length,
        warning: findings.filter(f => f.severity === 'warning').length,
        critical: findings.filter(f => f.severity === 'critical').length,
      },
      recommendation: {
        verdict: recommendation.verdict,
        mesh: recommendation.mesh,
        dataPlane: recommendation.dataPlane,
      },
      eligibility: eligibility.state,
      health,
      asOf,
      meshedPods: pooled.meshedPods,
      totalPods: pooled.totalPods,
    },
  };
}
