import {
  ClusterSnapshot,
  WebhookRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { byAge } from '../shared/records';
import { matchesSelector } from '../shared/selector';
import { array, object } from '../shared/values';
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

/**
 * A tag that takes the default over turns the injector’s own webhooks off in this way.
 *
 * istio: istioctl/pkg/util NeverMatch, istioctl/pkg/tag DeactivateIstioInjectionWebhook
 */
export const isDeactivated = ({
  namespaceSelector,
  objectSelector,
}: WebhookRecord['webhooks'][number]) =>
  [namespaceSelector, objectSelector].every(
    selector =>
      object(selector?.matchLabels)['istio.io/deactivated'] === 'never-match',
  );

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

const selectorsOf = (hook: Webhook) => [
  hook.namespaceSelector,
  hook.objectSelector,
];

const sorted = (values: unknown[]) =>
  [...new Set(values.filter((v): v is string => typeof v === 'string'))].sort();

/** Revisions and tags that webhooks answer to. */
export const answeredRevisions = (webhooks: Webhook[]): string[] =>
  sorted(
    webhooks.flatMap(selectorsOf).flatMap(selector => [
      object(selector?.matchLabels)[REVISION],
      ...array(selector?.matchExpressions)
        .filter(e => e?.key === REVISION && e.operator === 'In')
        .flatMap(e => array(e.values)),
    ]),
  );

/** Every revision that webhooks name, to answer it or not. */
export const revisionsOf = (webhooks: Webhook[]): string[] =>
  sorted([
    ...answeredRevisions(webhooks),
    ...webhooks.map(hook => hook.configuration.labels[REVISION]),
    ...webhooks
      .flatMap(selectorsOf)
      .flatMap(selector => array(selector?.matchExpressions))
      .filter(e => e?.key === REVISION)
      .flatMap(e => array(e.values)),
  ]);
