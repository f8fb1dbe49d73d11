import {
  ClusterSnapshot,
  WebhookRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { isReady } from './containers';
import { unreadable } from './records';
import { matchesLabels } from './selector';

type Service = WebhookRecord['webhooks'][number]['service'];

const find = (snapshot: ClusterSnapshot, service: NonNullable<Service>) =>
  snapshot.services.find(
    s => s.namespace === service.namespace && s.name === service.name,
  );

/** Why nobody answers for a MutatingWebhookConfiguration that has no answer, in words. */
export function whyNobodyAnswers(
  snapshot: ClusterSnapshot,
  configuration: string,
): string {
  const services = (
    snapshot.webhooks.find(({ name }) => name === configuration)?.webhooks ?? []
  ).flatMap(({ service }) => service ?? []);
  const missing = services.find(service => !find(snapshot, service));
  return missing
    ? `its Service ${missing.namespace}/${missing.name} does not exist`
    : 'no ready pod stands behind its Service';
}

/** Whether ready pods stand behind a webhook's Service; null: could not be seen. */
export function serviceAnswers(
  snapshot: ClusterSnapshot,
  service: Service,
): boolean | null {
  // A webhook that calls a URL is answered outside the cluster.
  if (!service) return null;
  if (unreadable(snapshot, 'services') || unreadable(snapshot, 'pods')) {
    return null;
  }
  const found = find(snapshot, service);
  if (!found) return false;
  // A Service without a selector has endpoints that somebody else keeps.
  if (Object.keys(found.selector).length === 0) return null;
  return snapshot.pods.some(
    pod =>
      pod.namespace === found.namespace &&
      matchesLabels(found.selector, pod.labels) &&
      isReady(pod),
  );
}
