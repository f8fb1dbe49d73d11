import { Reason } from '@meshboard/backstage-plugin-mesh-common';
import {
  NamespaceRecord,
  PodRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { removeFromTemplate, restartFix, setOnTemplate } from '../shared/fixes';
import { INJECT } from './names';

const VALID = ['enabled', 'disabled', 'ingress'];
const ASKS = ['enabled', 'ingress'];

export type Annotations = Record<string, string>;

/** linkerd: pkg/inject/report.go disableByAnnotation, in its order */
export function byAnnotation(
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

/** Asked for by something that Linkerd does not read. */
export function misplaced(
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
