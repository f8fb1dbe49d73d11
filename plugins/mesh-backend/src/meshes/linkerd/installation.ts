import { MeshComponent } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  MeshInstallation,
  MetaRecord,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { imageTag, isReady, isRunning } from '../shared/containers';
import { remembered } from '../shared/remembered';
import { injectorsOf } from './injectors';
import {
  CNI_RESOURCE,
  CONTROL_PLANE_COMPONENT,
  CONTROL_PLANE_NAMESPACE,
  PROXY,
  SERVERS,
} from './names';

const amongPods = remembered((pods: PodRecord[]) =>
  pods.filter(
    pod => isRunning(pod) && pod.labels[CONTROL_PLANE_COMPONENT] !== undefined,
  ),
);

const controlPlanePods = ({ pods }: ClusterSnapshot): PodRecord[] =>
  amongPods(pods);

/** Namespaces of control planes: where they run, else where meshed pods say theirs is. */
export function controlPlaneNamespaces(snapshot: ClusterSnapshot): string[] {
  const found = new Set(controlPlanePods(snapshot).map(pod => pod.namespace));
  if (found.size === 0) {
    for (const pod of snapshot.pods) {
      const namespace = pod.labels[CONTROL_PLANE_NAMESPACE];
      if (namespace) found.add(namespace);
    }
  }
  return found.size > 0 ? [...found].sort() : ['linkerd'];
}

const isComponent = ({ labels }: MetaRecord) =>
  labels[CONTROL_PLANE_COMPONENT] !== undefined ||
  labels[CNI_RESOURCE] !== undefined;

/** Deployments and DaemonSets of the control plane, also those without a pod. */
function components(snapshot: ClusterSnapshot): MeshComponent[] {
  const found = new Map<string, MeshComponent>();
  const part = (namespace: string, name: string) => {
    const key = `${namespace}/${name}`;
    let component = found.get(key);
    if (!component) {
      component = { name, namespace, ready: 0, total: 0 };
      found.set(key, component);
    }
    return component;
  };
  const owners = new Map<string, string>();
  for (const controller of snapshot.controllers) {
    const { kind, namespace, name, owner } = controller;
    if (kind === 'ReplicaSet' && owner?.kind === 'Deployment') {
      owners.set(`${namespace}/${name}`, owner.name);
    }
    if (kind !== 'Deployment' && kind !== 'DaemonSet') continue;
    if (isComponent(controller)) part(namespace, name);
  }
  for (const pod of snapshot.pods) {
    const { namespace, owner } = pod;
    if (!isRunning(pod) || !isComponent(pod) || !owner) continue;
    // What runs once is no part that is up or down.
    if (owner.kind !== 'ReplicaSet' && owner.kind !== 'DaemonSet') continue;
    const component = part(
      namespace,
      owners.get(`${namespace}/${owner.name}`) ?? owner.name,
    );
    component.total += 1;
    if (isReady(pod)) component.ready += 1;
  }
  return [...found.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, component]) => component);
}

/** Whether Linkerd is here, by its control plane, its webhook or its kinds. */
export function installation(snapshot: ClusterSnapshot): MeshInstallation {
  const pods = controlPlanePods(snapshot);
  const injectors = injectorsOf(snapshot);
  let present: boolean | null = null;
  if (pods.length > 0 || injectors.length > 0) present = true;
  else if (
    snapshot.access[SERVERS]?.outcome === 'absent' ||
    snapshot.access.mutatingwebhookconfigurations?.outcome === 'ok'
  ) {
    present = false;
  }
  const versions = pods.flatMap(pod => {
    const container = pod.containers.find(c => c.name !== PROXY);
    return (container && imageTag(container.image)) || [];
  });
  return {
    present,
    versions: [...new Set(versions)].sort(),
    revisions: [],
    controlPlane: { ready: pods.filter(isReady).length, total: pods.length },
    components: components(snapshot),
    injectors,
  };
}
