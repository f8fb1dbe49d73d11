import { ServiceUnavailableError } from '@backstage/errors';
import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';
import { isCollectable } from '../sources/kubernetes/KubernetesClient';
import { MeshStore } from '../store/types';
import { Assessor } from './Assessor';
import { ClusterCollector } from './ClusterCollector';

/** Reads one entity's workloads again now. */
export class Refresher {
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly options: {
      store: MeshStore;
      collector: ClusterCollector;
      assessor: Assessor;
      /** Aborts when the backend shuts down. */
      signal?: AbortSignal;
    },
  ) {}

  /** Two that ask at once for the same entity share one reading. */
  async refresh(entityRef: string): Promise<void> {
    const before = this.#underWay.get(entityRef);
    if (before) return before;
    const run = this.#refresh(entityRef).finally(() =>
      this.#underWay.delete(entityRef),
    );
    this.#underWay.set(entityRef, run);
    return run;
  }

  async #refresh(entityRef: string): Promise<void> {
    const { store, collector, assessor, signal } = this.options;
    const status = await store.getStatus(entityRef);
    const known = status ? namespacesOf(status) : new Map<string, string[]>();
    const readings =
      known.size > 0
        ? [...known].map(([cluster, namespaces]) =>
            collector.collect(cluster, { namespaces, signal }),
          )
        : // It was nowhere: it may have appeared anywhere.
          (await collector.clusters(signal))
            .filter(isCollectable)
            .map(({ name }) => collector.collect(name, { signal }));
    const read = await Promise.allSettled(readings);
    signal?.throwIfAborted();
    await assessor.assessOne(entityRef);
    for (const outcome of read) {
      if (outcome.status === 'rejected') throw outcome.reason;
    }
    const failed = read.filter(r => r.status === 'fulfilled' && !r.value);
    if (read.length > 0 && failed.length === read.length) {
      throw new ServiceUnavailableError(
        'No cluster that it runs in could be read; see the mesh health page for why',
      );
    }
  }
}

function namespacesOf(status: EntityMeshStatus): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { cluster, namespace } of status.workloads) {
    const list = found.get(cluster) ?? [];
    if (!list.includes(namespace)) list.push(namespace);
    found.set(cluster, list);
  }
  return found;
}
