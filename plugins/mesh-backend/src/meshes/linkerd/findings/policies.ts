import {
  MeshFinding,
  NotEvaluated,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  CustomRecord,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { exceptionOnUndeclaredPort } from '../../shared/codes';
import { finding } from '../../shared/finding';
import { unreadable, whyUnreadable } from '../../shared/records';
import { InboundPolicy } from '../inbound';
import {
  AUTHORIZATION_POLICIES,
  MESH_TLS,
  NETWORKS,
  SERVER_AUTHORIZATIONS,
  SERVERS,
} from '../names';
import { PROXY_PORTS } from '../ports';
import { named } from '../references';
import { portsOf } from '../servers';
import { policyWithoutAuthentication, skippedPortUnderPolicy } from './codes';

/** Kinds without which nothing can be said of policies that are not used. */
const NEEDED = [
  SERVERS,
  SERVER_AUTHORIZATIONS,
  AUTHORIZATION_POLICIES,
  MESH_TLS,
  NETWORKS,
];

const lookAt = ({ kind, namespace, name }: CustomRecord) => ({
  label: `Look at ${kind} ${name}`,
  command: `kubectl get ${kind.toLowerCase()} ${name} -n ${namespace} -o yaml`,
});

function unusedPolicies(
  servers: Set<CustomRecord>,
  inbound: InboundPolicy,
): MeshFinding[] {
  const ignored = new Map(
    [...servers]
      .flatMap(server => inbound.authorizations.ignored(server))
      .map(i => [i.policy, i]),
  );
  return [...ignored.values()].map(({ policy, because }) =>
    finding(policyWithoutAuthentication, {
      evidence: `${named(policy)} is not used: ${because}`,
      fix: [lookAt(policy)],
    }),
  );
}

function skippedPorts(
  { meshed, ports }: WorkloadView,
  inbound: InboundPolicy,
): MeshFinding[] {
  const found = new Map<string, MeshFinding>();
  for (const pod of meshed) {
    const passes = inbound.passes(pod);
    for (const port of ports(pod)) {
      const around = passes(port);
      const wanted = around && inbound.required(pod, port);
      if (!wanted) continue;
      const evidence = `${wanted} requires mTLS on port ${port}, which passes by the proxy (${around})`;
      found.set(evidence, finding(skippedPortUnderPolicy, { evidence }));
    }
  }
  return [...found.values()];
}

/** Traffic of networks that passes by, on ports where policy requires mTLS of all. */
function skippedSubnets(
  { meshed, ports }: WorkloadView,
  inbound: InboundPolicy,
): MeshFinding[] {
  const found = new Map<string, MeshFinding>();
  for (const pod of meshed) {
    const subnets = inbound.subnets(pod);
    if (!subnets) continue;
    for (const port of ports(pod)) {
      const wanted = inbound.required(pod, port);
      if (!wanted) continue;
      const evidence = `${wanted} requires mTLS on port ${port}, and what comes from ${subnets.cidrs.join(
        ' or ',
      )} passes by the proxy (${subnets.source})`;
      found.set(evidence, finding(skippedPortUnderPolicy, { evidence }));
    }
  }
  return [...found.values()];
}

function undeclaredPorts(
  { meshed, ports }: WorkloadView,
  inbound: InboundPolicy,
): MeshFinding[] {
  const found = new Map<string, MeshFinding>();
  for (const pod of meshed) {
    const declared = ports(pod);
    if (declared.length === 0) continue;
    for (const server of inbound.servers.selecting(pod)) {
      for (const port of portsOf(server, pod)) {
        // The proxy's own ports are nobody's to declare.
        if (PROXY_PORTS.has(port) || declared.includes(port)) continue;
        if (found.has(`${port}`)) continue;
        const loosened = inbound.loosens(pod, port);
        if (!loosened) continue;
        found.set(
          `${port}`,
          finding(exceptionOnUndeclaredPort, {
            evidence: `${named(
              server,
            )} opens port ${port} (${loosened}), which no container declares and no Service leads to`,
            fix: [lookAt(server)],
          }),
        );
      }
    }
  }
  return [...found.values()];
}

/** What policies do to a workload that nobody may have meant. */
export function policyFindings(
  workload: WorkloadView,
  inbound: InboundPolicy,
  snapshot: ClusterSnapshot,
): { findings: MeshFinding[]; notEvaluated: NotEvaluated[] } {
  const servers = new Set(
    workload.meshed.flatMap(pod => inbound.servers.selecting(pod)),
  );
  const unread = workload.meshed.length
    ? NEEDED.filter(kind => unreadable(snapshot, kind))
    : [];
  return {
    findings: [
      ...unusedPolicies(servers, inbound),
      ...skippedPorts(workload, inbound),
      ...skippedSubnets(workload, inbound),
      ...undeclaredPorts(workload, inbound),
    ],
    notEvaluated: unread.map(kind => ({
      code: policyWithoutAuthentication.code,
      because: `${kind} not read: ${whyUnreadable(snapshot, kind)}`,
    })),
  };
}
