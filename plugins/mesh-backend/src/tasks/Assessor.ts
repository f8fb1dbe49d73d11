import { MeshAdapter } from '@meshboard/backstage-plugin-mesh-node';
import { assessEntity } from '../assess/assessEntity';
import { MeshInUse } from '../assess/recommendation/types';
import { ageSource } from '../assess/sources';
import { AgedSource, Estate } from '../assess/types';
import { MeshConfig } from '../config';
import { CatalogReader } from '../entities/catalog';
import { Lookup, lookupOf, WorkloadIndex } from '../entities/matching';
import { MeshEntity } from '../entities/types';
import {
  EntityRecord,
  EvidenceSum,
  MeshStore,
  TrafficRow,
  WorkloadRow,
} from '../store/types';

interface Matched {
  entity: MeshEntity;
  lookup: Lookup;
  workloads: WorkloadRow[];
}

const trafficKey = (w: {
  cluster: string;
  namespace: string;
  workload: string;
}) => `${w.cluster}/${w.namespace}/${w.workload}`;

/** Meshes of each cluster, by pods; a cluster whose installations could not be seen is null. */
function meshesByCluster(
  workloads: WorkloadRow[],
): Map<string, MeshInUse[] | null> {
  const found = new Map<string, Map<string, MeshInUse>>();
  const blind = new Set<string>();
  for (const { cluster, facts } of workloads) {
    const meshes = found.get(cluster) ?? new Map<string, MeshInUse>();
    found.set(cluster, meshes);
    const note = (
      mesh: string,
      dataPlane: MeshInUse['dataPlane'],
      pods: number,
    ) => {
      const key = `${mesh} ${dataPlane}`;
      const before = meshes.get(key)?.pods ?? 0;
      meshes.set(key, { mesh, dataPlane, pods: before + pods });
    };
    if (facts.meshesInCluster === null) blind.add(cluster);
    for (const mesh of facts.meshesInCluster ?? []) note(mesh, null, 0);
    if (facts.infrastructure) continue;
    for (const m of facts.membership.meshes) note(m.mesh, m.dataPlane, m.pods);
  }
  return new Map(
    [...found].map(([cluster, meshes]) => {
      const list = [...meshes.values()].sort(
        (a, b) => b.pods - a.pods || a.mesh.localeCompare(b.mesh),
      );
      return [cluster, blind.has(cluster) && list.length === 0 ? null : list];
    }),
  );
}

/** Brings catalog and workloads together and stores a verdict per entity. */
export class Assessor {
  #running?: Promise<void>;
  #again = false;

  constructor(
    private readonly options: {
      store: MeshStore;
      catalog: CatalogReader;
      adapters: MeshAdapter[];
      config: MeshConfig;
      now: () => Date;
    },
  ) {}

  /** Assesses everything; requests that come while one runs are answered by one more run. */
  async assessAll(signal?: AbortSignal): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = (async () => {
      try {
        do {
          this.#again = false;
          const records = await this.#assess(undefined, signal);
          await this.options.store.writeEntities(records, { complete: true });
        } while (this.#again && !signal?.aborted);
      } finally {
        this.#running = undefined;
      }
    })();
    return this.#running;
  }

  /** Assesses one entity from what is stored; undefined where the catalog has none. */
  async assessOne(entityRef: string): Promise<EntityRecord | undefined> {
    const [record] = await this.#assess(entityRef);
    if (record) {
      await this.options.store.writeEntities([record], { complete: false });
    }
    return record;
  }

  async #assess(only?: string, signal?: AbortSignal): Promise<EntityRecord[]> {
    const { store, catalog, config } = this.options;
    const now = this.options.now().toISOString();
    const entities = await catalog.all(signal);
    const [workloads, traffic, sourceRows, lastKnown, hadPodsIn] =
      await Promise.all([
        store.listWorkloads(),
        store.listTraffic(),
        store.listSources(),
        store.listLastKnown(),
        store.listEntityClusters(),
      ]);
    const sources = sourceRows.map(row =>
      ageSource(row, now, config.staleAfterMs),
    );
    const since = new Date(
      Date.parse(now) - config.mtls.evidenceMs,
    ).toISOString();
    const evidence = new Map<string, EvidenceSum>(
      (await store.sumEvidence(since)).map(e => [trafficKey(e), e]),
    );
    const clusters = [...new Set(workloads.map(w => w.cluster))];
    const hours = new Map<string, number>();
    for (const cluster of clusters) {
      hours.set(cluster, (await store.evidenceHours(cluster, since)).length);
    }
    const trafficOf = this.#trafficIndex(traffic, sources);
    const index = new WorkloadIndex(workloads);
    const matched: Matched[] = entities.map(entity => {
      const lookup = lookupOf(entity, config.matchingLabels);
      return { entity, lookup, workloads: index.find(lookup) };
    });
    const owners = new Map<string, string>();
    for (const { entity, workloads: own } of matched) {
      for (const w of own) {
        const key = trafficKey({ ...w, workload: w.name });
        if (!owners.has(key)) owners.set(key, entity.ref);
      }
    }
    const estate = this.#estate(matched, workloads);
    return matched
      .filter(({ entity }) => !only || entity.ref === only)
      .map(one =>
        assessEntity({
          ...one,
          now,
          config,
          sources,
          estate,
          traffic: w => trafficOf(w),
          evidence: w => evidence.get(trafficKey({ ...w, workload: w.name })),
          evidenceHours: cluster => hours.get(cluster) ?? 0,
          entityOf: (cluster, namespace, workload) =>
            owners.get(trafficKey({ cluster, namespace, workload })),
          hadPodsIn: hadPodsIn.get(one.entity.ref) ?? [],
          lastKnown: lastKnown.get(one.entity.ref),
        }),
      );
  }

  /** A workload's traffic; a server that is dark tells nothing any more. */
  #trafficIndex(rows: TrafficRow[], sources: AgedSource[]) {
    const dark = new Set(
      sources
        .filter(s => s.kind === 'prometheus' && s.dark)
        .map(s => `${s.name} ${s.cluster}`),
    );
    const index = new Map<string, TrafficRow[]>();
    for (const row of rows) {
      if (dark.has(`${row.server} ${row.cluster}`)) continue;
      const key = trafficKey(row);
      index.set(key, [...(index.get(key) ?? []), row]);
    }
    return (w: WorkloadRow) =>
      index
        .get(trafficKey({ ...w, workload: w.name }))
        // Two servers with the same series hold the same traffic: the newer is taken, never the sum.
        ?.filter(row => row.kind === null || row.kind === w.kind)
        .sort((a, b) => b.at.localeCompare(a.at))[0];
  }

  #estate(matched: Matched[], workloads: WorkloadRow[]): Estate {
    const { adapters } = this.options;
    const servicesByCluster = new Map<string, number>();
    let services = 0;
    for (const { workloads: own } of matched) {
      const clusters = new Set(
        own
          .filter(
            w => w.facts.activity === 'running' && !w.facts.infrastructure,
          )
          .map(w => w.cluster),
      );
      if (clusters.size > 0) services++;
      for (const cluster of clusters) {
        servicesByCluster.set(
          cluster,
          (servicesByCluster.get(cluster) ?? 0) + 1,
        );
      }
    }
    return {
      services,
      servicesByCluster,
      meshesByCluster: meshesByCluster(workloads),
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
