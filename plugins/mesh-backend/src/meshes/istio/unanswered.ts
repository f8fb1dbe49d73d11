import { Reason } from '@meshboard/backstage-plugin-mesh-common';
import {
  PodRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { restartFix, setOnTemplate } from '../shared/fixes';
import { INJECT, INJECTION, REVISION } from './names';

type Labels = Record<string, string>;

/** So many that a person can choose among them. */
const FEW = 3;

function noWebhook(
  missing: string,
  pod: PodRecord,
  revisions: string[],
  workload?: WorkloadReference,
): Reason {
  return {
    code: 'no-webhook-for-revision',
    message: `No webhook injects for ${missing}. ${
      revisions.length > 0
        ? `These answer here: ${revisions.join(', ')}.`
        : 'None is installed.'
    }`,
    fix:
      revisions.length > 0 && revisions.length <= FEW
        ? [
            ...revisions.map(revision => ({
              label: `Ask for revision ${revision}`,
              command: `kubectl label namespace ${pod.namespace} ${REVISION}=${revision} ${INJECTION}- --overwrite`,
            })),
            ...restartFix(workload),
          ]
        : [
            {
              label: 'See which revisions answer',
              command: 'istioctl tag list',
            },
          ],
  };
}

/** No webhook matches, though somebody meant one to. */
export function unanswered(
  pod: PodRecord,
  namespace: Labels,
  revisions: string[],
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
  if (injection !== undefined && injection !== 'enabled') {
    return {
      code: 'not-requested',
      message: `Namespace ${pod.namespace} says ${INJECTION}=${injection}, which asks for nothing: only "enabled" does.`,
      fix: [
        {
          label: 'Ask for sidecars',
          command: `kubectl label namespace ${pod.namespace} ${INJECTION}=enabled --overwrite`,
        },
        ...restartFix(workload),
      ],
    };
  }
  const missing =
    injection === 'enabled' || (asks && revision === undefined)
      ? 'the default revision'
      : revision !== undefined && `revision ${revision}`;
  if (missing) return noWebhook(missing, pod, revisions, workload);
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
export function misplaced(
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
