import { Finding } from '@meshboard/backstage-plugin-mesh-common';
import { restartFix } from '../../meshes/shared/fixes';
import { finding } from '../../meshes/shared/finding';
import { seeAlsoIn } from '../../meshes/shared/seeAlso';
import { WorkloadRow } from '../../store/types';
import { workloadKey } from '../../store/WorkloadStore';
import { proxyVersionSkew } from './codes';

/** Proxies that are out of their control plane's support; a restart gives them its own version. */
export function versionFindings(workloads: WorkloadRow[]): Finding[] {
  return workloads.flatMap(row =>
    row.facts.versions
      .filter(v => v.skew.state === 'unsupported' || v.skew.state === 'ahead')
      .map(({ mesh, skew, version, pods, dataPlane }) => ({
        ...finding(proxyVersionSkew, {
          evidence: `${pods} ${
            pods === 1 ? 'pod has a proxy' : 'pods have proxies'
          } of ${version ?? 'unknown version'}: ${skew.message}`,
          // What serves a node is not restarted with the workload.
          fix:
            dataPlane === 'sidecar'
              ? restartFix(row).map(fix => ({ cluster: row.cluster, ...fix }))
              : [],
        }),
        seeAlso: seeAlsoIn(mesh, proxyVersionSkew.seeAlso),
        workloads: [workloadKey(row)],
      })),
  );
}
