import {
  ClusterSnapshot,
  NamespaceRecord,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { runningContainer } from '../shared/containers';
import { matchesSelector } from '../shared/selector';
import { RecognisedMesh, Requested } from './recognised';

const INJECT = 'consul.hashicorp.com/connect-inject';
const WEBHOOK = /connect-injector\.consul\.hashicorp\.com$/;

/** Where it never injects. */
const SYSTEM = ['kube-system', 'kube-public'];

/** Go: strconv.ParseBool */
const GO_TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];

/** Gateways that the controller makes, of today and of the API gateway as it was. */
const MANAGED = [
  'gateway.consul.hashicorp.com/managed',
  'api-gateway.consul.hashicorp.com/managed',
];

const isInjector = ({ labels }: PodRecord) =>
  labels.app === 'consul' && labels.component === 'connect-injector';

const valuesOf = (command: string, flag: string) =>
  [...command.matchAll(new RegExp(`-${flag}="?([^"\\s]+)`, 'g'))].map(
    ([, value]) => value,
  );

/**
 * Whether it puts a proxy into pods that do not say anything, as its own command has it.
 *
 * consul-k8s: charts/consul/templates/connect-inject-deployment.yaml
 */
function byDefault(snapshot: ClusterSnapshot): (namespace: string) => boolean {
  const commands = snapshot.pods
    .filter(isInjector)
    .flatMap(pod => pod.containers.map(c => c.args.join(' ')));
  const command = commands.find(text => text.includes('-default-inject='));
  if (!command || !valuesOf(command, 'default-inject').includes('true')) {
    return () => false;
  }
  const allowed = valuesOf(command, 'allow-k8s-namespace');
  const denied = valuesOf(command, 'deny-k8s-namespace');
  return namespace =>
    !denied.includes(namespace) &&
    (allowed.includes('*') || allowed.includes(namespace));
}

/** Whether its webhook is asked about a pod. */
function webhook(
  snapshot: ClusterSnapshot,
): (pod: PodRecord, namespace: NamespaceRecord | undefined) => boolean {
  const hooks = snapshot.webhooks
    .flatMap(({ webhooks }) => webhooks)
    .filter(({ name }) => WEBHOOK.test(name));
  return (pod, namespace) =>
    hooks.some(
      hook =>
        matchesSelector(hook.namespaceSelector, {
          'kubernetes.io/metadata.name': pod.namespace,
          ...namespace?.labels,
        }) === true &&
        matchesSelector(hook.objectSelector, pod.labels) === true,
    );
}

/** consul-k8s: control-plane/connect-inject/webhook/mesh_webhook.go shouldInject */
function requested(snapshot: ClusterSnapshot): Requested {
  const isDefault = byDefault(snapshot);
  const isAsked = webhook(snapshot);
  return (pod, namespace) => {
    if (SYSTEM.includes(pod.namespace)) return false;
    const own = pod.annotations[INJECT];
    if (own !== undefined) return GO_TRUE.includes(own);
    return isDefault(pod.namespace) && isAsked(pod, namespace)
      ? 'Consul’s injector puts a proxy into every pod that does not opt out (-default-inject=true), and it has none.'
      : false;
  };
}

export const consul: RecognisedMesh = {
  id: 'consul',
  title: 'Consul',
  isInfrastructure: ({ labels, annotations }) =>
    annotations['consul.hashicorp.com/gateway-kind'] !== undefined ||
    MANAGED.some(label => labels[label] === 'true') ||
    (labels.app === 'consul' &&
      labels.component !== undefined &&
      labels.chart !== undefined),
  // Before 1.0 of consul-k8s it was Envoy itself.
  proxy: pod =>
    pod.annotations['consul.hashicorp.com/connect-inject-status'] === 'injected'
      ? runningContainer(pod, name =>
          /^(consul-dataplane|envoy-sidecar)/.test(name),
        )
      : undefined,
  requested,
};
