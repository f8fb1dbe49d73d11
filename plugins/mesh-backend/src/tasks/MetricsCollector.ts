import { LoggerService } from '@backstage/backend-plugin-api';
import { durationToMilliseconds } from '@backstage/types';
import {
  MeshAdapter,
  WorkloadEdge,
  WorkloadTraffic,
} from '@meshboard/backstage-plugin-mesh-node';
import { evidenceOf } from '../assess/mtls';
import { MeshConfig, PrometheusConfig } from '../config';
import { SourceError } from '../sources/http';
import { KubernetesClient } from '../sources/kubernetes/KubernetesClient';
import { FinenessMemory } from '../sources/prometheus/parts';
import { PrometheusClient } from '../sources/prometheus/PrometheusClient';
import {
  clustersOf,
  readEvidence,
  readServer,
} from '../sources/prometheus/readServer';
import { MeshStore, SourceRow } from '../store/types';
import { joinEdges, joinTraffic } from './joinPods';
import { podOwners } from './podOwners';

const HOUR_MS = 3_600_000;

/** Prometheus has what it scraped some seconds ago; an hour is asked for once it has settled. */
const SETTLE_MS = 2 * 60_000;

/** Past hours filled in a cycle: each costs a handful of queries. */
const HOURS_PER_CYCLE = 6;

/** Asks one Prometheus server and stores what it told. */
export class MetricsCollector {
  readonly #client: PrometheusClient;
  readonly #live: FinenessMemory;
  readonly #evidence: FinenessMemory;

