import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ClusterSnapshot,
  MeshAdapter,
} from '@meshboard/backstage-plugin-mesh-node';
import limit from 'p-limit';
import { MeshConfig } from '../config';
import { Lookup } from '../entities/matching';
import { SourceError } from '../sources/http';
import {
  isCollectable,
  KubernetesClient,
  KubernetesCluster,
} from '../sources/kubernetes/KubernetesClient';
import { openCluster } from '../sources/kubernetes/readCluster';
import { MeshStore, SourceRow, WorkloadRow } from '../store/types';
import { assessCluster } from '../workloads/assessCluster';

/** Kinds of which a workload may exist without pods, by the list they come from. */
const LISTS: Record<string, string> = {
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
  Job: 'jobs',
  CronJob: 'cronjobs',
  ReplicaSet: 'replicasets',
};

const NOT_COLLECTABLE =
  "its credentials live in the user's browser, so a backend cannot read it";

/** Clusters in memory at a time: the others wait, once they have answered. */
const TURNS = 2;

/** Reads clusters, decides per workload, and stores what it found. */
export class ClusterCollector {
  readonly #turn = limit(TURNS);

  constructor(
    private readonly options: {
      client: KubernetesClient;
      store: MeshStore;
      adapters: MeshAdapter[];
      config: MeshConfig;
      logger: LoggerService;
      now: () => Date;
    },
  ) {}

  /** Clusters that the Kubernetes plugin has and the config does not leave out. */
  async clusters(signal?: AbortSignal): Promise<KubernetesCluster[]> {
    const { client, config } = this.options;
    const all = await client.clusters(signal);
    return config.clusters
      ? all.filter(cluster => config.clusters!.includes(cluster.name))
      : all;
  }

  /** Makes sure that each cluster has a source record before its first reading. */
  async announce(clusters: KubernetesCluster[]): Promise<void> {
    const { store } = this.options;
    const known = new Map(
      (await store.listSources())
        .filter(s => s.kind === 'kubernetes')
        .map(s => [s.cluster, s]),
    );
    for (const cluster of clusters) {
      const before = known.get(cluster.name);
      if (!isCollectable(cluster)) {
        await this.#note(
          cluster.name,
          before,
          'not-collectable',
          NOT_COLLECTABLE,
        );
      } else if (!before || before.state === 'not-collectable') {
        await this.#note(cluster.name, before, 'never-read', null);
      }
    }
  }

  /**
   * Reads one cluster. A failure is noted on its source and logged once; what was read before stays.
   *
   * @param namespaces - read again only these
   * @returns whether the cluster could be read
   */
  async collect(
    cluster: string,
    options: { namespaces?: string[]; signal?: AbortSignal } = {},
  ): Promise<boolean> {
    const { client, store, adapters, logger } = this.options;
    const before = (await store.listSources()).find(
      s => s.kind === 'kubernetes' && s.cluster === cluster,
    );
    const started = this.options.now().toISOString();
    try {
      const { read } = await openCluster(client, cluster, adapters, {
        readAt: started,
        ...options,
      });
      await this.#turn(async () => {
        options.signal?.throwIfAborted();
        const { status, message } = await this.#keep(await read(), options);
        // A reading of some namespaces says nothing of the cluster's age.
        if (options.namespaces) return;
        await store.upsertCluster({
          ...status,
          name: cluster,
          state: 'ok',
          asOf: started,
          ...(message ? { message } : {}),
        });
        await this.#note(cluster, before, 'ok', message, started);
      });
      return true;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof SourceError)) throw error;
      const state = error.notPermitted ? 'not-permitted' : 'failed';
      await this.#note(cluster, before, state, error.message);
      logger.warn(`Cluster ${cluster} could not be read: ${error.message}`);
      return false;
    }
  }

  /**
   * Namespaces of a cluster in which pods of an entity are now.
   *
   * @throws SourceError
   */
  async find(
    cluster: string,
    lookup: Lookup,
    signal?: AbortSignal,
  ): Promise<string[]> {
    const found = new Set<string>();
    const path = lookup.namespace
      ? `/api/v1/namespaces/${encodeURIComponent(lookup.namespace)}/pods`
      : '/api/v1/pods';
    for (const labelSelector of lookup.labelSelectors) {
      const namespaces = await this.options.client.list(
        cluster,
        path,
        pod => String(pod?.metadata?.namespace ?? ''),
        { labelSelector, signal },
      );
      for (const namespace of namespaces) if (namespace) found.add(namespace);
    }
    return [...found];
  }

  /** Decides per workload and stores that; says what could not be read. */
  async #keep(
    snapshot: ClusterSnapshot,
    options: { namespaces?: string[]; signal?: AbortSignal },
  ) {
    const { store, adapters } = this.options;
    const { cluster, access } = snapshot;
    const { workloads, status } = assessCluster(snapshot, adapters);
    const kept = await this.#unlisted(cluster, workloads, access);
    options.signal?.throwIfAborted();
    await store.replaceWorkloads(
      cluster,
      [...workloads, ...kept],
      options.namespaces,
    );
    const limits = Object.entries(access)
      .filter(
        ([, { outcome }]) =>
          outcome === 'not-permitted' || outcome === 'failed',
      )
      .map(([kind, { outcome }]) => `${kind} (${outcome.replace('-', ' ')})`);
    const message = limits.length
      ? `Not read, so what depends on them is unknown: ${limits.join(', ')}`
      : null;
    return { status, message };
  }

  /** Workloads without pods whose kind could not be listed now: not seen is not gone. */
  async #unlisted(
    cluster: string,
    found: WorkloadRow[],
    access: Record<string, { outcome: string }>,
  ): Promise<WorkloadRow[]> {
    const blind = Object.entries(LISTS)
      .filter(([, list]) => {
        const outcome = access[list]?.outcome;
        return outcome === 'not-permitted' || outcome === 'failed';
      })
      .map(([kind]) => kind);
    if (blind.length === 0) return [];
    const key = (w: WorkloadRow) => `${w.namespace}/${w.kind}/${w.name}`;
    const present = new Set(found.map(key));
    const before = await this.options.store.listWorkloads({ cluster });
    return before.filter(
      w =>
        blind.includes(w.kind) &&
        w.facts.activity !== 'running' &&
        !present.has(key(w)),
    );
  }

  async #note(
    cluster: string,
    before: SourceRow | undefined,
    state: SourceRow['state'],
    message: string | null,
    success?: string,
  ): Promise<void> {
    const attempted = state !== 'never-read' && state !== 'not-collectable';
    await this.options.store.upsertSource({
      name: cluster,
      kind: 'kubernetes',
      cluster,
      state,
      message,
      lastSuccess: success ?? before?.lastSuccess ?? null,
      lastAttempt: attempted
        ? this.options.now().toISOString()
        : before?.lastAttempt ?? null,
    });
  }
}
