import {
  ClusterSnapshot,
  CustomRecord,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { byAge, byNamespace, readable, whyUnreadable } from '../shared/records';
import { matchesLabels } from '../shared/selector';
import { array, number, object } from '../shared/values';
import { SIDECARS } from './names';

const labelsOf = (sidecar: CustomRecord) =>
  object(object(sidecar.spec?.workloadSelector).labels);

const selects = (sidecar: CustomRecord) =>
  Object.keys(labelsOf(sidecar)).length > 0;

/** Ports that a proxy listens on by itself, or why they are not known. */
export type IngressPorts = Set<number> | { unknown: string };

/**
 * Ports in the `ingress` of the one Sidecar that holds for a pod: of those that select it the
 * oldest, else that of its namespace, else that of the root namespace.
 *
 * istio: pilot/pkg/model/push_context.go getSidecarScope, pilot/pkg/networking/core
 * buildInboundChainConfigs
 */
export function sidecarIngress(
  snapshot: ClusterSnapshot,
): (pod: PodRecord, rootNamespace: string) => IngressPorts {
  const all = readable(snapshot, SIDECARS);
  const sidecars = byNamespace([...(all ?? [])].sort(byAge));
  return (pod, rootNamespace) => {
    if (!all) {
      return {
        unknown: `Sidecars not read: ${whyUnreadable(snapshot, SIDECARS)}`,
      };
    }
    const own = sidecars.get(pod.namespace) ?? [];
    const sidecar =
      own.find(s => selects(s) && matchesLabels(labelsOf(s), pod.labels)) ??
      own.find(s => !selects(s)) ??
      sidecars.get(rootNamespace)?.find(s => !selects(s));
    return new Set(
      array(sidecar?.spec?.ingress).flatMap(
        listener => number(object(object(listener).port).number) ?? [],
      ),
    );
  };
}
