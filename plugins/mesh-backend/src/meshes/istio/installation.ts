import {
  ClusterSnapshot,
  MeshInstallation,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { imageTag, isReady, isRunning } from '../shared/containers';
import { remembered } from '../shared/remembered';
import { componentsOf, injectorsOf } from './components';
import { infrastructureRole } from './proxies';
import { PEER_AUTHENTICATIONS, REVISION } from './names';

const amongPods = remembered((pods: PodRecord[]) =>
  pods.filter(
    pod => isRunning(pod) && infrastructureRole(pod) === 'control-plane',
  ),
);

/** Control plane pods of a reading. */
export const istiodPods = ({ pods }: ClusterSnapshot): PodRecord[] =>
  amongPods(pods);

const sorted = (values: (string | null | undefined)[]) =>
  [...new Set(values.filter((v): v is string => Boolean(v)))].sort();

/** Whether Istio is here, by its control plane, its webhooks or its kinds. */
export function installation(snapshot: ClusterSnapshot): MeshInstallation {
  const pods = istiodPods(snapshot);
  const injectors = snapshot.webhooks.filter(hook =>
    hook.webhooks.some(w => w.name.endsWith('istio.io')),
  );
  // Webhooks that call a URL belong to a control plane outside this cluster.
  const runsElsewhere =
    pods.length === 0 &&
    injectors.some(hook => hook.webhooks.every(w => !w.service));
  const crds = snapshot.access[PEER_AUTHENTICATIONS]?.outcome;
  let present: boolean | null = null;
  if (pods.length > 0 || injectors.length > 0) present = true;
  else if (crds === 'absent') present = false;
  else if (snapshot.access.mutatingwebhookconfigurations?.outcome === 'ok') {
    // The kinds stay behind when a mesh is removed; the injector does not.
    present = false;
  }
  return {
    present,
    versions: sorted(
      pods.map(pod =>
        imageTag(pod.containers.find(c => c.name === 'discovery')?.image ?? ''),
      ),
    ),
    revisions: sorted([
      ...pods.map(pod => pod.labels[REVISION]),
      ...injectors.map(hook => hook.labels[REVISION]),
    ]),
    controlPlane: runsElsewhere
      ? null
      : { ready: pods.filter(isReady).length, total: pods.length },
    components: componentsOf(snapshot),
    injectors: injectorsOf(snapshot),
  };
}
