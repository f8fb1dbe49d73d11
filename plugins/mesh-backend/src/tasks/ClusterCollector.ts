import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ClusterSnapshot,
  MeshAdapter,
} from '@meshboard/backstage-plugin-mesh-node';
import pLimit from 'p-limit';
import { durationToMilliseconds } from '@backstage/types';
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

const GONE =
  'the Kubernetes plugin no longer has it, or mesh.kubernetes.clusters leaves it out';

/** Reads clusters, decides per workload, and stores what it found. */
export class ClusterCollector {
  readonly #turn = pLimit(TURNS);

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

  /** Clusters of which there is a record and which a backend can read. */
  async recorded(): Promise<string[]> {
    return (await this.#sources())
      .filter(s => s.state !== 'not-collectable')
      .map(s => s.cluster);
  }

  /**
   * Makes sure that each cluster has a source record before its first reading. One that is gone is
   * told as failed: a locator that forgets a cluster for a moment is no reason to forget what it had.
   *
   * @returns names of clusters to keep: those given, and the gone until their data is too old
   */
  async announce(clusters: KubernetesCluster[]): Promise<string[]> {
    const sources = await this.#sources();
    const known = new Map(sources.map(s => [s.cluster, s]));
    for (const cluster of clusters) {
      const before = known.get(cluster.name);
      if (!isCollectable(cluster)) {
        await this.#note(cluster.name, 'not-collectable', NOT_COLLECTABLE);
      } else if (!before || before.state === 'not-collectable') {
        await this.#note(cluster.name, 'never-read', null);
      }
    }
    const names = new Set(clusters.map(c => c.name));
    const now = this.options.now().getTime();
    for (const { cluster, lastSuccess } of sources) {
      if (names.has(cluster) || !lastSuccess) continue;
      const age = now - Date.parse(lastSuccess);
      if (age > this.options.config.staleAfterMs) continue;
      names.add(cluster);
      await this.#note(cluster, 'failed', GONE);
    }
    return [...names];
  }

  async #sources(): Promise<SourceRow[]> {
    const all = await this.options.store.listSources();
    return all.filter(s => s.kind === 'kubernetes');
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
    const { client, store, adapters, config, logger } = this.options;
    const started = this.options.now().toISOString();
    const limitMs = durationToMilliseconds(config.schedule.timeout);
    const limit = AbortSignal.timeout(limitMs);
    const signal = options.signal
      ? AbortSignal.any([options.signal, limit])
      : limit;
    try {
      const { read } = await openCluster(client, cluster, adapters, {
        readAt: started,
        namespaces: options.namespaces,
        signal,
      });
      await this.#turn(async () => {
        signal.throwIfAborted();
        const { status, message } = await this.#keep(await read(), {
          namespaces: options.namespaces,
          signal,
        });
        // A reading of some namespaces says nothing of the cluster's age.
        if (options.namespaces) return;
        await store.upsertCluster({
          ...status,
          name: cluster,
          state: 'ok',
          asOf: started,
          ...(message ? { message } : {}),
        });
        await this.#note(cluster, 'ok', message, started);
      });
      return true;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof SourceError) {
        const state = error.notPermitted ? 'not-permitted' : 'failed';
        await this.#noteFailure(cluster, state, error.message);
        return false;
      }
      if (error === limit.reason) {
        await this.#noteFailure(
          cluster,
          'failed',
          `it could not be read within ${
            limitMs / 1000
          } s; give it longer with mesh.schedule.timeout`,
        );
        return false;
      }
      // Not the cluster's fault: the scheduler's log has it, with its stack.
      await this.#note(
        cluster,
        'failed',
        'what was read could not be taken in; the log of the backend says why',
      ).catch(noteError =>
        logger.error(`Cluster ${cluster} has no note of this`, noteError),
      );
      throw error;
    }
  }

  async #noteFailure(
    cluster: string,
    state: SourceRow['state'],
    message: string,
  ): Promise<void> {
    await this.#note(cluster, state, message);
    this.options.logger.warn(
      `Cluster ${cluster} could not be read: ${message}`,
    );
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
    state: SourceRow['state'],
    message: string | null,
    success?: string,
  ): Promise<void> {
    // As it is now: while this reading ran, another may have succeeded.
    const before = (await this.#sources()).find(s => s.cluster === cluster);
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
