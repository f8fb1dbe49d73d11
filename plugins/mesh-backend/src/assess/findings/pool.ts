import {
  ClusterFinding,
  ClusterStatus,
  Finding,
  Fix,
  MeshFinding,
  NotEvaluated,
  Severity,
} from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadRow } from '../../store/types';
import { workloadKey } from '../../store/WorkloadStore';

const RANK: Record<Severity, number> = { critical: 0, warning: 1, info: 2 };

const distinctFixes = (fixes: Fix[]): Fix[] => [
  ...new Map(fixes.map(fix => [JSON.stringify(fix), fix])).values(),
];

/** One finding for all workloads of which the same is said; worst first. */
export function poolFindings(all: Finding[]): Finding[] {
  const pooled = new Map<string, Finding>();
  for (const finding of all) {
    const { code, title, evidence } = finding;
    const key = JSON.stringify([code, title, evidence]);
    const known = pooled.get(key);
    pooled.set(
      key,
      known
        ? {
            ...known,
            workloads: [
              ...new Set([...known.workloads, ...finding.workloads]),
            ].sort(),
            fix: distinctFixes([...known.fix, ...finding.fix]),
          }
        : finding,
    );
  }
  return [...pooled.entries()]
    .sort(
      ([a, x], [b, y]) =>
        RANK[x.severity] - RANK[y.severity] ||
        y.workloads.length - x.workloads.length ||
        (a < b ? -1 : 1),
    )
    .map(([, finding]) => finding);
}

const inCluster = (fix: Fix[], cluster: string): Fix[] =>
  fix.map(f => (f.command || f.manifest ? { cluster, ...f } : f));

function about(
  said: MeshFinding | ClusterFinding,
  cluster: string,
  workloads: string[],
): Finding {
  const { reach: _, ...own } = { reach: undefined, ...said };
  return { ...own, workloads, fix: inCluster(own.fix, cluster) };
}

/** What the meshes' objects say of these workloads. */
export function workloadFindings(workloads: WorkloadRow[]): Finding[] {
  return workloads.flatMap(row =>
    row.facts.findings.map(f => about(f, row.cluster, [workloadKey(row)])),
  );
}

/** What troubles everybody in the meshes that these workloads are in. */
export function dataPlaneFindings(
  workloads: WorkloadRow[],
  clusters: Map<string, ClusterStatus>,
): Finding[] {
  const names = [...new Set(workloads.map(w => w.cluster))].sort();
  return names.flatMap(name =>
    (clusters.get(name)?.meshes ?? []).flatMap(({ mesh, findings = [] }) => {
      const own = workloads.filter(
        w =>
          w.cluster === name &&
          w.facts.membership.meshes.some(m => m.mesh === mesh),
      );
      if (own.length === 0) return [];
      return findings
        .filter((f: ClusterFinding) => f.reach === 'data-plane')
        .map(f => about(f, name, own.map(workloadKey)));
    }),
  );
}

/** What could not be looked for, each once. */
export function poolNotEvaluated(all: NotEvaluated[]): NotEvaluated[] {
  const distinct = new Map(all.map(n => [`${n.code} ${n.because}`, n]));
  return [...distinct.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, n]) => n);
}
