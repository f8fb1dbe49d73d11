import {
  ClusterSnapshot,
  LabelSelectorRecord,
  WebhookRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { parse } from 'yaml';
import { unreadable, whyUnreadable } from '../shared/records';
import { array, object } from '../shared/values';
import { DEFAULT_ROOT_NAMESPACE, REVISION } from './names';
import { isInjector } from './webhooks';

/** What an injector was told: whom it leaves out, and what it gives. */
export interface InjectorSettings {
  /** The object that says so. */
  source: string;
  policy: string;
  never: LabelSelectorRecord[];
  always: LabelSelectorRecord[];
  /** Image repository and tag of the proxies that it gives; null: not told. */
  image: { name: string; tag: string } | null;
}

/** `refused`: it could not be read; `absent`: it is not in this cluster. */
export type InjectorConfig =
  | InjectorSettings
  | { source: string; refused: string }
  | { source: string; absent: true };

/** istio: pilot/pkg/bootstrap/sidecarinjector.go, name of the injector's ConfigMap */
function placeOf(hook: WebhookRecord): { namespace: string; name: string } {
  const revision = hook.labels[REVISION];
  return {
    namespace:
      hook.webhooks.find(w => w.service)?.service?.namespace ??
      DEFAULT_ROOT_NAMESPACE,
    name:
      !revision || revision === 'default'
        ? 'istio-sidecar-injector'
        : `istio-sidecar-injector-${revision}`,
  };
}

/** ConfigMaps of the injectors that webhooks call. */
export const injectorConfigMaps = (snapshot: ClusterSnapshot) => [
  ...new Map(
    snapshot.webhooks
      .filter(isInjector)
      .map(placeOf)
      .map(place => [`${place.namespace}/${place.name}`, place]),
  ).values(),
];

function parsed(text: string | undefined): Record<string, any> | undefined {
  try {
    return object(parse(text ?? ''));
  } catch {
    return undefined;
  }
}

function imageOf(values: Record<string, any>): InjectorSettings['image'] {
  const global = object(values.global);
  const name = object(global.proxy).image ?? 'proxyv2';
  const { tag } = global;
  // A full reference of its own says more than hub and tag do.
  return (typeof tag === 'string' || typeof tag === 'number') &&
    tag !== '' &&
    typeof name === 'string' &&
    !name.includes('/')
    ? { name, tag: String(tag) }
    : null;
}

/** The settings behind each MutatingWebhookConfiguration. */
export function readInjectorConfigs(
  snapshot: ClusterSnapshot,
): (hook: WebhookRecord) => InjectorConfig {
  const configMaps = new Map(
    snapshot.configMaps.map(c => [`${c.namespace}/${c.name}`, c]),
  );
  const known = new Map<string, InjectorConfig>();
  const read = (key: string): InjectorConfig => {
    const source = `ConfigMap ${key}`;
    if (unreadable(snapshot, `configmaps/${key}`)) {
      return { source, refused: whyUnreadable(snapshot, `configmaps/${key}`) };
    }
    const data = configMaps.get(key)?.data;
    if (!data) return { source, absent: true };
    if (data.config === undefined)
      return { source, refused: 'it has no config' };
    const config = parsed(data.config);
    if (!config) return { source, refused: 'it is not valid YAML' };
    return {
      source,
      policy: String(config.policy ?? ''),
      never: array(config.neverInjectSelector).map(object),
      always: array(config.alwaysInjectSelector).map(object),
      image: imageOf(parsed(data.values) ?? {}),
    };
  };
  return hook => {
    const { namespace, name } = placeOf(hook);
    const key = `${namespace}/${name}`;
    const config = known.get(key) ?? read(key);
    known.set(key, config);
    return config;
  };
}
