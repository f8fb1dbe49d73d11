import { Reason } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  NamespaceRecord,
  PodRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { removeFromTemplate } from '../shared/fixes';
import { unreadable, whyUnreadable } from '../shared/records';
import { serviceAnswers } from '../shared/webhookService';
import { missed, refused } from './injector';
import { readInjectorConfigs } from './injectorConfig';
import { INJECT, INJECTION, REVISION } from './names';
import { misplaced, unanswered } from './unanswered';
import { answeredRevisions, injectorWebhooks, matching } from './webhooks';

type Labels = Record<string, string>;

/** Where Istio's own judgement on a pod stands. */
export interface Injection {
  /** Why a pod without a sidecar has none; undefined: nothing asked for one. */
  whyNot(
    pod: PodRecord,
    namespace: NamespaceRecord | undefined,
    workload?: WorkloadReference,
  ): Reason | undefined;
}
const without = (labels: Labels, key: string): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([k]) => k !== key));

/** istio: istioctl/pkg/checkinject analyzeRunningWebhooks */
export function readInjection(
  snapshot: ClusterSnapshot,
  controllerLabels: (workload?: WorkloadReference) => Labels,
): Injection {
  const blind = unreadable(snapshot, 'mutatingwebhookconfigurations');
  const webhooks = injectorWebhooks(snapshot);
  const revisions = answeredRevisions(webhooks);
  const configOf = readInjectorConfigs(snapshot);
  const answering = new Map(
    webhooks.map(hook => [hook, serviceAnswers(snapshot, hook.service)]),
  );

  return {
    whyNot(pod, namespace, workload) {
      const labels = namespace?.labels ?? {};
      if (blind) {
        const asked =
          labels[INJECTION] === 'enabled' ||
          labels[REVISION] !== undefined ||
          pod.labels[INJECT] === 'true';
        return asked && pod.labels[INJECT] !== 'false'
          ? {
              code: 'unreadable',
              message: `Labels ask for a sidecar; which webhook answers them could not be read (${whyUnreadable(
                snapshot,
                'mutatingwebhookconfigurations',
              )}).`,
            }
          : undefined;
      }
      const hook = matching(webhooks, labels, pod.labels);
      if (hook) {
        const config = configOf(hook.configuration);
        const answers = answering.get(hook) ?? null;
        return (
          refused(pod, config, workload) ??
          missed(pod, namespace, { hook, config, answers }, workload)
        );
      }
      if (
        pod.labels[INJECT] === 'false' &&
        matching(webhooks, labels, without(pod.labels, INJECT))
      ) {
        return {
          code: 'opted-out',
          message: `Its label ${INJECT} is "false".`,
          fix: removeFromTemplate(workload, 'labels', INJECT),
        };
      }
      if (pod.labels[INJECT] === 'false') return undefined;
      return (
        unanswered(pod, labels, revisions, workload) ??
        misplaced(controllerLabels(workload), pod.labels, workload)
      );
    },
  };
}
