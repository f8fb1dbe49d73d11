import { ClusterFinding } from '@meshboard/backstage-plugin-mesh-common';
import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { isReady, isRunning } from '../../shared/containers';
import { finding } from '../../shared/finding';
import { list } from '../../shared/values';
import { REDIRECTION } from '../names';
import { proxyOf, proxyRole } from '../proxies';
import { agentMissing } from './codes';

const SHOWN = 10;

/**
 * Nodes with ambient pods on which an agent that the other nodes have is not ready. Where none was
 * seen anywhere, its namespace was perhaps not read, and nothing is said.
 */
export function nodeFindings(snapshot: ClusterSnapshot): ClusterFinding[] {
  const ambient = new Set<string>();
  const agents = {
    ztunnel: new Set<string>(),
    'istio-cni-node': new Set<string>(),
  };
  for (const pod of snapshot.pods) {
    if (!pod.nodeName || !isRunning(pod)) continue;
    if (pod.annotations[REDIRECTION] === 'enabled') ambient.add(pod.nodeName);
    if (!isReady(pod)) continue;
    const proxy = proxyOf(pod);
    if (proxy && proxyRole(proxy) === 'ztunnel')
      agents.ztunnel.add(pod.nodeName);
    if (pod.labels['k8s-app'] === 'istio-cni-node') {
      agents['istio-cni-node'].add(pod.nodeName);
    }
  }
  return Object.entries(agents).flatMap(([agent, nodes]): ClusterFinding[] => {
    const without = [...ambient].filter(node => !nodes.has(node)).sort();
    if (nodes.size === 0 || without.length === 0) return [];
    const more = without.length - SHOWN;
    return [
      {
        ...finding(agentMissing, {
          evidence: `No ${agent} is ready on ${list(without.slice(0, SHOWN))}${
            more > 0 ? ` and ${more} more` : ''
          }, where ambient pods run`,
          fix: [
            {
              label: `See ${agent} by node`,
              command: `kubectl get pods -A -o wide -l ${
                agent === 'ztunnel' ? 'app=ztunnel' : 'k8s-app=istio-cni-node'
              }`,
            },
          ],
        }),
        reach: 'cluster',
      },
    ];
  });
}
