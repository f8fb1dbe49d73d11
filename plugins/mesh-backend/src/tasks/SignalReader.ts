import {
  EntityMeshStatus,
  EntitySignals,
  SignalRange,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  MeshAdapter,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import pLimit from 'p-limit';
import { signalPoints, ToldTraffic } from '../assess/signals';
import { PrometheusConfig } from '../config';
import { SourceError } from '../sources/http';
import { PrometheusClient } from '../sources/prometheus/PrometheusClient';
import {
  readSignals,
  TimeRange,
  timesOf,
} from '../sources/prometheus/readSignals';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const RANGES: Record<SignalRange, { lengthMs: number; stepMs: number }> = {
  '1h': { lengthMs: HOUR_MS, stepMs: MINUTE_MS },
  '24h': { lengthMs: 24 * HOUR_MS, stepMs: 15 * MINUTE_MS },
  '7d': { lengthMs: 7 * 24 * HOUR_MS, stepMs: 2 * HOUR_MS },
};

const KEPT_MS = 60_000;
const MAX_KEPT = 500;

/** People who look at pages at the same time: servers have more to do. */
const AT_A_TIME = 4;

/** Of one request to a server. */
const TIMEOUT_MS = 10_000;

interface Kept {
  signals: Promise<EntitySignals>;
  until: number;
}

/** Traffic of one entity over time, asked of the metrics servers when somebody looks. */
export class SignalReader {
  readonly #limit = pLimit(AT_A_TIME);
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly options: {
      servers: { config: PrometheusConfig; client: PrometheusClient }[];
      adapters: MeshAdapter[];
      /** Names of all clusters. */
      clusters(): Promise<string[]>;
      /** Where the entity's status has none. */
      objective: number;
      now(): Date;
      signal: AbortSignal;
    },
  ) {}

  /** Clients with a shorter patience than those of the scheduled readings. */
  static readonly TIMEOUT_MS = TIMEOUT_MS;

  /** The same answer for a minute, and one reading for whoever asks meanwhile. */
  read(status: EntityMeshStatus, range: SignalRange): Promise<EntitySignals> {
    const now = this.options.now().getTime();
    for (const [key, { until }] of this.#kept) {
      if (until <= now || this.#kept.size > MAX_KEPT) this.#kept.delete(key);
    }
    const workloads = status.workloads.map(w => [
      w.cluster,
      w.namespace,
      w.kind,
      w.name,
    ]);
    const key = JSON.stringify([status.entityRef, range, workloads]);
    const before = this.#kept.get(key);
    if (before) return before.signals;
    const signals = this.#limit(() => this.#read(status, range));
    this.#kept.set(key, { signals, until: now + KEPT_MS });
    signals.catch(() => this.#kept.delete(key));
    return signals;
  }

  async #read(
    status: EntityMeshStatus,
    range: SignalRange,
  ): Promise<EntitySignals> {
    const { adapters, servers, signal } = this.options;
    const { lengthMs, stepMs } = RANGES[range];
    const endMs = Math.floor(this.options.now().getTime() / stepMs) * stepMs;
    const time: TimeRange = { startMs: endMs - lengthMs, endMs, stepMs };
    const workloads = new Map<string, WorkloadReference[]>();
    for (const { cluster, kind, namespace, name } of status.workloads) {
      const own = workloads.get(cluster) ?? [];
      workloads.set(cluster, [...own, { kind, namespace, name }]);
    }
    const clusters = await this.options.clusters();
    const told: ToldTraffic[] = [];
    const notes: string[] = [];
    for (const { config, client } of servers) {
      try {
        const { readings, problems } = await readSignals(
          client,
          config,
          adapters,
          { workloads, clusters, range: time, signal },
        );
        told.push(...readings);
        if (problems.length > 0) {
          notes.push(
            `Prometheus ${config.name} answered in part, so points may be missing.`,
          );
        }
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SourceError)) throw error;
        notes.push(`Prometheus ${config.name} could not be asked.`);
      }
    }
    const unheard = [...workloads.keys()].filter(
      cluster => !told.some(t => t.cluster === cluster),
    );
    if (unheard.length > 0) {
      notes.push(`No metrics server covers ${unheard.sort().join(', ')}.`);
    }
    const objective = status.traffic?.objective ?? this.options.objective;
    return {
      range,
      stepSeconds: stepMs / 1000,
      objective,
      points: signalPoints(told, timesOf(time), objective),
      joinedMeshAt: status.joinedMeshAt ?? null,
      notes,
    };
  }
}
