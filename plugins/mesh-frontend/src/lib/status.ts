import {
  EntityMeshStatus,
  Finding,
  Fix,
  Severity,
  SourceState,
  WorkloadStatus,
} from '@meshboard/backstage-plugin-mesh-common';

const SEVERITY_ORDER: Severity[] = ['critical', 'warning', 'info'];

/** Findings, worst first; of equal ones the given order stays. */
export function bySeverity(findings: Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity),
  );
}

/** Kubernetes sources that are not read as they should be. */
export function unreadSources(status: EntityMeshStatus): SourceState[] {
  return status.sources.filter(
    source => source.kind === 'kubernetes' && source.state !== 'ok',
  );
}

/** Metrics sources that are there and could not be read. */
export function unreadMetrics(status: EntityMeshStatus): SourceState[] {
  return status.sources.filter(
    source => source.kind === 'prometheus' && source.state !== 'ok',
  );
}

/**
 * Sources whose last good data is what is shown. Where membership is not known, what a cluster said
 * last is not shown any more.
 */
export function staleSources(status: EntityMeshStatus): SourceState[] {
  return status.sources.filter(
    source =>
      source.state === 'stale' &&
      (source.kind === 'prometheus'
        ? status.traffic !== null
        : status.membership.state !== 'unknown'),
  );
}

/** Whether the stage ladder has nothing to say: what runs is a mesh's own, or nothing runs at all. */
export function isOffLadder(
  status: Pick<EntityMeshStatus, 'eligibility' | 'membership'>,
): boolean {
  const { eligibility, membership } = status;
  return (
    eligibility.state === 'not-applicable' &&
    (eligibility.reason === 'mesh-infrastructure' || membership.totalPods === 0)
  );
}

/** Whether the lookup was complete and found nothing. Not so where it could not be completed. */
export function hasNoWorkload(status: EntityMeshStatus): boolean {
  return (
    status.workloads.length === 0 &&
    status.membership.totalPods === 0 &&
    (status.lookup?.error !== undefined ||
      status.eligibility.reason === 'annotated-but-nothing-matched' ||
      status.eligibility.reason === 'not-linked')
  );
}

/** The first thing to type that gets pods into the mesh. */
export function firstMembershipFix(
  status: EntityMeshStatus,
): { message: string; fix?: Fix } | undefined {
  const { reasons } = status.membership;
  const reason =
    reasons.find(({ fix }) => fix?.some(({ command }) => command)) ??
    reasons[0];
  if (!reason) return undefined;
  return {
    message: reason.message,
    fix: reason.fix?.find(({ command }) => command) ?? reason.fix?.[0],
  };
}

/** Names a workload the way findings do. */
export function workloadKey(
  workload: Pick<WorkloadStatus, 'cluster' | 'namespace' | 'kind' | 'name'>,
): string {
  const { cluster, namespace, kind, name } = workload;
  return `${cluster}/${namespace}/${kind}/${name}`;
}

/** Clusters that the entity is in or that contribute to what is known of it. */
export function clustersOf(status: EntityMeshStatus): string[] {
  const names = [
    ...status.workloads.map(({ cluster }) => cluster),
    ...status.sources
      .filter(({ kind }) => kind === 'kubernetes')
      .map(({ cluster }) => cluster),
  ];
  return [...new Set(names)].sort();
}

/** What of the status belongs to one cluster; verdicts of the whole entity stay. */
export function narrowToCluster(
  status: EntityMeshStatus,
  cluster: string,
): EntityMeshStatus {
  const workloads = status.workloads.filter(item => item.cluster === cluster);
  return {
    ...status,
    workloads,
    membership: {
      ...status.membership,
      reasons: workloads.flatMap(({ membership }) => membership.reasons),
    },
    certificates: status.certificates.filter(item => item.cluster === cluster),
    versions: status.versions?.filter(item => item.cluster === cluster),
    features: status.features?.filter(item =>
      item.workloads.some(key => key.startsWith(`${cluster}/`)),
    ),
    sources: status.sources.filter(item => item.cluster === cluster),
    findings: status.findings.filter(
      finding =>
        finding.workloads.length === 0 ||
        finding.workloads.some(key => key.startsWith(`${cluster}/`)),
    ),
  };
}
