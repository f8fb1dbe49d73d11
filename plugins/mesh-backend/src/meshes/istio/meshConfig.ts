import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { parse } from 'yaml';
import { unreadable, whyUnreadable } from '../shared/records';
import { istiodPods } from './installation';
import { DEFAULT_ROOT_NAMESPACE, REVISION } from './names';

/** Mesh configuration of one revision: `istio`, or `istio-<revision>` beside its istiod. */
interface MeshConfigSource {
  namespace: string;
  name: string;
  revision: string;
}

/** Which ConfigMaps hold mesh configuration here (istio: pilot/pkg/bootstrap getMeshConfigMapName). */
export function meshConfigSources(
  snapshot: ClusterSnapshot,
): MeshConfigSource[] {
  const sources = new Map<string, MeshConfigSource>();
  for (const pod of istiodPods(snapshot)) {
    const revision = pod.labels[REVISION] || 'default';
    const name = revision === 'default' ? 'istio' : `istio-${revision}`;
    sources.set(`${pod.namespace}/${name}`, {
      namespace: pod.namespace,
      name,
      revision,
    });
  }
  if (sources.size === 0) {
    // A control plane that runs elsewhere keeps it here all the same.
    sources.set('', {
      namespace: DEFAULT_ROOT_NAMESPACE,
      name: 'istio',
      revision: 'default',
    });
  }
  return [...sources.values()].sort((a, b) =>
    `${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1,
  );
}

/** The namespace whose policies hold for the whole mesh, or why it is not known. */
export type RootNamespace = { name: string } | { unknown: string };

function rootNamespace(
  snapshot: ClusterSnapshot,
  { namespace, name }: MeshConfigSource,
): RootNamespace {
  const key = `configmaps/${namespace}/${name}`;
  if (unreadable(snapshot, key)) {
    return {
      unknown: `mesh configuration (ConfigMap ${namespace}/${name}) not read: ${whyUnreadable(
        snapshot,
        key,
      )}`,
    };
  }
  const text = snapshot.configMaps.find(
    c => c.namespace === namespace && c.name === name,
  )?.data.mesh;
  try {
    const value = parse(text ?? '')?.rootNamespace;
    return { name: value ? String(value) : DEFAULT_ROOT_NAMESPACE };
  } catch {
    return {
      unknown: `mesh configuration (ConfigMap ${namespace}/${name}) is not valid YAML`,
    };
  }
}

/** Root namespaces by revision; a revision of which nothing is known has the first one. */
export function rootNamespaces(
  snapshot: ClusterSnapshot,
): (revision: string | null) => RootNamespace {
  const byRevision = new Map<string, RootNamespace>();
  for (const source of meshConfigSources(snapshot)) {
    byRevision.set(source.revision, rootNamespace(snapshot, source));
  }
  const first = byRevision.get('default') ?? [...byRevision.values()][0];
  return revision => byRevision.get(revision ?? 'default') ?? first;
}
