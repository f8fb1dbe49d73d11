import {
  ClusterSnapshot,
  WebhookRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { byAge } from '../shared/records';
import { matchesSelector } from '../shared/selector';
import { array } from '../shared/values';
import { REVISION } from './names';

type Labels = Record<string, string>;

/** One webhook of an injector, and the configuration that it is in. */
export type Webhook = WebhookRecord['webhooks'][number] & {
  createdAt: string;
  configuration: WebhookRecord;
};

/** istio: istioctl/pkg/checkinject isIstioWebhook */
export const isInjector = ({ webhooks }: WebhookRecord) =>
  webhooks.some(hook => hook.name.endsWith('istio.io'));

export function injectorWebhooks(snapshot: ClusterSnapshot): Webhook[] {
  return snapshot.webhooks
    .filter(isInjector)
    .sort(byAge)
    .flatMap(configuration =>
      configuration.webhooks.map(hook => ({
        ...hook,
        createdAt: configuration.createdAt,
        configuration,
      })),
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
      array(selector?.matchExpressions)
        .filter(e => e?.key === REVISION && e.operator === 'In')
        .flatMap(e => array(e.values)),
    ),
  );
  return [...new Set(values)].sort();
}
