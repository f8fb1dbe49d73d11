import { ProxyVersion } from '@meshboard/backstage-plugin-mesh-common';
import {
  ControllerRecord,
  MeshAdapter,
  MeshInCluster,
  ProxyReference,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { PodVerdict } from './membership';
import { PodPorts } from './ports';
import { WorkloadFacts } from './types';

/** A mesh and its view of one reading. */
export interface PreparedMesh {
  adapter: MeshAdapter;
  mesh: MeshInCluster;
}

const isIn = (verdict: PodVerdict, { adapter }: PreparedMesh) =>
  verdict.in.some(member => member.mesh === adapter.id);

/** The order in which objects were read says nothing. */
export function inOrder<T>(items: T[]): T[] {
  return items
    .map(item => ({ item, key: JSON.stringify(item) }))
    .sort((a, b) => {
      if (a.key === b.key) return 0;
      return a.key < b.key ? -1 : 1;
    })
    .map(({ item }) => item);
}

/** What each mesh's objects say of a workload, one after the other. */
export function inspect(
  workload: {
    reference: WorkloadReference;
    controller?: ControllerRecord;
    verdicts: PodVerdict[];
    ways: PodPorts;
  },
  meshes: PreparedMesh[],
): Pick<WorkloadFacts, 'findings' | 'notEvaluated' | 'features' | 'allowed'> {
  const { reference, controller, verdicts, ways } = workload;
  const pods = verdicts.map(v => v.pod);
  const services = [...new Set(pods.flatMap(pod => ways.services(pod)))].sort(
    (a, b) => a.name.localeCompare(b.name),
  );
  const seen = meshes
    .filter(({ mesh }) => pods.length > 0 && mesh.inspect)
    .map(prepared =>
      prepared.mesh.inspect!({
        reference,
        controller,
        pods,
        meshed: verdicts.filter(v => isIn(v, prepared)).map(v => v.pod),
        services,
        ports: ways.ports,
      }),
    );
  return {
    findings: inOrder(seen.flatMap(s => s.findings ?? [])),
    notEvaluated: inOrder(seen.flatMap(s => s.notEvaluated ?? [])),
    features: inOrder(seen.flatMap(s => s.features ?? [])),
    allowed: inOrder(seen.flatMap(s => s.allowed ?? [])),
  };
}

/** Proxies by mesh, version and revision, and how they stand to their control planes. */
export function versionsOf(
  verdicts: PodVerdict[],
  meshes: PreparedMesh[],
): Omit<ProxyVersion, 'cluster'>[] {
  const byId = new Map(meshes.map(m => [m.adapter.id, m.mesh]));
  const found = new Map<string, Omit<ProxyVersion, 'cluster'>>();
  for (const { mesh, dataPlane, version, revision } of verdicts.flatMap(
    v => v.in,
  )) {
    const key = JSON.stringify([mesh, dataPlane, version, revision]);
    const known = found.get(key);
    if (known) {
      known.pods += 1;
      continue;
    }
    const told = byId.get(mesh)?.skew?.({ version, revision, dataPlane }) ?? {
      controlPlane: null,
      skew: {
        state: 'unknown' as const,
        message: 'How its version stands to a control plane is not known.',
      },
    };
    found.set(key, { mesh, dataPlane, version, revision, pods: 1, ...told });
  }
  return [...found.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, version]) => version);
}

/** The proxies that speak for running pods in a mesh; null where one of them cannot be told. */
export function proxiesOf(
  verdicts: PodVerdict[],
  meshes: PreparedMesh[],
): ProxyReference[] | null {
  const found = new Map<string, ProxyReference>();
  for (const verdict of verdicts) {
    for (const { mesh } of meshes.filter(m => isIn(verdict, m))) {
      const proxy = mesh.proxyOf?.(verdict.pod) ?? null;
      if (!proxy) return null;
      found.set(`${proxy.namespace}/${proxy.pod}`, proxy);
    }
  }
  return [...found.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, proxy]) => proxy);
}
