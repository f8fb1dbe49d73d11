import { LoggerService } from '@backstage/backend-plugin-api';
import {
  MeshAdapter,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { joinLatency, LatencySides } from '../assess/joinLatency';
import { PrometheusConfig } from '../config';
import { SourceError } from '../sources/http';
import { PrometheusClient } from '../sources/prometheus/PrometheusClient';
import { readClientLatency } from '../sources/prometheus/readClientLatency';
import { MeshStore } from '../store/types';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/** Hours after which it is looked at: soon, again, and when there is a day to compare with a day. */
const LOOKS = [1, 6, DAY_HOURS];

/** Pods are made anew one by one: the hour in which they were is of neither side. */
const ROLLOUT_MS = HOUR_MS;

/** Entities in a turn: a whole estate may join in a night. */
const A_TURN = 20;

/** How long a comparison is told. */
export const TOLD_MS = 7 * DAY_HOURS * HOUR_MS;

/**
 * Compares the latency of entities that joined a mesh with what it was before. Before, they had no
 * proxy of their own: it is their callers in the mesh that measured it, on both sides.
 */
export class JoinLatencyReader {
  constructor(
    private readonly options: {
      servers: {
        config: PrometheusConfig;
        client: Pick<PrometheusClient, 'queryRange'>;
      }[];
      adapters: MeshAdapter[];
      store: MeshStore;
      /** Names of all clusters. */
      clusters(): Promise<string[]>;
      logger: LoggerService;
      now(): Date;
    },
  ) {}

  async read(signal?: AbortSignal): Promise<void> {
    const { store, now } = this.options;
    const at = now().getTime();
    const since = new Date(at - TOLD_MS).toISOString();
    const due = (await store.listJoined(since))
      .map(entity => ({
        ...entity,
        due: LOOKS.filter(
          h => at >= Date.parse(entity.joinedMeshAt) + h * HOUR_MS,
        ).at(-1),
      }))
      .filter(entity => entity.due !== undefined && entity.due > entity.hours);
    for (const { entityRef, joinedMeshAt, due: hours } of due.slice(
      0,
      A_TURN,
    )) {
      signal?.throwIfAborted();
      const sides = await this.#ask(entityRef, joinedMeshAt, hours!, signal);
      // A server that failed is asked again in the next turn.
      if (!sides) continue;
      await store.writeJoinLatency({
        entityRef,
        joinedMeshAt,
        hours: hours!,
        ...joinLatency(sides),
      });
    }
    await store.deleteJoinLatenciesBefore(since);
  }

  async #ask(
    entityRef: string,
    joinedMeshAt: string,
    hours: number,
    signal?: AbortSignal,
  ): Promise<LatencySides[] | undefined> {
    const { servers, adapters, store, logger } = this.options;
    const status = await store.getStatus(entityRef);
    const workloads = new Map<string, WorkloadReference[]>();
    for (const { cluster, kind, namespace, name } of status?.workloads ?? []) {
      const own = workloads.get(cluster) ?? [];
      workloads.set(cluster, [...own, { kind, namespace, name }]);
    }
    const joined = Date.parse(joinedMeshAt);
    const clusters = await this.options.clusters();
    const sides: LatencySides[] = [];
    for (const { config, client } of servers) {
      const ask = (endMs: number, length: number) =>
        readClientLatency(client, config, adapters, {
          workloads,
          clusters,
          endMs,
          hours: length,
          signal,
        });
      try {
        sides.push({
          before: await ask(joined - ROLLOUT_MS, DAY_HOURS),
          after: await ask(joined + hours * HOUR_MS, hours),
        });
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof SourceError)) throw error;
        logger.warn(
          `Prometheus ${config.name} did not tell the latency of ${entityRef} around ${joinedMeshAt}: ${error.message}`,
        );
        return undefined;
      }
    }
    return sides;
  }
}
