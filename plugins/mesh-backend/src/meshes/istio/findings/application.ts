import { MeshFinding } from '@meshboard/backstage-plugin-mesh-common';
import {
  PodRecord,
  ServiceRecord,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { finding } from '../../shared/finding';
import { list } from '../../shared/values';
import { proxyOf, proxyRole } from '../proxies';
import { applicationHasProxyUid, protocolNotDeclared } from './codes';

/*
 * What an application and its Services do that its sidecar cannot work with.
 */

/** The user that istio-init never redirects: the proxy's own. */
const PROXY_UID = 1337;
const OF_ISTIO = /^istio-/;

/** istio: pkg/config/analysis/analyzers/injection, InvalidApplicationUID */
function uidFindings(sidecars: PodRecord[]): MeshFinding[] {
  const names = new Set(
    sidecars.flatMap(pod =>
      pod.containers
        .filter(c => c.runAsUser === PROXY_UID && !OF_ISTIO.test(c.name))
        .map(c => c.name),
    ),
  );
  return names.size > 0
    ? [
        finding(applicationHasProxyUid, {
          evidence: `securityContext.runAsUser of ${
            names.size === 1 ? 'container' : 'containers'
          } ${list([...names].sort())} is ${PROXY_UID}`,
          fix: [
            {
              label: `Have the application run as a user other than ${PROXY_UID}`,
              docs: 'https://istio.io/latest/docs/reference/config/analysis/ist0144/',
            },
          ],
        }),
      ]
    : [];
}

/** istio: pkg/config/protocol Parse */
const PROTOCOLS = new Set([
  'tcp',
  'udp',
  'grpc',
  'grpc-web',
  'http',
  'http_proxy',
  'http2',
  'https',
  'tls',
  'mongo',
  'redis',
  'mysql',
]);
/** Of appProtocol: names that Kubernetes itself has given. */
const KUBERNETES = new Set([
  'kubernetes.io/h2c',
  'kubernetes.io/ws',
  'kubernetes.io/wss',
]);
/** Taken for TCP where nothing says more: SMTP, DNS, MySQL, MongoDB. */
const WELL_KNOWN = new Set([25, 53, 3306, 27017]);

/** istio: pkg/config/kube/conversion.go ConvertProtocol */
export function declaresProtocol(
  port: ServiceRecord['ports'][number],
): boolean {
  if (port.protocol !== 'TCP') return true;
  if (port.appProtocol && KUBERNETES.has(port.appProtocol)) return true;
  const said = (port.appProtocol ?? port.name ?? '').toLowerCase();
  if (said.startsWith('grpc-web')) return true;
  return PROTOCOLS.has(said.split('-')[0]) || WELL_KNOWN.has(port.port);
}

function protocolFindings(services: ServiceRecord[]): MeshFinding[] {
  return services.flatMap(({ namespace, name, ports }) => {
    const silent = ports
      .map((port, index) => ({ ...port, index }))
      .filter(port => !declaresProtocol(port));
    if (silent.length === 0) return [];
    const words = silent.map(
      p => `${p.port} (${p.name ? `named ${p.name}` : 'without a name'})`,
    );
    return finding(protocolNotDeclared, {
      evidence: `Service ${namespace}/${name}, ${
        silent.length === 1 ? 'port' : 'ports'
      } ${list(
        words,
      )}: no appProtocol, and no protocol at the beginning of the name`,
      fix: silent.map(({ port, index }) => ({
        label: `Say what port ${port} speaks: http here; tcp, grpc or tls where it is that`,
        command: `kubectl patch service/${name} -n ${namespace} --type=json -p '${JSON.stringify(
          [
            {
              op: 'add',
              path: `/spec/ports/${index}/appProtocol`,
              value: 'http',
            },
          ],
        )}'`,
        docs: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
      })),
    });
  });
}

export function applicationFindings({
  meshed,
  services,
}: Pick<WorkloadView, 'meshed' | 'services'>): MeshFinding[] {
  const sidecars = meshed.filter(pod => {
    const proxy = proxyOf(pod);
    return proxy && proxyRole(proxy) === 'sidecar';
  });
  // ztunnel carries bytes, and looks for no protocol.
  if (sidecars.length === 0) return [];
  return [...uidFindings(sidecars), ...protocolFindings(services)];
}
