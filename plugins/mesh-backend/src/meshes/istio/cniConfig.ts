import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { unreadable } from '../shared/records';

/** Namespaces that the CNI agent leaves alone, and what says so. */
export interface ExcludedNamespaces {
  names: string[];
  /** The object that lists them; null: these are the defaults, since it was not read. */
  source: string | null;
}

const DEFAULT: ExcludedNamespaces = { names: ['kube-system'], source: null };
const NAME = 'istio-cni-config';

/** Its agent's pods say where its settings are. */
export function cniConfigMaps(
  snapshot: ClusterSnapshot,
): { namespace: string; name: string }[] {
  const agents = snapshot.pods.filter(
    pod => pod.labels['k8s-app'] === 'istio-cni-node',
  );
  return [...new Set(agents.map(pod => pod.namespace))]
    .sort()
    .map(namespace => ({ namespace, name: NAME }));
}

/** istio: cni/pkg/util SplitExcludeNamespaces, manifests/charts/istio-cni configmap-cni.yaml */
export function excludedNamespaces(
  snapshot: ClusterSnapshot,
): ExcludedNamespaces {
  for (const { namespace } of cniConfigMaps(snapshot)) {
    const key = `configmaps/${namespace}/${NAME}`;
    const text = snapshot.configMaps.find(
      c => c.namespace === namespace && c.name === NAME,
    )?.data.EXCLUDED_NAMESPACES;
    if (text === undefined || unreadable(snapshot, key)) continue;
    return {
      names: text
        .split(',')
        .map(name => name.trim())
        .filter(Boolean),
      source: `ConfigMap ${namespace}/${NAME}`,
    };
  }
  return DEFAULT;
}
