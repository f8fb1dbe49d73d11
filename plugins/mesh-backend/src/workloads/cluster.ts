import { ClusterStatus, MeshId } from '@meshboard/backstage-plugin-mesh-common';
import { MeshInstallation } from '@meshboard/backstage-plugin-mesh-node';
import { PodVerdict } from './membership';

/** What is known of a cluster's meshes from one reading. */
export type ClusterFacts = Pick<ClusterStatus, 'meshes' | 'pods'>;

interface Installed {
  mesh: MeshId;
  installation: MeshInstallation;
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
  meshes(installed: Installed[]): MeshId[] | null {
    const here = new Set(this.#pods.keys());
    for (const { mesh, installation } of installed) {
      if (installation.present) here.add(mesh);
    }
    const blind = installed.some(i => i.installation.present === null);
    return here.size === 0 && blind ? null : [...here].sort();
  }

  facts(installed: Installed[]): ClusterFacts {
    return {
      meshes: installed
        .filter(
          ({ mesh, installation }) =>
            installation.present || this.#pods.has(mesh),
        )
        .map(({ mesh, installation }) => ({
          mesh,
          versions: installation.versions,
          revisions: installation.revisions,
          controlPlane: installation.controlPlane,
          dataPlaneVersions: [...(this.#pods.get(mesh) ?? [])]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([version, pods]) => ({ version, pods })),
        })),
      pods: { running: this.#running, meshed: this.#meshed },
    };
  }
}
