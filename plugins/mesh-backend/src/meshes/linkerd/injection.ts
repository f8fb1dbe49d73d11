import { Reason } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  NamespaceRecord,
  PodRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { removeFromTemplate, restartFix, setOnTemplate } from '../shared/fixes';
import { byAge, unreadable } from '../shared/records';
import { matchesSelector } from '../shared/selector';
import { LinkerdConfig } from './config';
import { INJECTOR } from './installation';
import { INJECT } from './names';

const VALID = ['enabled', 'disabled', 'ingress'];
const ASKS = ['enabled', 'ingress'];

type Annotations = Record<string, string>;

/** linkerd: pkg/inject/report.go disableByAnnotation, in its order */
function byAnnotation(
  pod: PodRecord,
  namespace: Annotations,
  workload?: WorkloadReference,
): Reason | 'requested' | undefined {
  const wide = namespace[INJECT] ?? '';
  const own = pod.annotations[INJECT] ?? '';
  if (wide && !VALID.includes(wide)) {
    return {
      code: 'invalid-annotation',
      message: `Namespace ${pod.namespace} has ${INJECT}="${wide}": enabled, ingress and disabled are known, and any other value skips every pod.`,
      fix: [
        {
          label: 'Correct the annotation',
          command: `kubectl annotate namespace ${pod.namespace} ${INJECT}=enabled --overwrite`,
        },
        ...restartFix(workload),
      ],
    };
  }
  if (own && !VALID.includes(own)) {
    return {
      code: 'invalid-annotation',
      message: `It has ${INJECT}="${own}": enabled, ingress and disabled are known, and any other value skips it.`,
      fix: setOnTemplate(workload, 'annotations', INJECT, 'enabled'),
    };
  }
  if (ASKS.includes(wide)) {
    return own === 'disabled'
      ? {
          code: 'opted-out',
          message: `Its annotation ${INJECT} is "disabled".`,
          fix: removeFromTemplate(workload, 'annotations', INJECT),
        }
      : 'requested';
  }
  return ASKS.includes(own) ? 'requested' : undefined;
}

/** linkerd: pkg/healthcheck HasExistingSidecars */
function otherSidecar(pod: PodRecord): string | undefined {
  return [...pod.containers, ...pod.initContainers].find(
    c =>
      ['istio-proxy', 'istio-init'].includes(c.name) ||
      /(^|\/)(istio\/proxyv2|istio-release\/proxyv2):/.test(c.image),
  )?.name;
}

/** Asked for by something that Linkerd does not read. */
function misplaced(
  pod: PodRecord,
  namespace: NamespaceRecord | undefined,
  controller: Annotations,
  workload?: WorkloadReference,
): Reason | undefined {
  if (ASKS.includes(namespace?.labels[INJECT] ?? '')) {
    return {
      code: 'not-requested',
      message: `Namespace ${pod.namespace} has ${INJECT} as a label, which does nothing: it must be an annotation.`,
      fix: [
        {
          label: 'Annotate the namespace',
          command: `kubectl annotate namespace ${pod.namespace} ${INJECT}=enabled`,
        },
        ...restartFix(workload),
      ],
    };
  }
  if (ASKS.includes(pod.labels[INJECT] ?? '')) {
    return {
      code: 'not-requested',
      message: `It has ${INJECT} as a label, which does nothing: it must be an annotation.`,
      fix: setOnTemplate(workload, 'annotations', INJECT, 'enabled'),
    };
  }
  if (ASKS.includes(controller[INJECT] ?? '') && !pod.annotations[INJECT]) {
    return {
      code: 'label-not-on-pod-template',
      message: `Its annotation ${INJECT} is on the ${
        workload?.kind ?? 'workload'
      } itself: it must be on the pod template.`,
      fix: setOnTemplate(workload, 'annotations', INJECT, controller[INJECT]),
    };
  }
  return undefined;
}

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
  const blind = unreadable(snapshot, 'mutatingwebhookconfigurations');
  const hooks = [...snapshot.webhooks]
    .sort(byAge)
    .flatMap(({ webhooks, createdAt }) =>
      webhooks
        .filter(hook => hook.name === INJECTOR)
        .map(hook => ({ ...hook, createdAt })),
    );

  /** linkerd: pkg/inject/report.go Injectable */
  const refused = (pod: PodRecord): Reason | undefined => {
    if (pod.hostNetwork) {
      return {
        code: 'host-network',
        message:
          'It uses the host’s network, where no proxy can take over its traffic.',
      };
    }
    const other = otherSidecar(pod);
    if (other) {
      return {
        code: 'other-sidecar-present',
        message: `It already has ${other}: Linkerd adds no proxy beside another.`,
      };
    }
    if (pod.automountServiceAccountToken === false) {
      const config = configOf(pod);
      if (!('unknown' in config) && !config.serviceAccountTokenProjection) {
        return {
          code: 'no-service-account-token',
          message:
            'It has automountServiceAccountToken: false, and this install takes identity from that token.',
        };
      }
    }
    return undefined;
  };

  const missed = (
    pod: PodRecord,
    namespace: NamespaceRecord | undefined,
    workload?: WorkloadReference,
  ): Reason => {
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
        fix: [{ label: 'Check the install', command: 'linkerd check' }],
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
    if (!hook) {
      return {
        code: 'namespace-excluded',
        message: `Linkerd’s injector leaves namespace ${pod.namespace} out.`,
      };
    }
    if (matchesSelector(hook.objectSelector, pod.labels) !== true) {
      return {
        code: 'opted-out',
        message: 'Linkerd’s injector leaves pods with its labels out.',
      };
    }
    const written = pod.annotations[INJECT]
      ? undefined
      : namespace?.metadataWrites
          .filter(write => write.fields.includes(INJECT))
          .map(write => write.time)
          .sort()
          .at(-1);
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
    const known = pod.annotations[INJECT] || written;
    if (known && hook.failurePolicy === 'Ignore') {
      return {
        code: 'injector-unavailable',
        message:
          'The injector most likely did not answer when it was made: its webhook then lets pods through (failurePolicy Ignore).',
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

  return (pod, namespace, workload) => {
    const asked = byAnnotation(pod, namespace?.annotations ?? {}, workload);
    if (asked === 'requested') {
      return refused(pod) ?? missed(pod, namespace, workload);
    }
    return (
      asked ??
      misplaced(pod, namespace, controllerAnnotations(workload), workload)
    );
  };
}
