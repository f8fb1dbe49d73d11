import {
  Certificate,
  ClusterStatus,
  Finding,
  Health,
} from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadRow } from '../../store/types';
import { seeAlsoIn } from '../../meshes/shared/seeAlso';
import { finding } from '../../meshes/shared/finding';
import {
  discontinuedMesh,
  proxyNotReady,
  successBelowObjective,
} from './codes';
import { Assessed } from '../workload';
import { certificateFindings } from './certificates';
import { plaintextFindings } from './plaintext';
import { dataPlaneFindings, poolFindings, workloadFindings } from './pool';
import { EntityInput } from '../types';
import { throttlingFindings } from './throttling';
import { versionFindings } from './versions';

const key = (w: WorkloadRow) =>
  [w.cluster, w.namespace, w.kind, w.name].join('/');

const share = (value: number) =>
  `${(Math.floor(value * 1e4) / 100).toFixed(2)} %`;

/** What is wrong with an entity, worst first. */
export function findingsOf(facts: {
  assessed: Assessed[];
  clusters: Map<string, ClusterStatus>;
  certificates: Certificate[];
  proxy: EntityInput['proxy'];
  health: Health;
  /** Epoch milliseconds. */
  now: number;
  /** Over the objective's window. */
  successRate: number | null;
  objective: number;
  discontinued: Map<string, string>;
  title(mesh: string): string;
  /** Found elsewhere. */
  more: Finding[];
}): Finding[] {
  const workloads = facts.assessed.map(a => a.row);
  const findings: Finding[] = [
    ...facts.more,
    ...workloadFindings(workloads),
    ...dataPlaneFindings(workloads, facts.clusters),
    ...versionFindings(workloads),
    ...plaintextFindings(facts.assessed),
    ...throttlingFindings(workloads, facts),
    ...certificateFindings(facts.certificates, workloads.map(key), facts.now),
  ];
  const dead = new Map<string, string[]>();
  const notReady: { workload: string; count: number; meshes: string[] }[] = [];
  for (const workload of workloads) {
    for (const { mesh } of workload.facts.membership.meshes) {
      if (facts.discontinued.has(mesh)) {
        dead.set(mesh, [...(dead.get(mesh) ?? []), key(workload)]);
      }
    }
    for (const reason of workload.facts.membership.reasons) {
      if (reason.code === 'proxy-not-ready') {
        notReady.push({
          workload: key(workload),
          count: reason.count ?? 1,
          meshes: workload.facts.membership.meshes.map(m => m.mesh),
        });
      }
    }
  }
  for (const [mesh, own] of dead) {
    findings.push({
      ...finding(discontinuedMesh, {
        title: `${facts.title(mesh)} is no longer maintained`,
        evidence: facts.discontinued.get(mesh)!,
      }),
      workloads: own,
    });
  }
  if (facts.health === 'unhealthy' && facts.successRate !== null) {
    findings.push({
      ...finding(successBelowObjective, {
        evidence: `${share(
          facts.successRate,
        )} of requests succeeded, the objective is ${share(facts.objective)}`,
      }),
      workloads: workloads.map(key),
    });
  }
  if (notReady.length > 0) {
    const pods = notReady.reduce((sum, n) => sum + n.count, 0);
    findings.push({
      ...finding(proxyNotReady, {
        evidence: `${pods} ${
          pods === 1 ? 'pod has' : 'pods have'
        } a proxy whose container is not ready`,
      }),
      seeAlso: [
        ...new Set(
          notReady
            .flatMap(n => n.meshes)
            .flatMap(mesh => seeAlsoIn(mesh, proxyNotReady.seeAlso)),
        ),
      ],
      workloads: notReady.map(n => n.workload),
    });
  }
  return poolFindings(findings);
}
