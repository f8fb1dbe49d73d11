import {
  ClusterSnapshot,
  WebhookRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { byAge } from '../shared/records';
import { matchesSelector } from '../shared/selector';
import { REVISION } from './names';

type Labels = Record<string, string>;

/** One webhook of an injector, and since when it is there. */
export type Webhook = WebhookRecord['webhooks'][number] & { createdAt: string };

/** istio: istioctl/pkg/checkinject isIstioWebhook */
export function injectorWebhooks(snapshot: ClusterSnapshot): Webhook[] {
  return [...snapshot.webhooks]
    .sort(byAge)
    .flatMap(({ webhooks, createdAt }) =>
      webhooks
        .filter(hook => hook.name.endsWith('istio.io'))
        .map(hook => ({ ...hook, createdAt })),
    );
}

/** The first webhook whose selectors match both namespace and pod. */
export function matching(webhooks: Webhook[], namespace: Labels, pod: Labels) {
  return webhooks.find(
    hook =>
      matchesSelector(hook.namespaceSelector, namespace) === true &&
      matchesSelector(hook.objectSelector, pod) === true,
  );
}

/** Revisions and tags that webhooks answer to. */
export function answeredRevisions(webhooks: Webhook[]): string[] {
  const values = webhooks.flatMap(hook =>
    [hook.namespaceSelector, hook.objectSelector].flatMap(selector =>
      (selector?.matchExpressions ?? [])
        .filter(e => e.key === REVISION && e.operator === 'In')
        .flatMap(e => e.values ?? []),
    ),
  );
  return [...new Set(values)].sort();
}
