import { Reason } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  NamespaceRecord,
  PodRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { LinkerdConfig } from './config';
import { confirmed, readSkipped } from './injectionEvents';
import { readMissed } from './missed';
import { inOneWord, refusals } from './refused';
import { Annotations, byAnnotation, misplaced } from './requested';

/** Why a pod without a proxy has none; undefined: nothing asked for one. */
export type WhyNot = (
  pod: PodRecord,
  namespace: NamespaceRecord | undefined,
  workload?: WorkloadReference,
) => Reason | undefined;

export function readInjection(
  snapshot: ClusterSnapshot,
  configOf: (pod: PodRecord) => LinkerdConfig,
  controllerAnnotations: (workload?: WorkloadReference) => Annotations,
): WhyNot {
  const skipped = readSkipped(snapshot);
  const missed = readMissed(snapshot);
  return (pod, namespace, workload) => {
    const asked = byAnnotation(pod, namespace?.annotations ?? {}, workload);
    if (!asked) {
      return misplaced(
        pod,
        namespace,
        controllerAnnotations(workload),
        workload,
      );
    }
    const event = skipped(pod, workload);
    const against = asked === 'requested' ? undefined : asked;
    const refused = inOneWord(refusals(pod, configOf(pod), against));
    return refused
      ? confirmed(refused, event)
      : missed(pod, namespace, event, workload);
  };
}
