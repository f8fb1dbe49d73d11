import { MeshFinding } from '@meshboard/backstage-plugin-mesh-common';
import {
  CustomRecord,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { finding } from '../../shared/finding';
import { InboundPolicy } from '../inbound';
import { PROXY_PORTS } from '../ports';
import { named } from '../references';
import { portsOf } from '../servers';
import { serversCompete } from './codes';

/**
 * Servers that select a port which an older one has already.
 *
 * linkerd: policy-controller/k8s/index/src/inbound/index.rs Pod::reindex_servers
 */
export function serverFindings(
  { meshed }: WorkloadView,
  { servers }: InboundPolicy,
): MeshFinding[] {
  const found = new Map<string, MeshFinding>();
  for (const pod of meshed) {
    const first = new Map<number, CustomRecord>();
    for (const server of servers.selecting(pod)) {
      for (const port of new Set(portsOf(server, pod))) {
        const winner = first.get(port);
        if (!winner) {
          first.set(port, server);
          continue;
        }
        if (PROXY_PORTS.has(port)) continue;
        const evidence = `Port ${port} is ${named(winner)}’s, the ${
          winner.createdAt === server.createdAt ? 'first by name' : 'oldest'
        } that selects it: ${named(server)} does nothing there`;
        found.set(
          evidence,
          finding(serversCompete, {
            evidence,
            fix: [
              {
                label: `Look at Server ${server.name}`,
                command: `kubectl get server ${server.name} -n ${server.namespace} -o yaml`,
              },
            ],
          }),
        );
      }
    }
  }
  return [...found.values()];
}