  constructor(
    private readonly options: {
      server: PrometheusConfig;
      kubernetes: KubernetesClient;
      store: MeshStore;
      adapters: MeshAdapter[];
      config: MeshConfig;
      logger: LoggerService;
      now: () => Date;
      /** Of one request. */
      timeoutMs?: number;
    },
  ) {
    this.#live = new FinenessMemory(options.now);
    this.#evidence = new FinenessMemory(options.now);
    this.#client = new PrometheusClient(
      options.server,
      options.kubernetes,
      options.timeoutMs,
    );
  }

  get name(): string {
    return this.options.server.name;
  }

  /**
   * One cycle: the catalogue once, and evidence of complete hours that is missing.
   *
   * @param known - names of all clusters
   * @returns whether the server could be read
   */
  async collect(known: string[], stop?: AbortSignal): Promise<boolean> {
    const { config, logger } = this.options;
    const limitMs = durationToMilliseconds(config.schedule.timeout);
    const limit = AbortSignal.timeout(limitMs);
    const signal = stop ? AbortSignal.any([stop, limit]) : limit;
    try {
      const problems = await this.#readLive(known, signal);
      if (problems.length > 0) {
        logger.warn(
          `Prometheus ${this.name} answered in part: ${problems.join('; ')}`,
        );
      }
    } catch (error) {
      stop?.throwIfAborted();
      const late = new SourceError(
        `it could not be read within ${
          limitMs / 1000
        } s; give it longer with mesh.schedule.timeout`,
      );
      const cause = error === limit.reason ? late : error;
      if (!(cause instanceof SourceError)) throw error;
      const { message } = cause;
      const state = cause.notPermitted ? 'not-permitted' : 'failed';
      for (const cluster of this.#clusters(known)) {
        await this.#note(cluster, { state, message });
      }
      logger.warn(`Prometheus ${this.name} could not be read: ${message}`);
      return false;
    }
    try {
      await this.#fillEvidence(known, signal);
    } catch (error) {
      stop?.throwIfAborted();
      if (error !== limit.reason) throw error;
      // What was filled in stays, and the next cycle goes on: what is live has been read.
      logger.warn(
        `Prometheus ${this.name} did not tell all past hours within ${
          limitMs / 1000
        } s`,
      );
    }
    return true;
  }

  /** Traffic as it is now. Returns what could not be asked, in words. */
  async #readLive(known: string[], signal: AbortSignal): Promise<string[]> {
    const { server, store, adapters, config } = this.options;
    const now = this.options.now();
    const at = now.toISOString();
    const reading = await readServer(this.#client, server, adapters, {
      at: now,
      clusters: known,
      mtlsMs: config.mtls.windowMs,
      objectiveMs: config.objectives.windowMs,
      memory: this.#live,
      signal,
    });
    for (const {
      cluster,
      scraped,
      traffic,
      observations,
    } of reading.clusters) {
      signal.throwIfAborted();
      if (!scraped) {
        await this.#note(cluster, {
          state: 'failed',
          message: `it has no up series of ${cluster}: nothing there is scraped into it, or mesh.prometheus[].clusters names another label value`,
        });
        continue;
      }
      const { edges } = observations;
      const told = await this.#ofWorkloads(cluster, { traffic, edges });
      await store.replaceTraffic(
        server.name,
        cluster,
        told.traffic.map(row => ({ ...row, server: server.name, cluster, at })),
      );
      await store.replaceObservations(server.name, cluster, {
        ...observations,
        edges: told.edges,
      });
      const [first, ...more] = reading.problems;
      const others = more.length > 0 ? ` (and ${more.length} more)` : '';
      await this.#note(cluster, {
        state: 'ok',
        success: at,
        message: first ? `${first}${others}` : null,
      });
    }
    return [...reading.problems, ...reading.asides];
  }

  /** What metrics know by pod only goes to the workload of that pod, as the cluster was last read. */
  async #ofWorkloads<
    T extends { traffic: WorkloadTraffic[]; edges?: WorkloadEdge[] },
  >(cluster: string, told: T): Promise<T> {
    const { traffic, edges } = told;
    const byPod =
      traffic.some(row => row.pod !== undefined) ||
      edges?.some(edge => edge.sourcePod !== undefined);
    if (!byPod) return told;
    const { store } = this.options;
    const ownerOf = podOwners(await store.listWorkloads({ cluster }));
    return {
      ...told,
      traffic: joinTraffic(traffic, ownerOf),
      ...(edges ? { edges: joinEdges(edges, ownerOf) } : {}),
    };
  }

  #clusters(known: string[]): string[] {
    try {
      return clustersOf(this.options.server, known).map(c => c.name);
    } catch {
      return known;
    }
  }

  /**
   * Newest first, so that today's plaintext is known before last week's. An hour that cannot be had
   * is tried again in the next cycle; what is live does not suffer from it.
   */
  async #fillEvidence(known: string[], signal: AbortSignal) {
    const { store, config, logger } = this.options;
    const now = this.options.now().getTime();
    const lastEnd = Math.floor((now - SETTLE_MS) / HOUR_MS) * HOUR_MS;
    const since = new Date(lastEnd - config.mtls.evidenceMs).toISOString();
    const clusters = this.#clusters(known);
    const kept = new Map<string, Set<string>>();
    for (const cluster of clusters) {
      kept.set(cluster, new Set(await store.evidenceHours(cluster, since)));
    }
    const hours = Math.floor(config.mtls.evidenceMs / HOUR_MS);
    let asked = 0;
    for (let i = 1; i <= hours && asked < HOURS_PER_CYCLE; i++) {
      const start = new Date(lastEnd - i * HOUR_MS).toISOString();
      const missing = clusters.filter(c => !kept.get(c)!.has(start));
      if (missing.length === 0) continue;
      asked++;
      try {
        const scraped = await this.#fillHour(known, start, missing, signal);
        // It was not there yet: nor was it before.
        if (!scraped) break;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SourceError)) throw error;
        logger.warn(
          `Prometheus ${this.name} did not tell the encryption of the hour from ${start}: ${error.message}`,
        );
      }
    }
    await store.deleteEvidenceBefore(since, 1000);
  }

  /** Returns whether any cluster was scraped in that hour. */
  async #fillHour(
    known: string[],
    hour: string,
    missing: string[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { server, store, adapters } = this.options;
    const readings = await readEvidence(this.#client, server, adapters, {
      hourEnd: new Date(Date.parse(hour) + HOUR_MS),
      clusters: known,
      memory: this.#evidence,
      signal,
    });
    for (const { cluster, scraped, traffic } of readings) {
      // Not scraped in that hour: there is no evidence of it, which is not an hour without plaintext.
      if (!scraped || !missing.includes(cluster)) continue;
      const told = await this.#ofWorkloads(cluster, { traffic });
      await store.writeEvidence(
        cluster,
        hour,
        told.traffic.flatMap(row => {
          const { namespace, workload } = row;
          const seen = evidenceOf(row);
          if (!seen) return [];
          const callers = row.plaintextCallers.map(caller => ({
            namespace: caller.namespace,
            workload: caller.workload,
            requests:
              caller.requestsPerSecond === null
                ? null
                : (caller.requestsPerSecond * HOUR_MS) / 1000,
          }));
          return [{ cluster, hour, namespace, workload, ...seen, callers }];
        }),
      );
    }
    return readings.some(r => r.scraped);
  }

  async #note(
    cluster: string,
    note: {
      state: SourceRow['state'];
      success?: string;
      message: string | null;
    },
  ) {
    const { server, store, now } = this.options;
    // As it is now: while this reading ran, another may have succeeded.
    const before = (await store.listSources()).find(
      s =>
        s.kind === 'prometheus' &&
        s.name === server.name &&
        s.cluster === cluster,
    );
    await store.upsertSource({
      name: server.name,
      kind: 'prometheus',
      cluster,
      state: note.state,
      message: note.message,
      lastAttempt: now().toISOString(),
      lastSuccess: note.success ?? before?.lastSuccess ?? null,
    });
  }
}
