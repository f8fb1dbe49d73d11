import { MeshFinding } from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadView } from '@meshboard/backstage-plugin-mesh-node';
import { finding } from '../../shared/finding';
import { setOnTemplate } from '../../shared/fixes';
import { Configs } from '../config';
import { InboundPolicy } from '../inbound';
import { OPAQUE_PORTS } from '../names';
import { opaqueOf } from '../opaque';
import { protocolDetectionStall } from './codes';

/** The ports that Linkerd ships as opaque; where the server speaks first, detection has to time out. */
const PORTS: Record<number, { protocol: string; serverFirst?: true }> = {
  25: { protocol: 'SMTP', serverFirst: true },
  587: { protocol: 'SMTP', serverFirst: true },
  3306: { protocol: 'MySQL', serverFirst: true },
  4444: { protocol: 'Galera', serverFirst: true },
  5432: { protocol: 'PostgreSQL' },
  6379: { protocol: 'Redis' },
  9300: { protocol: 'Elasticsearch’s transport' },
  11211: { protocol: 'Memcached' },
};

export function protocolDetectionFindings(
  { meshed, ports, reference }: WorkloadView,
  configs: Configs,
  { passes, servers }: InboundPolicy,
): MeshFinding[] {
  const found = new Map<number, MeshFinding>();
  for (const pod of meshed) {
    const opaque = opaqueOf(pod, pod, configs);
    if (!opaque) continue;
    const around = passes(pod);
    for (const port of ports(pod)) {
      const known = PORTS[port];
      if (!known || found.has(port)) continue;
      if (opaque.has(port) || around(port)) continue;
      const server = servers.of(pod).get(port);
      // A Server that names the protocol leaves nothing to detect.
      if (server === 'unknown') continue;
      const declared = server?.spec?.proxyProtocol;
      if (declared && declared !== 'unknown') continue;
      const { protocol, serverFirst } = known;
      found.set(
        port,
        finding(protocolDetectionStall, {
          severity: serverFirst ? 'warning' : 'info',
          evidence: `Port ${port}, that of ${protocol}, is not among the opaque ones (${
            opaque.source
          })${
            serverFirst
              ? ': if it speaks that, connections wait until the detection times out'
              : ''
          }`,
          fix: setOnTemplate(
            reference,
            'annotations',
            OPAQUE_PORTS,
            [pod.annotations[OPAQUE_PORTS], port].filter(Boolean).join(','),
          ),
        }),
      );
    }
  }
  return [...found.values()];
}
