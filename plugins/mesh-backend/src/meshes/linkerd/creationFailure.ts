import { Fix, Reason } from '@meshboard/backstage-plugin-mesh-common';
import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { INJECTOR } from './injectors';

/** How to see whether anything stands behind Linkerd's injector. */
function lookAtInjector({ webhooks }: ClusterSnapshot): Fix[] {
  const service = webhooks
    .flatMap(w => w.webhooks)
    .find(hook => hook.name === INJECTOR)?.service;
  return [
    { label: 'Check the install', command: 'linkerd check' },
    ...(service
      ? [
          {
            label: 'See what stands behind the injector',
            command: `kubectl get endpointslices -n ${service.namespace} -l kubernetes.io/service-name=${service.name}`,
          },
        ]
      : []),
  ];
}

/**
 * With `webhookFailurePolicy: Fail`, as the HA values have it, no pod is made while the injector does
 * not answer.
 *
 * kubernetes: apiserver/pkg/admission/plugin/webhook/errors, ErrCallingWebhook
 */
export const creationFailureReader =
  (snapshot: ClusterSnapshot) =>
  (message: string): Reason | undefined =>
    message.includes(`failed calling webhook "${INJECTOR}"`)
      ? {
          code: 'injector-unavailable',
          message: `New pods are refused, since Linkerd’s injector does not answer (webhook ${INJECTOR}). The API server says: “${message}”`,
          fix: lookAtInjector(snapshot),
        }
      : undefined;
