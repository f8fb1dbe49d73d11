import {
  Injector,
  MeshComponent,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { isReady, isRunning } from '../shared/containers';
import { serviceAnswers } from '../shared/webhookService';
import { REVISION } from './names';
import { infrastructureRole, proxyOf, proxyRole } from './proxies';
import { isDeactivated, isInjector } from './webhooks';

/** Part of Istio itself: its control plane, its CNI agent, ztunnel. Gateways are their owners'. */
function isPart(pod: PodRecord): boolean {
  const role = infrastructureRole(pod);
  if (role === 'gateway') return false;
  const proxy = proxyOf(pod);
  return (
    role !== undefined ||
    (proxy !== undefined && proxyRole(proxy) === 'ztunnel')
  );
}

/** `istiod-7d4b9` of a ReplicaSet is `istiod`. */
function partName({ owner, labels, name }: PodRecord): string {
  const hash = labels['pod-template-hash'];
  const of = owner?.name ?? name;
  return hash && of.endsWith(`-${hash}`) ? of.slice(0, -hash.length - 1) : of;
}

/** Parts of Istio by the Deployment or DaemonSet that they are of. */
export function componentsOf(snapshot: ClusterSnapshot): MeshComponent[] {
  const parts = new Map<string, MeshComponent>();
  for (const pod of snapshot.pods) {
    if (!isRunning(pod) || !isPart(pod)) continue;
    const name = partName(pod);
    const key = `${pod.namespace}/${name}`;
    const part = parts.get(key) ?? {
      name,
      namespace: pod.namespace,
      ready: 0,
      total: 0,
    };
    part.total += 1;
    if (isReady(pod)) part.ready += 1;
    parts.set(key, part);
  }
  return [...parts.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, part]) => part);
}

const STRICTER = ['Fail', 'Ignore'];

/** Configurations that put sidecars into pods; of several policies in one the stricter. */
export const injectorsOf = (snapshot: ClusterSnapshot): Injector[] =>
  snapshot.webhooks
    .filter(isInjector)
    .map(({ name, labels, webhooks }) => {
      const [hook] = [...webhooks].sort(
        (a, b) =>
          STRICTER.indexOf(a.failurePolicy) - STRICTER.indexOf(b.failurePolicy),
      );
      return {
        name,
        revision: labels[REVISION] ?? null,
        failurePolicy: hook?.failurePolicy ?? 'Fail',
        // Nobody is sent to one that is turned off.
        answers: webhooks.every(isDeactivated)
          ? null
          : serviceAnswers(snapshot, hook?.service),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
