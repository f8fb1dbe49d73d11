import {
  Fix,
  Recommendation,
  Reason,
} from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadRow } from '../store/types';
import { Place } from './fixes';

function commands(
  recommendation: Recommendation,
  namespace: string,
  restart: string,
): { label: string; command: string } | undefined {
  const { mesh, dataPlane } = recommendation;
  if (mesh === 'istio' && dataPlane === 'ambient') {
    return {
      label: 'Bring the namespace into the ambient mesh',
      command: `kubectl label namespace ${namespace} istio.io/dataplane-mode=ambient`,
    };
  }
  if (mesh === 'istio') {
    return {
      label: 'Have Istio inject a sidecar, and restart',
      command: `kubectl label namespace ${namespace} istio-injection=enabled && ${restart}`,
    };
  }
  if (mesh === 'linkerd') {
    return {
      label: 'Have Linkerd inject its proxy, and restart',
      command: `kubectl annotate namespace ${namespace} linkerd.io/inject=enabled && ${restart}`,
    };
  }
  return undefined;
}

/** Adds to `not-requested` what to type, for the mesh that is recommended. */
export function withAdoptFix(
  reasons: Reason[],
  recommendation: Recommendation,
  workloads: WorkloadRow[],
  reach: (fixes: Fix[], place: Place) => Fix[],
): Reason[] {
  if (recommendation.verdict !== 'adopt') return reasons;
  const fixes = new Map<string, Fix>();
  for (const row of workloads) {
    const { cluster, namespace, kind, name } = row;
    const found = commands(
      recommendation,
      namespace,
      `kubectl rollout restart ${kind.toLowerCase()}/${name} -n ${namespace}`,
    );
    if (!found) continue;
    for (const fix of reach([found], row)) {
      fixes.set(`${cluster} ${fix.command ?? fix.manifest}`, fix);
    }
  }
  return reasons.map(reason =>
    reason.code === 'not-requested' && !reason.fix?.length && fixes.size > 0
      ? { ...reason, fix: [...fixes.values()] }
      : reason,
  );
}
