import { LoggerService } from '@backstage/backend-plugin-api';
import { MeshAdapter } from '@meshboard/backstage-plugin-mesh-node';
import { evidenceOf } from '../assess/mtls';
import { MeshConfig, PrometheusConfig } from '../config';
import { SourceError } from '../sources/http';
import { KubernetesClient } from '../sources/kubernetes/KubernetesClient';
import { PrometheusClient } from '../sources/prometheus/PrometheusClient';
import {
  clustersOf,
  readEvidence,
  readServer,
} from '../sources/prometheus/readServer';
import { MeshStore, SourceRow } from '../store/types';

const HOUR_MS = 3_600_000;

/** Prometheus has what it scraped some seconds ago; an hour is asked for once it has settled. */
const SETTLE_MS = 2 * 60_000;

/** Past hours filled in a cycle: each costs a handful of queries. */
const HOURS_PER_CYCLE = 6;

/** Asks one Prometheus server and stores what it told. */
export class MetricsCollector {
  readonly #client: PrometheusClient;

  constructor(
    private readonly options: {
      server: PrometheusConfig;
      kubernetes: KubernetesClient;
      store: MeshStore;
      adapters: MeshAdapter[];
      config: MeshConfig;
      logger: LoggerService;
      now: () => Date;
    },
  ) {
    this.#client = new PrometheusClient(options.server, options.kubernetes);
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
  async collect(known: string[], signal?: AbortSignal): Promise<boolean> {
    const { server, store, adapters, config, logger } = this.options;
    const at = this.options.now();
    const before = (await store.listSources()).filter(
      s => s.kind === 'prometheus' && s.name === server.name,
    );
    try {
      const reading = await readServer(this.#client, server, adapters, {
        at,
        clusters: known,
        mtlsMs: config.mtls.windowMs,
        objectiveMs: config.objectives.windowMs,
        signal,
      });
      for (const { cluster, scraped, traffic } of reading.clusters) {
        if (scraped) {
          await store.replaceTraffic(
            server.name,
            cluster,
            traffic.map(row => ({
              ...row,
              server: server.name,
              cluster,
              at: at.toISOString(),
            })),
          );
        }
        await this.#note(before, cluster, {
          state: scraped ? 'ok' : 'failed',
          success: scraped ? at.toISOString() : undefined,
          message: scraped
            ? reading.problems[0] ?? null
            : `it has no up series of ${cluster}: nothing there is scraped into it, or mesh.prometheus[].clusters names another label value`,
        });
      }
      if (reading.problems.length > 0) {
        logger.warn(
          `Prometheus ${server.name} answered in part: ${reading.problems.join(
            '; ',
          )}`,
        );
      }
      await this.#fillEvidence(known, at, signal);
      return true;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof SourceError)) throw error;
      const clusters = this.#clusters(known);
      for (const cluster of clusters) {
        await this.#note(before, cluster, {
          state: error.notPermitted ? 'not-permitted' : 'failed',
          message: error.message,
        });
      }
      logger.warn(
        `Prometheus ${server.name} could not be read: ${error.message}`,
      );
      return false;
    }
  }

  #clusters(known: string[]): string[] {
    try {
      return clustersOf(this.options.server, known).map(c => c.name);
    } catch {
      return known;
    }
  }

  /** Newest first, so that today's plaintext is known before last week's. */
  async #fillEvidence(known: string[], at: Date, signal?: AbortSignal) {
    const { server, store, adapters, config } = this.options;
    const lastEnd = Math.floor((at.getTime() - SETTLE_MS) / HOUR_MS) * HOUR_MS;
    const since = new Date(lastEnd - config.mtls.evidenceMs).toISOString();
    const clusters = this.#clusters(known);
    const kept = new Map<string, Set<string>>();
    for (const cluster of clusters) {
      kept.set(cluster, new Set(await store.evidenceHours(cluster, since)));
    }
    const hours = Math.floor(config.mtls.evidenceMs / HOUR_MS);
    let asked = 0;
    for (let i = 1; i <= hours && asked < HOURS_PER_CYCLE; i++) {
      const hour = new Date(lastEnd - i * HOUR_MS).toISOString();
      if (clusters.every(cluster => kept.get(cluster)!.has(hour))) continue;
      asked++;
      const readings = await readEvidence(this.#client, server, adapters, {
        hourEnd: new Date(lastEnd - (i - 1) * HOUR_MS),
        clusters: known,
        signal,
      });
      for (const { cluster, scraped, traffic } of readings) {
        // Not scraped in that hour: there is no evidence of it, which is not an hour without plaintext.
        if (!scraped || kept.get(cluster)?.has(hour)) continue;
        await store.writeEvidence(
          cluster,
          hour,
          traffic.flatMap(row => {
            const seen = evidenceOf(row);
            return seen
              ? [
                  {
                    cluster,
                    hour,
                    namespace: row.namespace,
                    workload: row.workload,
                    ...seen,
                  },
                ]
              : [];
          }),
        );
      }
      if (readings.every(r => !r.scraped)) break;
    }
    await store.deleteEvidenceBefore(since, 1000);
  }

  async #note(
    before: SourceRow[],
    cluster: string,
    note: {
      state: SourceRow['state'];
      success?: string;
      message: string | null;
    },
  ) {
    const { server, store, now } = this.options;
    await store.upsertSource({
      name: server.name,
      kind: 'prometheus',
      cluster,
      state: note.state,
      message: note.message,
      lastAttempt: now().toISOString(),
      lastSuccess:
        note.success ??
        before.find(s => s.cluster === cluster)?.lastSuccess ??
        null,
    });
  }
}
