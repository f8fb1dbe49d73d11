import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { parse } from 'yaml';
import { unreadable, whyUnreadable } from '../shared/records';
import { istiodPods } from './installation';
import { DEFAULT_ROOT_NAMESPACE, REVISION } from './names';
import { isInjector } from './webhooks';

/** Mesh configuration of one revision: `istio`, or `istio-<revision>` beside its istiod. */
interface MeshConfigSource {
  namespace: string;
  name: string;
  revision: string;
  /** Who says that another cluster's control plane is in charge here. */
  chargedBy?: string;
}

const CONTROL_PLANE_CLUSTERS = 'topology.istio.io/controlPlaneClusters';

const nameFor = (revision: string) =>
  revision === 'default' ? 'istio' : `istio-${revision}`;

const inOrder = (sources: Map<string, MeshConfigSource>) =>
  [...sources.values()].sort((a, b) =>
    `${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1,
  );

/** Which ConfigMaps hold mesh configuration here (istio: pilot/pkg/bootstrap getMeshConfigMapName). */
export function meshConfigSources(
  snapshot: ClusterSnapshot,
): MeshConfigSource[] {
  const sources = new Map<string, MeshConfigSource>();
  for (const pod of istiodPods(snapshot)) {
    const revision = pod.labels[REVISION] || 'default';
    const name = nameFor(revision);
    sources.set(`${pod.namespace}/${name}`, {
      namespace: pod.namespace,
      name,
      revision,
    });
  }
  if (sources.size > 0) return inOrder(sources);
  for (const { name, annotations } of snapshot.namespaces) {
    const clusters = annotations[CONTROL_PLANE_CLUSTERS];
    if (!clusters) continue;
    const revisions = snapshot.webhooks
      .filter(isInjector)
      .map(hook => hook.labels[REVISION] || 'default');
    for (const revision of revisions.length > 0 ? revisions : ['default']) {
      sources.set(`${name}/${revision}`, {
        namespace: name,
        name: nameFor(revision),
        revision,
        chargedBy: `namespace ${name} is annotated ${CONTROL_PLANE_CLUSTERS}=${clusters}`,
      });
    }
  }
  if (sources.size === 0) {
    // A control plane that runs elsewhere may keep it here all the same.
    sources.set('', {
      namespace: DEFAULT_ROOT_NAMESPACE,
      name: 'istio',
      revision: 'default',
    });
  }
  return inOrder(sources);
}

/** Mesh configuration as it is written, or why it is not known. */
export type MeshConfigRead =
  | { values: Record<string, any>; source: string }
  | {
      unknown: string;
      /** The control plane reads all that configures it from another cluster, and nothing here. */
      elsewhere?: true;
    };

function readMeshConfig(
  snapshot: ClusterSnapshot,
  { namespace, name, chargedBy }: MeshConfigSource,
): MeshConfigRead {
  const source = `ConfigMap ${namespace}/${name}`;
  const key = `configmaps/${namespace}/${name}`;
  if (unreadable(snapshot, key)) {
    return {
      unknown: `mesh configuration (${source}) not read: ${whyUnreadable(
        snapshot,
        key,
      )}`,
    };
  }
  const text = snapshot.configMaps.find(
    c => c.namespace === namespace && c.name === name,
  )?.data.mesh;
  // Where the control plane reads its configuration from this cluster, this ConfigMap is here too.
  if (text === undefined && chargedBy) {
    return {
      unknown: `its control plane goes by what is in its own cluster (${chargedBy}, and ${source} is not here)`,
      elsewhere: true,
    };
  }
  try {
    const values = parse(text ?? '');
    return {
      values: values && typeof values === 'object' ? values : {},
      source,
    };
  } catch {
    return { unknown: `mesh configuration (${source}) is not valid YAML` };
  }
}

/** Mesh configurations by revision; a revision of which nothing is known has the first one. */
export function meshConfigs(
  snapshot: ClusterSnapshot,
): (revision: string | null) => MeshConfigRead {
  const byRevision = new Map<string, MeshConfigRead>();
  for (const source of meshConfigSources(snapshot)) {
    const read = readMeshConfig(snapshot, source);
    const known = byRevision.get(source.revision);
    if (!known || 'values' in read) byRevision.set(source.revision, read);
  }
  const first = byRevision.get('default') ?? [...byRevision.values()][0];
  return revision => byRevision.get(revision ?? 'default') ?? first;
}

/** The namespace whose policies hold for the whole mesh, or why it is not known. */
export type RootNamespace = { name: string } | { unknown: string };

export function rootNamespaceOf(read: MeshConfigRead): RootNamespace {
  if ('unknown' in read) return read;
  const { rootNamespace } = read.values;
  return {
    name: rootNamespace ? String(rootNamespace) : DEFAULT_ROOT_NAMESPACE,
  };
}

/** Root namespaces by revision; a revision of which nothing is known has the first one. */
export function rootNamespaces(
  snapshot: ClusterSnapshot,
): (revision: string | null) => RootNamespace {
  const configs = meshConfigs(snapshot);
  return revision => rootNamespaceOf(configs(revision));
}
