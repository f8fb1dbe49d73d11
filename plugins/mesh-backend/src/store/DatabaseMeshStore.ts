import {
  DatabaseService,
  LoggerService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { ClusterStatus } from '@meshboard/backstage-plugin-mesh-common';
import { Knex } from 'knex';
import { readScorecard } from '../scorecard/scorecard';
import { EntityQueries } from './EntityQueries';
import { EntityStore } from './EntityStore';
import { EvidenceStore } from './EvidenceStore';
import { JoinLatencyStore } from './JoinLatencyStore';
import { ObservationStore } from './ObservationStore';
import { SourceStore } from './SourceStore';
import { replacing } from './sql';
import { TrafficStore } from './TrafficStore';
import {
  EntityQuery,
  EntityRecord,
  EvidenceRow,
  JoinLatency,
  MeshStore,
  ScorecardQuery,
  SourceRow,
  TrafficRow,
  Visibility,
  WorkloadRow,
} from './types';
import { WorkloadStore } from './WorkloadStore';

export const migrationsDirectory = () =>
  resolvePackagePath('@meshboard/backstage-plugin-mesh-backend', 'migrations');

/** Everything Meshboard keeps, on SQLite or PostgreSQL. */
export class DatabaseMeshStore implements MeshStore {
  readonly #knex: Knex;
  readonly #sources: SourceStore;
  readonly #workloads: WorkloadStore;
  readonly #traffic: TrafficStore;
  readonly #evidence: EvidenceStore;
  readonly #observations: ObservationStore;
  readonly #entities: EntityStore;
  readonly #joins: JoinLatencyStore;
  readonly #queries: EntityQueries;

  private constructor(knex: Knex) {
    this.#knex = knex;
    this.#sources = new SourceStore(knex);
    this.#workloads = new WorkloadStore(knex);
    this.#traffic = new TrafficStore(knex);
    this.#evidence = new EvidenceStore(knex);
    this.#observations = new ObservationStore(knex);
    this.#entities = new EntityStore(knex);
    this.#joins = new JoinLatencyStore(knex);
    this.#queries = new EntityQueries(knex);
  }

  static async create(options: {
    database: Pick<DatabaseService, 'getClient' | 'migrations'>;
    logger?: LoggerService;
    skipMigrations?: boolean;
  }): Promise<DatabaseMeshStore> {
    const { database, logger } = options;
    const knex = await database.getClient();
    if (!database.migrations?.skip && !options.skipMigrations) {
      // Replicas start at once: knex's own lock would fail all but one, and outlives who held it.
      const [, applied] = await replacing(knex, 'migrations', trx =>
        trx.migrate.latest({ directory: migrationsDirectory() }),
      );
      if (applied.length > 0) {
        logger?.info(`Applied database migrations: ${applied.join(', ')}`);
      }
    }
    return new DatabaseMeshStore(knex);
  }

  listSources() {
    return this.#sources.listSources();
  }

  upsertSource(row: SourceRow) {
    return this.#sources.upsertSource(row);
  }

  retainSources(names: { kind: string; name: string; cluster: string }[]) {
    return this.#sources.retainSources(names);
  }

  replaceWorkloads(
    cluster: string,
    rows: WorkloadRow[],
    namespaces?: string[],
  ) {
    return this.#workloads.replaceWorkloads(cluster, rows, namespaces);
  }

  listWorkloads(filter?: { cluster?: string; keys?: string[] }) {
    return this.#workloads.listWorkloads(filter);
  }

  infrastructureNamespaces(cluster: string) {
    return this.#workloads.infrastructureNamespaces(cluster);
  }

  streamWorkloads() {
    return this.#workloads.streamWorkloads();
  }

  upsertCluster(status: ClusterStatus) {
    return this.#sources.upsertCluster(status);
  }

  listClusters() {
    return this.#sources.listClusters();
  }

  replaceTraffic(server: string, cluster: string, rows: TrafficRow[]) {
    return this.#traffic.replaceTraffic(server, cluster, rows);
  }

  listTraffic(workloads: Parameters<MeshStore['listTraffic']>[0]) {
    return this.#traffic.listTraffic(workloads);
  }

  replaceObservations(...args: Parameters<MeshStore['replaceObservations']>) {
    return this.#observations.replaceObservations(...args);
  }

  listProxies(places: Parameters<MeshStore['listProxies']>[0]) {
    return this.#observations.listProxies(places);
  }

  listGauges() {
    return this.#observations.listGauges();
  }

  listEdges(...args: Parameters<MeshStore['listEdges']>) {
    return this.#observations.listEdges(...args);
  }

  entitiesAt(places: Parameters<MeshStore['entitiesAt']>[0]) {
    return this.#entities.entitiesAt(places);
  }

  evidenceHours(cluster: string, since: string) {
    return this.#evidence.evidenceHours(cluster, since);
  }

  writeEvidence(cluster: string, hour: string, rows: EvidenceRow[]) {
    return this.#evidence.writeEvidence(cluster, hour, rows);
  }

  sumEvidence(since: string) {
    return this.#evidence.sumEvidence(since);
  }

  deleteEvidenceBefore(before: string, batch: number) {
    return this.#evidence.deleteEvidenceBefore(before, batch);
  }

  writeEntities(
    records: EntityRecord[] | AsyncIterable<EntityRecord[]>,
    options: { complete: boolean },
  ) {
    return this.#entities.writeEntities(records, options);
  }

  getStatus(entityRef: string) {
    return this.#entities.getStatus(entityRef);
  }

  listLastKnown() {
    return this.#entities.listLastKnown();
  }

  listEntityClusters() {
    return this.#entities.listEntityClusters();
  }

  listJoined(since: string) {
    return this.#joins.listJoined(since);
  }

  writeJoinLatency(latency: JoinLatency) {
    return this.#joins.writeJoinLatency(latency);
  }

  listJoinLatencies() {
    return this.#joins.listJoinLatencies();
  }

  deleteJoinLatenciesBefore(before: string) {
    return this.#joins.deleteJoinLatenciesBefore(before);
  }

  queryEntities(query: EntityQuery, visibility: Visibility) {
    return this.#queries.queryEntities(query, visibility);
  }

  scorecard(query: ScorecardQuery, visibility: Visibility) {
    return readScorecard(this.#knex, query, visibility);
  }

  queryUnmatched(query: Parameters<MeshStore['queryUnmatched']>[0]) {
    return this.#workloads.queryUnmatched(query);
  }
}
