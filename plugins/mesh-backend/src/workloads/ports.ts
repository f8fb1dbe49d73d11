import {
  ClusterSnapshot,
  ContainerRecord,
  PodRecord,
  ServiceRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { remembered } from '../meshes/shared/remembered';
import { matchesLabels } from '../meshes/shared/selector';

/** Containers of meshes: their ports are no workload's. */
const PROXY_CONTAINERS =
  /^(istio-proxy|linkerd-proxy|consul-dataplane.*|kuma-sidecar|nginx-mesh-sidecar)$/;

function appContainers(pod: PodRecord): ContainerRecord[] {
  return [
    ...pod.containers,
    ...pod.initContainers.filter(c => c.restartPolicy === 'Always'),
  ].filter(c => !PROXY_CONTAINERS.test(c.name));
}

/** Services by namespace and by one of the labels they select, so that a pod asks only its own. */
function indexServices(services: ServiceRecord[]) {
  const index = new Map<string, ServiceRecord[]>();
  for (const service of services) {
    const first = Object.entries(service.selector)[0];
    if (!first || service.type === 'ExternalName') continue;
    const key = `${service.namespace}/${first[0]}=${first[1]}`;
    const list = index.get(key);
    if (list) list.push(service);
    else index.set(key, [service]);
  }
  return index;
}

function resolve(
  target: number | string,
  containers: ContainerRecord[],
): number[] {
  if (typeof target === 'number') return [target];
  if (/^\d+$/.test(target)) return [Number(target)];
  return containers
    .flatMap(c => c.ports)
    .filter(p => p.name === target)
    .map(p => p.port);
}

/** What leads to a pod. */
export interface PodPorts {
  /** Services that select it. */
  services(pod: PodRecord): ServiceRecord[];
  /**
   * Ports that it is known to serve TCP on: those its application declares, and the targets of the
   * Services that select it.
   */
  ports(pod: PodRecord): number[];
}

export function readPorts(snapshot: ClusterSnapshot): PodPorts {
  const index = indexServices(snapshot.services);
  const servicesOf = remembered((pod: PodRecord) =>
    Object.entries(pod.labels).flatMap(([label, value]) =>
      (index.get(`${pod.namespace}/${label}=${value}`) ?? []).filter(service =>
        matchesLabels(service.selector, pod.labels),
      ),
    ),
  );
  return {
    services: servicesOf,
    ports: remembered(pod => {
      const containers = appContainers(pod);
      const ports = new Set<number>();
      for (const { port, protocol } of containers.flatMap(c => c.ports)) {
        if (protocol === 'TCP') ports.add(port);
      }
      for (const { targetPort, protocol } of servicesOf(pod).flatMap(
        s => s.ports,
      )) {
        if (protocol !== 'TCP') continue;
        for (const port of resolve(targetPort, containers)) ports.add(port);
      }
      return [...ports].sort((a, b) => a - b);
    }),
  };
}
