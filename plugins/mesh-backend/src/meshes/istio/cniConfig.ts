import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { parse } from 'yaml';
import { unreadable } from '../shared/records';
import { matchesSelector } from '../shared/selector';
import { object } from '../shared/values';
import { DATAPLANE_MODE } from './names';

type Labels = Record<string, string>;

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

/** A value of the first agent's settings that has it. */
function setting(
  snapshot: ClusterSnapshot,
  name: string,
): { text: string; source: string } | undefined {
  for (const { namespace } of cniConfigMaps(snapshot)) {
    const key = `configmaps/${namespace}/${NAME}`;
    const text = snapshot.configMaps.find(
      c => c.namespace === namespace && c.name === NAME,
    )?.data[name];
    if (text === undefined || unreadable(snapshot, key)) continue;
    return { text, source: `ConfigMap ${namespace}/${NAME}` };
  }
  return undefined;
}

/** istio: cni/pkg/util SplitExcludeNamespaces, manifests/charts/istio-cni configmap-cni.yaml */
export function excludedNamespaces(
  snapshot: ClusterSnapshot,
): ExcludedNamespaces {
  const found = setting(snapshot, 'EXCLUDED_NAMESPACES');
  return found
    ? {
        names: found.text
          .split(',')
          .map(name => name.trim())
          .filter(Boolean),
        source: found.source,
      }
    : DEFAULT;
}

/** Which labels ask for ambient, and what says so where it is not the default. */
export interface Enablement {
  asks(pod: Labels, namespace: Labels): boolean;
  source: string | null;
}

const BY_LABEL: Enablement = {
  asks: (pod, namespace) =>
    pod[DATAPLANE_MODE] === 'ambient' ||
    (namespace[DATAPLANE_MODE] === 'ambient' && pod[DATAPLANE_MODE] !== 'none'),
  source: null,
};

function listOf(text: string): Record<string, any>[] | undefined {
  try {
    const list = parse(text);
    return Array.isArray(list) ? list.map(object) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Any pair of selectors that matches both pod and namespace is enough; one that is left out matches
 * everything. With settings that it cannot read the agent does not start: the default is all there
 * is to go by.
 *
 * istio: cni/pkg/util/podutil.go CompiledEnablementSelectors.Matches
 */
export function ambientEnablement(snapshot: ClusterSnapshot): Enablement {
  const found = setting(snapshot, 'AMBIENT_ENABLEMENT_SELECTOR');
  const selectors = found && listOf(found.text);
  if (!found || !selectors || selectors.length === 0) return BY_LABEL;
  return {
    asks: (pod, namespace) =>
      selectors.some(
        ({ podSelector, namespaceSelector }) =>
          matchesSelector(podSelector, pod) === true &&
          matchesSelector(namespaceSelector, namespace) === true,
      ),
    source: found.source,
  };
}
