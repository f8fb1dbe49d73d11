import {
  ContainerRecord,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { runningContainer } from '../shared/containers';
import { remembered } from '../shared/remembered';
import { isTrue } from '../shared/values';
import {
  MANAGED,
  PROXY,
  REDIRECTION,
  REVISION,
  STATUS,
  TEMPLATES,
} from './names';

/** What an istio-proxy container is there for: `sidecar`, `router`, `waypoint` or `ztunnel`. */
export function proxyRole(container: ContainerRecord): string | undefined {
  const at = container.args.indexOf('proxy');
  return at < 0 ? undefined : container.args[at + 1];
}

/** The pod's istio-proxy, classic or native. */
export function proxyOf(pod: PodRecord): ContainerRecord | undefined {
  return runningContainer(pod, name => name === PROXY);
}

/**
 * The application speaks for itself by xDS: the agent beside it starts no Envoy.
 *
 * istio: manifests/charts/istio-control/istio-discovery/files/grpc-agent.yaml
 */
export const isProxyless = (pod: PodRecord): boolean =>
  (pod.annotations[TEMPLATES]?.includes('grpc-') ?? false) ||
  isTrue(proxyOf(pod)?.env?.DISABLE_ENVOY);

/** ztunnel carries its traffic: a sidecar wins where it was injected, and not made by hand. */
export const isAmbient = (pod: PodRecord): boolean =>
  pod.annotations[REDIRECTION] === 'enabled' &&
  !(proxyOf(pod) && pod.annotations[STATUS] !== undefined);

/** istio: manifests/charts/istio-control/istio-discovery/files/agentgateway*.yaml */
const isAgentgateway = (pod: PodRecord) =>
  pod.labels[MANAGED]?.startsWith('istio.io-agentgateway') &&
  pod.containers.some(c => c.name === 'agentgateway');

/** An agentgateway that stands before Services, as a waypoint of Envoy does. */
export const isAgentgatewayWaypoint = (pod: PodRecord) =>
  isAgentgateway(pod) &&
  pod.labels[MANAGED] === 'istio.io-agentgateway-waypoint-controller';

/** A label of its own says what it is, and so does what runs in it. */
export function infrastructureRole(
  pod: PodRecord,
): 'gateway' | 'node' | 'control-plane' | undefined {
  const proxy = proxyOf(pod);
  const role = proxy && proxyRole(proxy);
  if (role === 'ztunnel') return 'node';
  if (role === 'router' || role === 'waypoint') return 'gateway';
  if (isAgentgateway(pod)) return 'gateway';
  if (pod.labels['k8s-app'] === 'istio-cni-node') return 'node';
  if (
    pod.labels.app === 'istiod' &&
    pod.containers.some(c => c.name === 'discovery')
  ) {
    return 'control-plane';
  }
  return undefined;
}

/** The revision that injected a pod: in the status annotation, else a mark of its own. */
export const revisionOf = remembered((pod: PodRecord): string | null => {
  let status: unknown;
  try {
    status = JSON.parse(pod.annotations[STATUS] ?? '{}');
  } catch {
    // cut off or hand-written: the other marks still count
  }
  const revision = (status as { revision?: unknown } | null | undefined)
    ?.revision;
  if (typeof revision === 'string' && revision) return revision;
  return pod.annotations[REVISION] || pod.labels[REVISION] || null;
});
