import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { parse } from 'yaml';
import { unreadable, whyUnreadable } from '../shared/records';
import { Trust } from './identities';
import { controlPlaneNamespaces } from './installation';
import { CONTROL_PLANE_NAMESPACE } from './names';

const CONFIG = 'linkerd-config';

/** The install's values as far as they decide verdicts, or why they are not known. */
export type LinkerdConfig =
  | {
      defaultInboundPolicy: string;
      /** Ports that linkerd-init leaves alone on every pod. */
      ignoreInboundPorts: string;
      /** Ports whose protocol is not looked for; null: the install does not say. */
      opaquePorts: string | null;
      serviceAccountTokenProjection: boolean;
      trustDomain: string;
    }
  | { unknown: string };

export const configMapsOf = (snapshot: ClusterSnapshot) =>
  controlPlaneNamespaces(snapshot).map(namespace => ({
    namespace,
    name: CONFIG,
  }));

function readConfig(
  snapshot: ClusterSnapshot,
  namespace: string,
): LinkerdConfig {
  const where = `ConfigMap ${namespace}/${CONFIG}`;
  const key = `configmaps/${namespace}/${CONFIG}`;
  if (unreadable(snapshot, key)) {
    return { unknown: `${where} not read: ${whyUnreadable(snapshot, key)}` };
  }
  const found = snapshot.configMaps.find(
    c => c.namespace === namespace && c.name === CONFIG,
  );
  if (!found) return { unknown: `${where} is not there` };
  try {
    const values = parse(found.data.values ?? '') ?? {};
    const policy = values.proxy?.defaultInboundPolicy;
    if (!policy) return { unknown: `${where} names no default inbound policy` };
    return {
      defaultInboundPolicy: String(policy),
      ignoreInboundPorts: String(values.proxyInit?.ignoreInboundPorts ?? ''),
      serviceAccountTokenProjection:
        values.identity?.serviceAccountTokenProjection !== false,
      opaquePorts:
        values.proxy.opaquePorts === undefined
          ? null
          : String(values.proxy.opaquePorts),
      trustDomain: String(
        values.identityTrustDomain || values.clusterDomain || 'cluster.local',
      ),
    };
  } catch {
    return { unknown: `${where} is not valid YAML` };
  }
}

/** The installs' values, by control plane. */
export interface Configs {
  /** Of the control plane that a pod belongs to. */
  of(pod: PodRecord): LinkerdConfig;
  /** What identities end in; null: not known. */
  trust: Trust;
}

export function readConfigs(snapshot: ClusterSnapshot): Configs {
  const namespaces = controlPlaneNamespaces(snapshot);
  const configs = new Map(
    namespaces.map(namespace => [namespace, readConfig(snapshot, namespace)]),
  );
  const [first] = configs.values();
  return {
    of: pod => configs.get(pod.labels[CONTROL_PLANE_NAMESPACE] ?? '') ?? first,
    trust:
      'unknown' in first
        ? null
        : { controlPlane: namespaces[0], domain: first.trustDomain },
  };
}
