import { Injector } from '@meshboard/backstage-plugin-mesh-common';
import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { isReady } from '../shared/containers';
import { unreadable } from '../shared/records';
import { matchesLabels } from '../shared/selector';

export const INJECTOR = 'linkerd-proxy-injector.linkerd.io';

/** Whether ready pods stand behind a Service; null: could not be seen. */
function answers(
  snapshot: ClusterSnapshot,
  service: { namespace: string; name: string } | undefined,
): boolean | null {
  if (!service) return null;
  if (unreadable(snapshot, 'services') || unreadable(snapshot, 'pods')) {
    return null;
  }
  const found = snapshot.services.find(
    s => s.namespace === service.namespace && s.name === service.name,
  );
  // A Service without a selector has endpoints that somebody else keeps.
  if (found && Object.keys(found.selector).length === 0) return null;
  return snapshot.pods.some(
    pod =>
      pod.namespace === found?.namespace &&
      matchesLabels(found.selector, pod.labels) &&
      isReady(pod),
  );
}

/** Linkerd's webhooks that put proxies into pods. */
export const injectorsOf = (snapshot: ClusterSnapshot): Injector[] =>
  snapshot.webhooks
    .flatMap(({ name, webhooks }) =>
      webhooks
        .filter(hook => hook.name === INJECTOR)
        .map(({ failurePolicy, service }) => ({
          name,
          revision: null,
          failurePolicy,
          answers: answers(snapshot, service),
        })),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
