import {
  ClusterSnapshot,
  MetaRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { parse } from 'yaml';
import { unreadable, whyUnreadable } from '../shared/records';
import { array, object } from '../shared/values';
import { CNI_RESOURCE } from './names';

const NAME = 'linkerd-cni-config';

/** How the CNI plugin sets up redirection, or why that is not known. */
export type CniConfig =
  | {
      source: string;
      /** Ports and ranges that it leaves alone. */
      ignoredPorts: string;
      /** Ports that alone are redirected; empty: all are. */
      redirected: number[];
      /** Networks whose traffic it leaves alone. */
      ignoredSubnets: string[];
    }
  | { unknown: string };

const isPlugin = ({ labels }: MetaRecord) => labels[CNI_RESOURCE] !== undefined;

/** The plugin's DaemonSet and its pods say where its settings are. */
export const cniConfigMaps = ({ controllers, pods }: ClusterSnapshot) =>
  [...new Set([...controllers, ...pods].filter(isPlugin).map(o => o.namespace))]
    .sort()
    .map(namespace => ({ namespace, name: NAME }));

function networkConfig(text: string): Record<string, any> | undefined {
  try {
    const { linkerd } = object(parse(text));
    return linkerd && typeof linkerd === 'object' ? object(linkerd) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * undefined: no plugin is seen, or it was not installed the usual way.
 *
 * linkerd: charts/linkerd2-cni/templates/cni-plugin.yaml; linkerd2-proxy-init: cni-plugin/main.go
 * ProxyInit
 */
export function readCni(snapshot: ClusterSnapshot): CniConfig | undefined {
  for (const { namespace } of cniConfigMaps(snapshot)) {
    const source = `ConfigMap ${namespace}/${NAME}`;
    const key = `configmaps/${namespace}/${NAME}`;
    if (unreadable(snapshot, key)) {
      return { unknown: `${source} not read: ${whyUnreadable(snapshot, key)}` };
    }
    const text = snapshot.configMaps.find(
      c => c.namespace === namespace && c.name === NAME,
    )?.data.cni_network_config;
    if (text === undefined) continue;
    const config = networkConfig(text);
    if (!config) return { unknown: `${source} cannot be read` };
    return {
      source,
      ignoredPorts: array(config['inbound-ports-to-ignore']).join(','),
      redirected: array(config['ports-to-redirect']).map(Number),
      ignoredSubnets: array(config['subnets-to-ignore']).map(String),
    };
  }
  return undefined;
}
