import { Fix, Reason } from '@meshboard/backstage-plugin-mesh-common';
import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { injectorWebhooks, Webhook } from './webhooks';

/** How to see whether anything stands behind a webhook. */
export const lookAtInjector = ({ service }: Webhook): Fix[] =>
  service
    ? [
        {
          label: 'See what stands behind the injector',
          command: `kubectl get endpointslices -n ${service.namespace} -l kubernetes.io/service-name=${service.name}`,
        },
        {
          label: 'See its pods',
          command: `kubectl get pods -n ${service.namespace} -l app=istiod`,
        },
      ]
    : [];

/**
 * The API server calls webhooks before it makes a pod; where one with failurePolicy Fail does not
 * answer, there is no pod.
 *
 * kubernetes: apiserver/pkg/admission/plugin/webhook/errors, ErrCallingWebhook
 */
export function creationFailureReader(
  snapshot: ClusterSnapshot,
): (message: string) => Reason | undefined {
  const hooks = new Map(
    injectorWebhooks(snapshot).map(hook => [hook.name, hook]),
  );
  return message => {
    const name = /failed calling webhook "([^"]+)"/.exec(message)?.[1];
    if (!name?.endsWith('sidecar-injector.istio.io')) return undefined;
    const hook = hooks.get(name);
    return {
      code: 'injector-unavailable',
      message: `New pods are refused, since Istio’s injector does not answer (webhook ${name}). The API server says: “${message}”`,
      fix: hook ? lookAtInjector(hook) : [],
    };
  };
}
