import { Fix, Reason } from '@meshboard/backstage-plugin-mesh-common';
import {
  LabelSelectorRecord,
  NamespaceRecord,
  PodRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import {
  podTarget,
  removeFromTemplate,
  restartFix,
  setOnTemplate,
} from '../shared/fixes';
import { matchesSelector } from '../shared/selector';
import { array, object } from '../shared/values';
import { lookAtInjector } from './creationFailure';
import { InjectorConfig, InjectorSettings } from './injectorConfig';
import { INJECT, INJECTION, REVISION, STATUS, TEMPLATES } from './names';
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

const askIstio = (pod: PodRecord, workload?: WorkloadReference): Fix[] => [
  {
    label: 'Ask Istio',
    command: `istioctl experimental check-inject ${podTarget(
      pod,
      workload,
    )} -n ${pod.namespace}`,
  },
];

/** A webhook asks for a sidecar today, the injector would give one, and the pod has none. */
export function missed(
  pod: PodRecord,
  namespace: NamespaceRecord | undefined,
  injector: {
    hook: Webhook;
    config: InjectorConfig;
    /** Whether anything stands behind the webhook now; null: could not be seen. */
    answers: boolean | null;
  },
  workload?: WorkloadReference,
): Reason {
  const { hook, config, answers } = injector;
  if (pod.annotations[STATUS] !== undefined) {
    const templates = pod.annotations[TEMPLATES];
    return {
      code: 'injection-incomplete',
      message: `Its annotation ${STATUS} says that it was injected, and it runs no istio-proxy container${
        templates
          ? `: it asks for the template ${templates} (annotation ${TEMPLATES})`
          : ''
      }.`,
      fix: askIstio(pod, workload),
    };
  }
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
  if (hook.failurePolicy === 'Ignore' && answers === false) {
    return {
      code: 'injector-unavailable',
      message: `No ready pod stands behind webhook ${hook.name} now, and it lets pods through meanwhile (failurePolicy Ignore): possibly that is why it has no sidecar.`,
      fix: [...lookAtInjector(hook), ...fix],
    };
  }
  if ('refused' in config && !pod.labels[INJECT]) {
    return {
      code: 'unreadable',
      message: `Labels and webhook match, and it has no sidecar. Whether the injector’s own settings leave it out could not be read (${config.source}: ${config.refused}).`,
      fix: askIstio(pod, workload),
    };
  }
  if (hook.failurePolicy === 'Ignore') {
    return {
      code: 'injector-unavailable',
      message: `Possibly the injector did not answer when it was made: webhook ${hook.name} then lets pods through without a sidecar (failurePolicy Ignore).`,
      fix: [...lookAtInjector(hook), ...fix],
    };
  }
  if (written && pod.createdAt) {
    return {
      code: 'injector-skipped',
      message:
        'policy' in config
          ? `Labels, webhook and the injector’s ${config.source} say that it gets a sidecar, and it has none: its labels may be newer than it is.`
          : 'Labels and webhook match, yet the injector gave it no sidecar: its own settings (policy, neverInjectSelector) may leave it out.',
      fix: askIstio(pod, workload),
    };
  }
  return {
    code: 'predates-label',
    message:
      'Its labels ask for a sidecar today, and it has none: most likely it is older than they are (the API server does not tell since when they are there).',
    fix,
  };
}

const LEFT_OUT = 'injector-skipped';

const matchesAny = (selectors: LabelSelectorRecord[], pod: PodRecord) =>
  selectors.some(
    selector =>
      // One without any rule selects nobody here, and one that is not valid is passed over.
      (Object.keys(object(selector.matchLabels)).length > 0 ||
        array(selector.matchExpressions).length > 0) &&
      matchesSelector(selector, pod.labels) === true,
  );

/** What the install says of a pod that says nothing itself. */
function bySettings(
  pod: PodRecord,
  config: InjectorSettings,
  workload?: WorkloadReference,
): Reason | undefined {
  const askOnPod = setOnTemplate(workload, 'labels', INJECT, 'true');
  if (matchesAny(config.never, pod)) {
    return {
      code: LEFT_OUT,
      message: `Its labels match neverInjectSelector of the injector’s ${config.source}.`,
      fix: askOnPod,
    };
  }
  if (matchesAny(config.always, pod) || config.policy === 'enabled') {
    return undefined;
  }
  return {
    code: LEFT_OUT,
    message: `The injector’s ${config.source} says policy: ${config.policy}, so a pod gets a sidecar only where its own label ${INJECT} says "true".`,
    fix: askOnPod,
  };
}

/**
 * A webhook matches; these are the injector's own rules, in its order.
 *
 * istio: pkg/kube/inject/inject.go injectRequired
 */
export function refused(
  pod: PodRecord,
  config: InjectorConfig,
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
  if ('policy' in config && !['enabled', 'disabled'].includes(config.policy)) {
    return {
      code: LEFT_OUT,
      message: `The injector’s ${config.source} has the policy "${config.policy}", which is none: it injects nowhere.`,
    };
  }
  // The label wins; the annotation counts where there is none.
  const where = pod.labels[INJECT] === undefined ? 'annotations' : 'labels';
  const value = pod[where][INJECT] ?? '';
  if (value === '') {
    return 'policy' in config ? bySettings(pod, config, workload) : undefined;
  }
  return ['y', 'yes', 'true', 'on'].includes(value.toLowerCase())
    ? undefined
    : {
        code: 'opted-out',
        message: `Its ${where.slice(0, -1)} ${INJECT} is "${value}".`,
        fix: removeFromTemplate(workload, where, INJECT),
      };
}
