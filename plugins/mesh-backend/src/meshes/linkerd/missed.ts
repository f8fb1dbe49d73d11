import { Reason } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  NamespaceRecord,
  PodRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { restartFix } from '../shared/fixes';
import { byAge, unreadable } from '../shared/records';
import { matchesSelector } from '../shared/selector';
import { confirmed, Skipped } from './injectionEvents';
import { INJECTOR, injectorsOf } from './injectors';
import { INJECT, WEBHOOKS_DISABLED } from './names';

const CHECK = { label: 'Check the install', command: 'linkerd check' };

/** Why a pod that asks for a proxy, and that nothing speaks against, has none. */
export type Missed = (
  pod: PodRecord,
  namespace: NamespaceRecord | undefined,
  event: Skipped | undefined,
  workload?: WorkloadReference,
) => Reason;

const excluded = (namespace: string, labels: Record<string, string>): Reason =>
  labels[WEBHOOKS_DISABLED] === 'disabled'
    ? {
        code: 'namespace-excluded',
        message: `Namespace ${namespace} has the label ${WEBHOOKS_DISABLED}=disabled, which keeps Linkerd’s injector away from it.`,
        fix: [
          {
            label: 'Remove the label',
            command: `kubectl label namespace ${namespace} ${WEBHOOKS_DISABLED}-`,
          },
        ],
      }
    : {
        code: 'namespace-excluded',
        message: `Linkerd’s injector leaves namespace ${namespace} out, by the namespaceSelector of its webhook.`,
      };

/** When the namespace's annotation was last written; undefined: not told, or the pod has its own. */
const writtenAt = (pod: PodRecord, namespace?: NamespaceRecord) =>
  pod.annotations[INJECT]
    ? undefined
    : namespace?.metadataWrites
        .filter(write => write.fields.includes(INJECT))
        .map(write => write.time)
        .sort()
        .at(-1);

export function readMissed(snapshot: ClusterSnapshot): Missed {
  const blind = unreadable(snapshot, 'mutatingwebhookconfigurations');
  const hooks = [...snapshot.webhooks]
    .sort(byAge)
    .flatMap(({ webhooks, createdAt }) =>
      webhooks
        .filter(hook => hook.name === INJECTOR)
        .map(hook => ({ ...hook, createdAt })),
    );
  const injectors = injectorsOf(snapshot);
  const down =
    injectors.length > 0 && injectors.every(i => i.answers === false);

  return (pod, namespace, event, workload) => {
    const fix = restartFix(workload);
    if (blind) {
      return {
        code: 'unreadable',
        message:
          'It asks for a proxy; whether an injector answers could not be read.',
      };
    }
    if (hooks.length === 0) {
      return {
        code: 'injector-unavailable',
        message: 'It asks for a proxy, and no Linkerd injector is installed.',
        fix: [CHECK],
      };
    }
    const labels = {
      // The API server gives every namespace its name as a label.
      'kubernetes.io/metadata.name': pod.namespace,
      ...namespace?.labels,
    };
    const hook = hooks.find(
      h => matchesSelector(h.namespaceSelector, labels) === true,
    );
    if (!hook) return excluded(pod.namespace, labels);
    if (matchesSelector(hook.objectSelector, pod.labels) !== true) {
      return {
        code: 'opted-out',
        message: 'Linkerd’s injector leaves pods with its labels out.',
      };
    }
    if (event?.codes.includes('no-service-account-token')) {
      return confirmed(
        {
          code: 'no-service-account-token',
          message:
            'No service account token is mounted into it, and this install takes identity from that token.',
        },
        event,
      );
    }
    const written = writtenAt(pod, namespace);
    if (written && pod.createdAt && written > pod.createdAt) {
      return {
        code: 'predates-label',
        message: `Older than the ${INJECT} annotation of namespace ${pod.namespace}: it gets its proxy when it is restarted.`,
        fix,
      };
    }
    if (hook.createdAt && pod.createdAt && hook.createdAt > pod.createdAt) {
      return {
        code: 'predates-label',
        message:
          'Older than Linkerd’s injector: it gets its proxy when it is restarted.',
        fix,
      };
    }
    if (event?.codes.includes('not-requested')) {
      return {
        code: 'predates-label',
        message: `When it was made nothing asked for a proxy, the injector said at ${event.lastSeen}: it gets its proxy when it is restarted.`,
        fix,
      };
    }
    const letsThrough = hook.failurePolicy === 'Ignore';
    if (letsThrough && down) {
      return {
        code: 'injector-unavailable',
        message:
          'No ready pod stands behind Linkerd’s injector now, and its webhook lets pods through meanwhile (failurePolicy Ignore): possibly that is why it has no proxy.',
        fix: [CHECK, ...fix],
      };
    }
    const known = pod.annotations[INJECT] || written;
    if (known && letsThrough) {
      return {
        code: 'injector-unavailable',
        message:
          'The injector most likely did not answer when it was made: its webhook then lets pods through (failurePolicy Ignore).',
        fix,
      };
    }
    if (known) {
      return {
        code: 'predates-label',
        message:
          'It asks for a proxy and has none, though the injector’s webhook lets no pod through unanswered (failurePolicy Fail): most likely the request or the webhook were changed since it was made.',
        fix,
      };
    }
    return {
      code: 'predates-label',
      message:
        'Its namespace asks for a proxy today, and it has none: most likely it is older than the annotation (the API server does not tell since when it is there).',
      fix,
    };
  };
}
