import {
  ClusterSnapshot,
  MeshInstallation,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { imageTag, isReady, isRunning } from '../shared/containers';
import {
  CONTROL_PLANE_COMPONENT,
  CONTROL_PLANE_NAMESPACE,
  PROXY,
  SERVERS,
} from './names';

export const INJECTOR = 'linkerd-proxy-injector.linkerd.io';

function controlPlanePods(snapshot: ClusterSnapshot): PodRecord[] {
  return snapshot.pods.filter(
    pod => isRunning(pod) && pod.labels[CONTROL_PLANE_COMPONENT] !== undefined,
  );
}

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

/** Whether Linkerd is here, by its control plane, its webhook or its kinds. */
export function installation(snapshot: ClusterSnapshot): MeshInstallation {
  const pods = controlPlanePods(snapshot);
  const injects = snapshot.webhooks.some(hook =>
    hook.webhooks.some(w => w.name === INJECTOR),
  );
  let present: boolean | null = null;
  if (pods.length > 0 || injects) present = true;
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
  };
}
