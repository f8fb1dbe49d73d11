import { Reason } from '@meshboard/backstage-plugin-mesh-common';
import {
  NamespaceRecord,
  PodRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { podTarget, removeFromTemplate, restartFix } from '../shared/fixes';
import { INJECT, INJECTION, REVISION } from './names';
import { Webhook } from './webhooks';

/** istio: pkg/kube/inject IgnoredNamespaces */
export const SYSTEM_NAMESPACES = [
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
];
/** Newest write of one of these labels; managers keep one time for all that they wrote. */
function labelledAt(namespace: NamespaceRecord | undefined, keys: string[]) {
  return namespace?.metadataWrites
    .filter(write => write.fields.some(field => keys.includes(field)))
    .map(write => write.time)
    .sort()
    .at(-1);
}

/** A webhook asks for a sidecar today, the injector would give one, and the pod has none. */
export function missed(
  pod: PodRecord,
  namespace: NamespaceRecord | undefined,
  hook: Webhook,
  workload?: WorkloadReference,
): Reason {
  const fix = restartFix(workload);
  const written = labelledAt(namespace, [INJECTION, REVISION]);
  if (written && pod.createdAt && written > pod.createdAt) {
    return {
      code: 'predates-label',
      message: `Older than the injection label of namespace ${pod.namespace}: it gets its sidecar when it is restarted.`,
      fix,
    };
  }
  if (hook.createdAt && pod.createdAt && hook.createdAt > pod.createdAt) {
    return {
      code: 'predates-label',
      message:
        'Older than the injector’s webhook: it gets its sidecar when it is restarted.',
      fix,
    };
  }
  if (hook.failurePolicy === 'Ignore') {
    return {
      code: 'injector-unavailable',
      message: `Webhook ${hook.name} lets pods through without a sidecar where the injector does not answer (failurePolicy Ignore).`,
      fix,
    };
  }
  if (written && pod.createdAt) {
    return {
      code: 'injector-skipped',
      message:
        'Labels and webhook match, yet the injector gave it no sidecar: its own settings (policy, neverInjectSelector) may leave it out.',
      fix: [
        {
          label: 'Ask Istio',
          command: `istioctl experimental check-inject ${podTarget(
            pod,
            workload,
          )} -n ${pod.namespace}`,
        },
      ],
    };
  }
  return {
    code: 'predates-label',
    message:
      'Its labels ask for a sidecar today, and it has none: most likely it is older than they are (the API server does not tell since when they are there).',
    fix,
  };
}

/** A webhook matches; these are the injector's own rules (istio: pkg/kube/inject injectRequired). */
export function refused(
  pod: PodRecord,
  workload?: WorkloadReference,
): Reason | undefined {
  if (pod.hostNetwork) {
    return {
      code: 'host-network',
      message:
        'It uses the host’s network, where no sidecar can take over its traffic.',
    };
  }
  if (SYSTEM_NAMESPACES.includes(pod.namespace)) {
    return {
      code: 'system-namespace',
      message: `Istio never injects into ${pod.namespace}.`,
    };
  }
  // The label wins; the annotation counts where there is none.
  if (pod.labels[INJECT] === undefined && pod.annotations[INJECT]) {
    const value = pod.annotations[INJECT].toLowerCase();
    if (!['y', 'yes', 'true', 'on'].includes(value)) {
      return {
        code: 'opted-out',
        message: `Its annotation ${INJECT} is "${pod.annotations[INJECT]}".`,
        fix: removeFromTemplate(workload, 'annotations', INJECT),
      };
    }
  }
  return undefined;
}
