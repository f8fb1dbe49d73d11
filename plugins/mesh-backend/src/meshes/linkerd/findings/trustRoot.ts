import {
  MeshFinding,
  NotEvaluated,
} from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadView } from '@meshboard/backstage-plugin-mesh-node';
import { finding } from '../../shared/finding';
import { restartFix } from '../../shared/fixes';
import { TRUST_ROOT } from '../names';
import { Trusted } from '../trust';
import { trustRootDiffers } from './codes';

/** linkerd: pkg/healthcheck, "data plane proxies certificate match CA" */
export function trustRootFindings(
  { meshed, reference }: WorkloadView,
  trusted: Trusted,
): { findings: MeshFinding[]; notEvaluated: NotEvaluated[] } {
  const notEvaluated = new Map<string, NotEvaluated>();
  const behind = new Map<string, number>();
  let source = '';
  for (const pod of meshed) {
    const carried = pod.annotations[TRUST_ROOT];
    if (!carried) continue;
    const roots = trusted.of(pod);
    if ('unknown' in roots) {
      notEvaluated.set(roots.unknown, {
        code: trustRootDiffers.code,
        because: roots.unknown,
      });
    } else if (!roots.hashes.includes(carried)) {
      source = roots.source;
      behind.set(carried, (behind.get(carried) ?? 0) + 1);
    }
  }
  return {
    notEvaluated: [...notEvaluated.values()],
    findings: [...behind].sort().map(([hash, count]) =>
      finding(trustRootDiffers, {
        evidence: `${count} of ${
          meshed.length
        } pods carry ${TRUST_ROOT}=${hash.slice(
          0,
          12,
        )}…, which is not the hash of ${source}`,
        fix: restartFix(reference),
      }),
    ),
  };
}
