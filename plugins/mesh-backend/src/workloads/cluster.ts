import { seeAlsoIn } from '../meshes/shared/seeAlso';
import {
  ClusterStatus,
  MeshId,
  ProxyVersion,
} from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadRow } from '../store/types';
import { inOrder, PreparedMesh } from './inspect';
import { PodVerdict } from './membership';

/** What is known of a cluster's meshes from one reading. */
export type ClusterFacts = Pick<
  ClusterStatus,
  'meshes' | 'pods' | 'certificates'
>;

/** Proxies of all workloads together. */
function poolVersions(cluster: string, rows: WorkloadRow[]): ProxyVersion[] {
  const pooled = new Map<string, ProxyVersion>();
  for (const { pods, ...version } of rows.flatMap(r => r.facts.versions)) {
    const { mesh, dataPlane, revision } = version;
    const key = JSON.stringify([mesh, dataPlane, version.version, revision]);
    const known = pooled.get(key);
    if (known) known.pods += pods;
    else pooled.set(key, { ...version, cluster, pods });
  }
  return [...pooled.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, version]) => version);
}

/** Pods by data plane version of each mesh; infrastructure left out. */
export class DataPlanes {
  readonly #pods = new Map<MeshId, Map<string, number>>();
  #running = 0;
  #meshed = 0;

  add(verdict: PodVerdict): void {
    if (verdict.infrastructure.length > 0) return;
    this.#running += 1;
    if (verdict.in.length > 0) this.#meshed += 1;
    for (const { mesh, version } of verdict.in) {
      const versions = this.#pods.get(mesh) ?? new Map<string, number>();
      const name = version ?? 'unknown';
      versions.set(name, (versions.get(name) ?? 0) + 1);
      this.#pods.set(mesh, versions);
    }
  }

  /** Ids of meshes that are here; null: none was seen, and some could not be looked for. */
  meshes(prepared: PreparedMesh[]): MeshId[] | null {
    const here = new Set(this.#pods.keys());
    for (const { adapter, mesh } of prepared) {
      if (mesh.installation.present) here.add(adapter.id);
    }
    const blind = prepared.some(p => p.mesh.installation.present === null);
    return here.size === 0 && blind ? null : [...here].sort();
  }

  facts(
    cluster: string,
    prepared: PreparedMesh[],
    rows: WorkloadRow[],
  ): ClusterFacts {
    const proxies = poolVersions(cluster, rows);
    const here = prepared.filter(
      ({ adapter, mesh }) =>
        mesh.installation.present || this.#pods.has(adapter.id),
    );
    return {
      meshes: here.map(({ adapter, mesh }) => ({
        mesh: adapter.id,
        versions: mesh.installation.versions,
        revisions: mesh.installation.revisions,
        controlPlane: mesh.installation.controlPlane,
        components: mesh.installation.components ?? [],
        injectors: mesh.installation.injectors ?? [],
        dataPlaneVersions: [...(this.#pods.get(adapter.id) ?? [])]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([version, pods]) => ({ version, pods })),
        proxies: proxies.filter(p => p.mesh === adapter.id),
        findings: inOrder(mesh.findings?.() ?? []).map(found => ({
          ...found,
          seeAlso: seeAlsoIn(adapter.id, found.seeAlso),
        })),
        notEvaluated: inOrder(mesh.notEvaluated?.() ?? []),
      })),
      certificates: here.flatMap(({ adapter, mesh }) =>
        (mesh.certificates?.() ?? []).map(certificate => ({
          ...certificate,
          mesh: adapter.id,
        })),
      ),
      pods: { running: this.#running, meshed: this.#meshed },
    };
  }
}
