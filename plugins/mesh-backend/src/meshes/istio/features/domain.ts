import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { proxyOf } from '../proxies';

const DEFAULT = 'cluster.local';

/** The cluster's DNS domain, as proxies are started with it (`--domain $(POD_NAMESPACE).svc.<domain>`). */
export function clusterDomain(snapshot: ClusterSnapshot): string {
  const domains = new Set<string>();
  for (const pod of snapshot.pods) {
    const args = proxyOf(pod)?.args ?? [];
    const domain = args[args.indexOf('--domain') + 1]?.split('.svc.')[1];
    if (args.includes('--domain') && domain) domains.add(domain);
  }
  return [...domains].sort()[0] ?? DEFAULT;
}
