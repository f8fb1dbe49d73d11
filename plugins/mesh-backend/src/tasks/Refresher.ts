import { ServiceUnavailableError } from '@backstage/errors';
import { Lookup } from '../entities/matching';
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
    const { collector, assessor, signal } = this.options;
    const places = await this.#places(entityRef);
    const read = await Promise.allSettled(
      [...places].map(([cluster, namespaces]) =>
        collector.collect(cluster, { namespaces, signal }),
      ),
    );
    signal?.throwIfAborted();
    await assessor.assessOne(entityRef);
    for (const outcome of read) {
      if (outcome.status === 'rejected') throw outcome.reason;
    }
    const failed = read.filter(r => r.status === 'fulfilled' && !r.value);
    if (read.length > 0 && failed.length === read.length) throw unavailable();
  }

  /**
   * Namespaces to read again, by cluster: its own, and those of the mesh that serves them. A cluster
   * that was not read the last time is read whole: a part would leave it as unknown as it is.
   */
  async #places(entityRef: string): Promise<Map<string, string[] | undefined>> {
    const { store, assessor } = this.options;
    const status = await store.getStatus(entityRef);
    const places = new Map<string, Set<string>>();
    for (const { cluster, namespace } of status?.workloads ?? []) {
      places.set(cluster, (places.get(cluster) ?? new Set()).add(namespace));
    }
    if (places.size === 0) {
      // It was nowhere: its pods say where it has appeared.
      const lookup = await assessor.lookup(entityRef);
      if (lookup) await this.#search(lookup, places);
    }
    const readable = new Set(
      (await store.listSources())
        .filter(s => s.kind === 'kubernetes' && s.state === 'ok')
        .map(s => s.cluster),
    );
    const all = new Map<string, string[] | undefined>();
    for (const [cluster, own] of places) {
      if (!readable.has(cluster)) {
        all.set(cluster, undefined);
        continue;
      }
      const shared = await store.infrastructureNamespaces(cluster);
      all.set(cluster, [...new Set([...own, ...shared])]);
    }
    return all;
  }

  async #search(lookup: Lookup, places: Map<string, Set<string>>) {
    const { collector, signal } = this.options;
    const clusters = (await collector.clusters(signal)).filter(
      c => isCollectable(c) && (!lookup.cluster || lookup.cluster === c.name),
    );
    const answers = await Promise.allSettled(
      clusters.map(async ({ name }) => {
        const namespaces = await collector.find(name, lookup, signal);
        if (namespaces.length > 0) places.set(name, new Set(namespaces));
      }),
    );
    if (answers.length > 0 && answers.every(a => a.status === 'rejected')) {
      throw unavailable();
    }
  }
}

function unavailable() {
  return new ServiceUnavailableError(
    'No cluster that it may run in could be read; see the mesh health page for why',
  );
}
