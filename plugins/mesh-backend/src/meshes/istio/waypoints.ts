import {
  ClusterSnapshot,
  NamespaceRecord,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { isRunning } from '../shared/containers';
import { byNamespace } from '../shared/records';
import { matchesLabels } from '../shared/selector';
import { GATEWAY_NAME, REDIRECTION, USE_WAYPOINT } from './names';
import { isAgentgatewayWaypoint, proxyOf, proxyRole } from './proxies';

const GATEWAY_CLASS = 'gateway.networking.k8s.io/gateway-class-name';
const WAYPOINT_CLASS = 'istio-waypoint';
/** A Gateway's own labels are on its pods too. */
const WAYPOINT_FOR = 'istio.io/waypoint-for';
const USE_WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';

interface TargetRef {
  kind?: string;
  name?: string;
}

/** Which waypoints stand before a pod. */
export interface Waypoints {
  /**
   * Whether a policy with these targets holds for traffic into this pod.
   *
   * @param policy - `inRoot`: it stands in the root namespace
   */
  enforces(
    pod: PodRecord,
    policy: { namespace: string; inRoot: boolean },
    targets: TargetRef[],
  ): boolean;
  /** Waypoints that labels send traffic into this pod through, and what says so. */
  wanted(
    pod: PodRecord,
    namespace: Labels,
  ): { waypoint: string; by: string; runs: boolean }[];
  /** Running waypoints that traffic into this pod may pass, as `namespace/name`. */
  before(pod: PodRecord): string[];
}

type Labels = Record<string, string>;

function nearest(
  object: { namespace: string; labels: Labels },
  namespace: Labels,
): string | undefined {
  const labels = object.labels[USE_WAYPOINT] ? object.labels : namespace;
  const name = labels[USE_WAYPOINT];
  if (!name || name === 'none') return undefined;
  return `${labels[USE_WAYPOINT_NAMESPACE] || object.namespace}/${name}`;
}

/**
 * Reads which waypoints run, and who is sent through them: a label on the Service or pod, else on
 * the namespace (istio: pilot/pkg/serviceregistry/ambient fetchWaypointForTarget).
 */
export function readWaypoints(
  snapshot: ClusterSnapshot,
  namespaces: Map<string, NamespaceRecord>,
): Waypoints {
  /** With the GatewayClass that each was made by. */
  const running = new Map<string, string>();
  /** What each is for: traffic to Services, to pods by their address, `all` or `none` of it. */
  const trafficOf = new Map<string, string>();
  /** Those that Istio's policies are not applied to count for their being there only. */
  const agentgateways = new Set<string>();
  for (const pod of snapshot.pods) {
    const name = pod.labels[GATEWAY_NAME];
    const proxy = name && isRunning(pod) ? proxyOf(pod) : undefined;
    if (proxy && proxyRole(proxy) === 'waypoint') {
      trafficOf.set(
        `${pod.namespace}/${name}`,
        pod.labels[WAYPOINT_FOR] ?? 'service',
      );
      running.set(
        `${pod.namespace}/${name}`,
        pod.labels[GATEWAY_CLASS] ?? WAYPOINT_CLASS,
      );
    }
    if (name && isRunning(pod) && isAgentgatewayWaypoint(pod)) {
      agentgateways.add(`${pod.namespace}/${name}`);
    }
  }
  /** istio: pilot/pkg/serviceregistry/kube/controller/ambient fetchWaypointForWorkload */
  const takes = (waypoint: string | undefined, traffic: string) =>
    waypoint !== undefined &&
    ['all', traffic].includes(trafficOf.get(waypoint) ?? '');
  const services = byNamespace(
    running.size > 0
      ? snapshot.services.filter(s => Object.keys(s.selector).length > 0)
      : [],
  );

  const all = byNamespace(
    snapshot.services.filter(s => s.labels[USE_WAYPOINT] !== undefined),
  );

  const around = (pod: PodRecord) => {
    if (pod.annotations[REDIRECTION] !== 'enabled') return undefined;
    const labels = namespaces.get(pod.namespace)?.labels ?? {};
    const near = nearest(pod, labels);
    const own = takes(near, 'workload') ? near : undefined;
    const before = (services.get(pod.namespace) ?? [])
      .filter(service => matchesLabels(service.selector, pod.labels))
      .map(service => ({ service, waypoint: nearest(service, labels) }))
      .filter(s => takes(s.waypoint, 'service'));
    return { own, before };
  };

  return {
    enforces(pod, policy, targets) {
      const found = around(pod);
      if (!found) return false;
      const { own, before } = found;
      return targets.some(({ kind, name }) => {
        if (kind === 'Gateway') {
          const gateway = `${policy.namespace}/${name}`;
          if (!running.has(gateway)) return false;
          return own === gateway || before.some(s => s.waypoint === gateway);
        }
        if (kind === 'GatewayClass') {
          return (
            policy.inRoot &&
            [own, ...before.map(s => s.waypoint)].some(
              waypoint => waypoint && running.get(waypoint) === name,
            )
          );
        }
        return (
          kind === 'Service' &&
          policy.namespace === pod.namespace &&
          before.some(s => s.service.name === name)
        );
      });
    },
    wanted(pod, namespace) {
      const byPod = (all.get(pod.namespace) ?? [])
        .filter(service => matchesLabels(service.selector, pod.labels))
        .map(service => ({ object: service, by: `Service ${service.name}` }));
      const found = new Map<string, string>();
      for (const { object, by } of [
        { object: pod, by: 'Its pods' },
        ...byPod,
      ]) {
        const waypoint = nearest(object, namespace);
        const own = object.labels[USE_WAYPOINT] !== undefined;
        if (waypoint && !found.has(waypoint)) {
          found.set(waypoint, own ? by : `Namespace ${pod.namespace}`);
        }
      }
      return [...found].map(([waypoint, by]) => ({
        waypoint,
        by,
        runs: running.has(waypoint) || agentgateways.has(waypoint),
      }));
    },
    before(pod) {
      const found = running.size > 0 ? around(pod) : undefined;
      const names = [found?.own, ...(found?.before ?? []).map(s => s.waypoint)];
      return [
        ...new Set(
          names.filter((n): n is string => n !== undefined && running.has(n)),
        ),
      ].sort();
    },
  };
}
