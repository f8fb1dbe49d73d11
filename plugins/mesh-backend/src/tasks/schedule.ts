import { createHash } from 'node:crypto';
import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { durationToMilliseconds, HumanDuration } from '@backstage/types';
import { MeshConfig } from '../config';
import { SourceError } from '../sources/http';
import { isCollectable } from '../sources/kubernetes/KubernetesClient';
import { MeshStore } from '../store/types';
import { Telemetry } from '../telemetry/Telemetry';
import { Assessor } from './Assessor';
import { ClusterCollector } from './ClusterCollector';
import { JoinLatencyReader } from './JoinLatencyReader';
import { MetricsCollector } from './MetricsCollector';

/** After start: the catalog and the Kubernetes plugin are up by then. */
const INITIAL_DELAY: HumanDuration = { seconds: 3 };

/** What a cluster's task may take for its verdicts, on top of its reading. */
const ASSESSMENT_MS = 60_000;

/**
 * Ids end up in the scheduler's table and metrics. Names that differ in what an id cannot hold keep
 * ids of their own: two tasks under one would take turns.
 */
function taskId(kind: string, name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const mark = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `mesh-${kind}-${plain === name ? plain : `${plain}-${mark}`}`;
}

const shortest = (durations: HumanDuration[]) =>
  durations.reduce((a, b) =>
    durationToMilliseconds(b) < durationToMilliseconds(a) ? b : a,
  );

/**
 * Hands the work to the scheduler: each cluster and each server is a task of its own, so that one
 * that is dead delays no other, and so that replicas share them through the scheduler's locks.
 */
export class MeshTasks {
  readonly #clusters = new Set<string>();
  #known: string[] = [];

  constructor(
    private readonly options: {
      scheduler: SchedulerService;
      store: MeshStore;
      collector: ClusterCollector;
      servers: MetricsCollector[];
      assessor: Assessor;
      /** Where there are servers. */
      joins?: JoinLatencyReader;
      telemetry: Telemetry;
      config: MeshConfig;
      logger: LoggerService;
    },
  ) {}

  async start(): Promise<void> {
    const { scheduler, servers, joins, telemetry, config } = this.options;
    const { frequency, timeout } = config.schedule;
    // Which clusters there are is asked again and again: a catalog of clusters changes.
    await scheduler.scheduleTask({
      id: 'mesh-discover-clusters',
      scope: 'local',
      frequency: shortest([frequency, { minutes: 1 }]),
      timeout,
      initialDelay: INITIAL_DELAY,
      fn: signal => this.#discover(signal),
    });
    for (const [i, server] of servers.entries()) {
      await scheduler.scheduleTask({
        id: taskId('metrics', server.name),
        scope: 'global',
        frequency: config.prometheus[i].frequency,
        timeout,
        initialDelay: { seconds: 5 },
        fn: async signal => {
          const known = await this.#names(signal);
          // Before the clusters are known there is nothing to tell apart; the next turn does it.
          if (known.length === 0) return;
          await telemetry.collect('prometheus', signal, () =>
            server.collect(known, signal),
          );
        },
      });
    }
    await scheduler.scheduleTask({
      id: 'mesh-assess',
      scope: 'global',
      frequency: shortest([
        frequency,
        ...config.prometheus.map(server => server.frequency),
      ]),
      timeout,
      initialDelay: { seconds: 10 },
      fn: signal => this.#assess(signal),
    });
    if (joins) {
      await scheduler.scheduleTask({
        id: 'mesh-join-latency',
        scope: 'global',
        frequency: { minutes: 10 },
        timeout,
        initialDelay: { minutes: 1 },
        fn: signal => joins.read(signal),
      });
    }
  }

  #assess(signal: AbortSignal): Promise<void> {
    const { assessor, telemetry } = this.options;
    return telemetry.assess(signal, () => assessor.assessAll(signal));
  }

  async #names(signal: AbortSignal): Promise<string[]> {
    if (this.#known.length === 0) {
      const clusters = await this.options.collector.clusters(signal);
      this.#known = clusters.map(cluster => cluster.name);
    }
    return this.#known;
  }

  async #discover(signal: AbortSignal): Promise<void> {
    const { collector, logger } = this.options;
    try {
      const clusters = await collector.clusters(signal);
      this.#known = clusters.map(cluster => cluster.name);
      if (clusters.length === 0) {
        logger.warn(
          'The Kubernetes plugin has no cluster that mesh.kubernetes.clusters allows: set kubernetes.clusterLocatorMethods',
        );
      }
      await this.#retain(await collector.announce(clusters));
      await this.#schedule(clusters.filter(isCollectable).map(c => c.name));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SourceError)) throw error;
      logger.warn(
        `The Kubernetes plugin did not say which clusters there are: ${error.message}`,
      );
      // Those known from before are tried all the same: each then says what is wrong with it.
      if (this.#known.length === 0) this.#known = await collector.recorded();
      await this.#schedule(this.#known);
    }
  }

  /** Drops what came from clusters and servers that are no more. */
  async #retain(clusters: string[]): Promise<void> {
    const { store, servers, config } = this.options;
    await store.retainSources([
      ...clusters.map(name => ({ kind: 'kubernetes', name, cluster: name })),
      ...servers.flatMap((server, i) => {
        const names =
          config.prometheus[i].clusters?.map(c => c.name) ?? clusters;
        return names.map(cluster => ({
          kind: 'prometheus',
          name: server.name,
          cluster,
        }));
      }),
    ]);
  }

  async #schedule(clusters: string[]): Promise<void> {
    const { scheduler, collector, telemetry, config } = this.options;
    const limitMs = durationToMilliseconds(config.schedule.timeout);
    for (const name of clusters) {
      if (this.#clusters.has(name)) continue;
      this.#clusters.add(name);
      await scheduler.scheduleTask({
        id: taskId('cluster', name),
        scope: 'global',
        frequency: config.schedule.frequency,
        // The collector ends a reading by itself, and says so; this is for what comes after.
        timeout: { milliseconds: limitMs + ASSESSMENT_MS },
        fn: async signal => {
          if (!this.#known.includes(name)) return;
          const read = await telemetry.collect('kubernetes', signal, () =>
            collector.collect(name, { signal }),
          );
          if (read) await this.#assess(signal);
        },
      });
    }
  }
}
