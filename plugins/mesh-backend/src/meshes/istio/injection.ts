import { Reason } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  NamespaceRecord,
  PodRecord,
  WebhookRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import {
  podTarget,
  removeFromTemplate,
  restartFix,
  setOnTemplate,
} from '../shared/fixes';
import { byAge, unreadable, whyUnreadable } from '../shared/records';
import { matchesSelector } from '../shared/selector';
import { INJECT, INJECTION, REVISION } from './names';

type Labels = Record<string, string>;
type Webhook = WebhookRecord['webhooks'][number] & { createdAt: string };

/** istio: pkg/kube/inject IgnoredNamespaces */
export const SYSTEM_NAMESPACES = [
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
];

/** Where Istio's own judgement on a pod stands. */
export interface Injection {
  /** Why a pod without a sidecar has none; undefined: nothing asked for one. */
  whyNot(
    pod: PodRecord,
    namespace: NamespaceRecord | undefined,
    workload?: WorkloadReference,
  ): Reason | undefined;
}

function matching(webhooks: Webhook[], namespace: Labels, pod: Labels) {
  return webhooks.find(
    hook =>
      matchesSelector(hook.namespaceSelector, namespace) === true &&
      matchesSelector(hook.objectSelector, pod) === true,
  );
}

const without = (labels: Labels, key: string): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([k]) => k !== key));

/** Newest write of one of these labels; managers keep one time for all that they wrote. */
function labelledAt(namespace: NamespaceRecord | undefined, keys: string[]) {
  return namespace?.metadataWrites
    .filter(write => write.fields.some(field => keys.includes(field)))
    .map(write => write.time)
    .sort()
    .at(-1);
}

/** A webhook asks for a sidecar today, the injector would give one, and the pod has none. */
function missed(
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
function refused(
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

/** No webhook matches, though somebody meant one to. */
function unanswered(
  pod: PodRecord,
  namespace: Labels,
  workload?: WorkloadReference,
): Reason | undefined {
  const injection = namespace[INJECTION];
  const revision = namespace[REVISION] ?? pod.labels[REVISION];
  const asks = pod.labels[INJECT] === 'true';
  if (injection === 'disabled') {
    return asks || revision !== undefined
      ? {
          code: 'conflicting-labels',
          message: `Namespace ${pod.namespace} says ${INJECTION}=disabled, which beats every other label.`,
          fix: [
            {
              label: 'Remove the namespace label',
              command: `kubectl label namespace ${pod.namespace} ${INJECTION}-`,
            },
          ],
        }
      : undefined;
  }
  if (injection === 'enabled' && namespace[REVISION] !== undefined) {
    return {
      code: 'conflicting-labels',
      message: `Namespace ${pod.namespace} has both ${INJECTION} and ${REVISION}; ${INJECTION} wins, and no default revision answers it.`,
      fix: [
        {
          label: 'Keep the revision label',
          command: `kubectl label namespace ${pod.namespace} ${INJECTION}-`,
        },
        ...restartFix(workload),
      ],
    };
  }
  if (injection === 'enabled' || (asks && revision === undefined)) {
    return {
      code: 'no-webhook-for-revision',
      message: 'No webhook injects for the default revision.',
      fix: [
        { label: 'See which revisions answer', command: 'istioctl tag list' },
      ],
    };
  }
  if (revision !== undefined) {
    return {
      code: 'no-webhook-for-revision',
      message: `No webhook injects for revision ${revision}.`,
      fix: [
        { label: 'See which revisions answer', command: 'istioctl tag list' },
      ],
    };
  }
  if (pod.annotations[INJECT] === 'true') {
    return {
      code: 'not-requested',
      message: `Its annotation ${INJECT}="true" triggers nothing: it must be a label of the pod template.`,
      fix: setOnTemplate(workload, 'labels', INJECT, 'true'),
    };
  }
  return undefined;
}

/** The label is on the workload, where no webhook looks. */
function misplaced(
  controller: Labels,
  template: Labels,
  workload?: WorkloadReference,
): Reason | undefined {
  const key = [INJECT, REVISION].find(
    k =>
      controller[k] !== undefined &&
      controller[k] !== 'false' &&
      template[k] === undefined,
  );
  return (key && {
    code: 'label-not-on-pod-template',
    message: `Its label ${key} is on the ${
      workload?.kind ?? 'workload'
    } itself: it must be on the pod template.`,
    fix: setOnTemplate(workload, 'labels', key, controller[key]),
  }) as Reason | undefined;
}

/** istio: istioctl/pkg/checkinject analyzeRunningWebhooks */
export function readInjection(
  snapshot: ClusterSnapshot,
  controllerLabels: (workload?: WorkloadReference) => Labels,
): Injection {
  const blind = unreadable(snapshot, 'mutatingwebhookconfigurations');
  const webhooks = [...snapshot.webhooks]
    .sort(byAge)
    .flatMap(({ webhooks: hooks, createdAt }) =>
      hooks
        .filter(hook => hook.name.endsWith('istio.io'))
        .map(hook => ({ ...hook, createdAt })),
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
        return refused(pod, workload) ?? missed(pod, namespace, hook, workload);
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
        unanswered(pod, labels, workload) ??
        misplaced(controllerLabels(workload), pod.labels, workload)
      );
    },
  };
}
