import { Finding } from '@meshboard/backstage-plugin-mesh-common';
import { setOnTemplate } from '../../meshes/shared/fixes';
import { finding } from '../../meshes/shared/finding';
import { WorkloadRow } from '../../store/types';
import { workloadKey } from '../../store/WorkloadStore';
import { EntityInput } from '../types';
import { proxyThrottled } from './codes';

const TOO_OFTEN = 0.25;

const LIMITS: Record<string, [annotation: string, value: string]> = {
  istio: ['sidecar.istio.io/proxyCPULimit', '2'],
  linkerd: ['config.linkerd.io/proxy-cpu-limit', '1'],
};

/** Sidecars that wait for CPU; what serves a whole node is nobody's own. */
export function throttlingFindings(
  workloads: WorkloadRow[],
  input: Pick<EntityInput, 'proxy'>,
): Finding[] {
  return workloads.flatMap(row => {
    const { cluster, facts } = row;
    const sidecar = facts.membership.meshes.find(
      m => m.dataPlane === 'sidecar',
    );
    if (!sidecar) return [];
    const shares = (facts.proxies ?? []).flatMap(
      proxy => input.proxy(cluster, proxy)?.throttledShare ?? [],
    );
    const often = shares.filter(share => share >= TOO_OFTEN);
    if (often.length === 0) return [];
    const worst = Math.floor(Math.max(...often) * 100);
    const limit = LIMITS[sidecar.mesh];
    return {
      ...finding(proxyThrottled, {
        evidence: `${often.length} of ${shares.length} proxies had used up their CPU limit in a quarter or more of their scheduling periods, the worst in ${worst} % of them, over five minutes`,
        fix: limit
          ? setOnTemplate(row, 'annotations', ...limit).map(fix => ({
              cluster,
              ...fix,
            }))
          : [],
      }),
      workloads: [workloadKey(row)],
    };
  });
}
