import {
  ClusterSnapshot,
  PodRecord,
  ProxyReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { isRunning } from '../shared/containers';
import { REDIRECTION } from './names';
import { proxyOf as proxyContainer, proxyRole } from './proxies';

/** The proxy that speaks for a pod: its own, or the ztunnel of its node. */
export function proxyReader(
  snapshot: ClusterSnapshot,
): (pod: PodRecord) => ProxyReference | null {
  const ztunnels = new Map<string, ProxyReference>();
  for (const pod of snapshot.pods) {
    const proxy = proxyContainer(pod);
    if (!proxy || !pod.nodeName || !isRunning(pod)) continue;
    if (proxyRole(proxy) !== 'ztunnel') continue;
    ztunnels.set(pod.nodeName, { namespace: pod.namespace, pod: pod.name });
  }
  return pod => {
    if (proxyContainer(pod)) return { namespace: pod.namespace, pod: pod.name };
    if (pod.annotations[REDIRECTION] !== 'enabled') return null;
    return ztunnels.get(pod.nodeName ?? '') ?? null;
  };
}
