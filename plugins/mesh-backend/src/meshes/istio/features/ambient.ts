import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { isRunning } from '../../shared/containers';
import { Feature, off, on, unknown } from '../../shared/feature';
import { proxyOf, proxyRole } from '../proxies';

const LOG_LEVEL = 'RUST_LOG';
const LOUD = ['info', 'debug', 'trace'];

/** Whether ztunnel's log holds its lines about connections, which it writes at `info`. */
function logsConnections(level: string): boolean {
  const parts = level.split(',').map(p => p.trim());
  const access = parts.find(p => p.startsWith('access='));
  if (access) return LOUD.includes(access.slice('access='.length));
  return parts.some(p => LOUD.includes(p));
}

/** The log level of the ztunnel that carries a pod's connections; undefined: it could not be seen. */
export function readZtunnelLogLevels(
  snapshot: ClusterSnapshot,
): (pod: PodRecord) => string | undefined {
  const byNode = new Map<string, string | undefined>();
  for (const pod of snapshot.pods) {
    const proxy = isRunning(pod) ? proxyOf(pod) : undefined;
    if (pod.nodeName && proxy && proxyRole(proxy) === 'ztunnel') {
      byNode.set(pod.nodeName, proxy.env?.[LOG_LEVEL]);
    }
  }
  return pod => byNode.get(pod.nodeName ?? '');
}

/** ztunnels log connections whatever the mesh configuration says of access logs. */
export function ztunnelLogs(level: string | undefined): Feature {
  if (level === undefined) {
    return unknown(
      'access-logs',
      'ztunnel logs connections at its level info, and the level it runs at could not be seen',
    );
  }
  const setBy = `ztunnel env ${LOG_LEVEL}=${level}`;
  return logsConnections(level)
    ? on('access-logs', 'ztunnel logs each connection, not requests', setBy)
    : off('access-logs', "ztunnel's log level leaves connections out.", setBy);
}

/** What no ztunnel does, and what would. */
export const L4_ONLY =
  'ztunnel carries connections and reads no requests; that takes a waypoint';
