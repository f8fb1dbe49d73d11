import { MeshAdapter } from '@meshboard/backstage-plugin-mesh-node';
import { WorkloadRow } from '../store/types';
import { MeshInUse } from './recommendation/types';
import { Estate } from './types';

/** Where a service's pods serve. */
export interface Serving {
  cluster: string;
  /** It has running pods that are no mesh infrastructure. */
  serving: boolean;
}

export const isServing = ({ facts }: WorkloadRow) =>
  facts.activity === 'running' && !facts.infrastructure;

/** Counts the estate as its workloads and services pass by, and keeps neither. */
export class Census {
  readonly #meshes = new Map<string, Map<string, MeshInUse>>();
  /** Clusters whose installations could not be seen. */
  readonly #blind = new Set<string>();
  readonly #servicesByCluster = new Map<string, number>();
  #services = 0;

  addWorkload({ cluster, facts }: WorkloadRow): void {
    const meshes = this.#meshes.get(cluster) ?? new Map<string, MeshInUse>();
    this.#meshes.set(cluster, meshes);
    const note = (
      mesh: string,
      dataPlane: MeshInUse['dataPlane'],
      pods: number,
    ) => {
      const key = `${mesh} ${dataPlane}`;
      const before = meshes.get(key)?.pods ?? 0;
      meshes.set(key, { mesh, dataPlane, pods: before + pods });
    };
    if (facts.meshesInCluster === null) this.#blind.add(cluster);
    for (const mesh of facts.meshesInCluster ?? []) note(mesh, null, 0);
    if (facts.infrastructure) return;
    for (const m of facts.membership.meshes) note(m.mesh, m.dataPlane, m.pods);
  }

  addService(workloads: Serving[]): void {
    const clusters = new Set(
      workloads.filter(w => w.serving).map(w => w.cluster),
    );
    if (clusters.size > 0) this.#services++;
    for (const cluster of clusters) {
      const before = this.#servicesByCluster.get(cluster) ?? 0;
      this.#servicesByCluster.set(cluster, before + 1);
    }
  }

  /** Meshes of each cluster, by pods; a cluster whose installations could not be seen is null. */
  #meshesByCluster(): Map<string, MeshInUse[] | null> {
    return new Map(
      [...this.#meshes].map(([cluster, meshes]) => {
        const list = [...meshes.values()].sort(
          (a, b) => b.pods - a.pods || a.mesh.localeCompare(b.mesh),
        );
        const blind = this.#blind.has(cluster) && list.length === 0;
        return [cluster, blind ? null : list];
      }),
    );
  }

  toEstate(adapters: MeshAdapter[]): Estate {
    return {
      services: this.#services,
      servicesByCluster: this.#servicesByCluster,
      meshesByCluster: this.#meshesByCluster(),
      discontinued: new Map(
        adapters.flatMap(a =>
          a.discontinued ? [[a.id, a.discontinued] as [string, string]] : [],
        ),
      ),
      titles: new Map(adapters.map(a => [a.id, a.title])),
      measured: new Set(adapters.filter(a => a.metrics).map(a => a.id)),
    };
  }
}
