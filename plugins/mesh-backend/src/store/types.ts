import {
  ClusterStatus,
  EntityMeshStatus,
  EntityMeshSummary,
  Health,
  MembershipState,
  MeshId,
  DataPlane,
  MtlsMode,
  Scorecard,
  GroupBy,
  SourceStateName,
  Stage,
  UnmatchedWorkload,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  MeshGauge,
  ProxyObservation,
  WorkloadEdge,
  WorkloadTraffic,
} from '@meshboard/backstage-plugin-mesh-node';
import { WorkloadFacts } from '../workloads/types';

/** A source's last attempt and last success. `state` here is before ageing: never `stale`. */
export interface SourceRow {
  name: string;
  kind: 'kubernetes' | 'prometheus';
  cluster: string;
  state: Exclude<SourceStateName, 'stale'>;
  lastSuccess: string | null;
  lastAttempt: string | null;
  message: string | null;
}

/** A workload of a cluster as it was last read. */
export interface WorkloadRow {
  cluster: string;
  namespace: string;
  kind: string;
  name: string;
  facts: WorkloadFacts;
}

/** Traffic of a workload as a server last told it. */
export interface TrafficRow extends WorkloadTraffic {
  server: string;
  cluster: string;
  /** ISO-8601, UTC: the evaluation time. */
  at: string;
}

/** A workload as metrics name it: without its kind. */
export interface PlaceOfWorkload {
  cluster: string;
  namespace: string;
  name: string;
}

/** What one server tells of a cluster beside traffic. */
export interface Observations {
  proxies: (ProxyObservation & { mesh: MeshId })[];
  gauges: (MeshGauge & { mesh: MeshId })[];
  edges: WorkloadEdge[];
}

/** A proxy that a server scrapes. */
export interface ProxyRow extends ProxyObservation {
  server: string;
  cluster: string;
  mesh: MeshId;
}

/** A figure about a mesh as a server last told it. */
export interface GaugeRow extends MeshGauge {
  server: string;
  cluster: string;
  mesh: MeshId;
}

/** Traffic between two workloads as a server last told it. `cluster` is the destination's. */
export interface EdgeRow extends WorkloadEdge {
  server: string;
  cluster: string;
  sourceCluster: string;
}

/** Encrypted and plaintext requests or connections into one workload in one hour. */
export interface EvidenceRow {
  cluster: string;
  namespace: string;
  workload: string;
  /** ISO-8601, UTC: start of the hour. */
  hour: string;
  encrypted: number;
  plaintext: number;
  /** Who called in plaintext, where the mesh names them; null: connections, which are not counted. */
  callers?: { namespace: string; workload: string; requests: number | null }[];
}

/** Who called in plaintext within the evidence kept. */
export interface EvidenceCaller {
  namespace: string;
  workload: string;
  /** null: connections only. */
  requests: number | null;
  /** ISO-8601, UTC: start of the last hour in which it did. */
  lastSeen: string;
}

/** Evidence of one workload summed over the hours kept. */
export interface EvidenceSum {
  cluster: string;
  namespace: string;
  workload: string;
  encrypted: number;
  plaintext: number;
  lastPlaintext: string | null;
  callers?: EvidenceCaller[];
}

/** Status of an entity in one namespace of one cluster: what a cluster or namespace filter pools. */
export interface EntitySlice {
  cluster: string;
  namespace: string;
  stage: Stage;
  membership: MembershipState;
  mtlsConfigured: MtlsMode;
  health: Health;
  meshedPods: number;
  runningPods: number;
  meshedWorkloads: number;
  workloads: number;
  /** Requests per second, total and successful; null: none seen. */
  requests: { total: number; success: number } | null;
  /** Encrypted and all inbound requests (else connections) over the mTLS window. */
  encrypted: { encrypted: number; total: number } | null;
  meshes: { mesh: MeshId; dataPlane: DataPlane }[];
}

/** What is kept of one entity. */
export interface EntityRecord {
  summary: EntityMeshSummary;
  status: EntityMeshStatus;
  eligibilityReason: string | null;
  slices: EntitySlice[];
  /** Owners and their ancestors (`parentOf`), for roll-up; the direct owner included. */
  ownerRollup: string[];
  /** `cluster/namespace/kind/name` of the workloads that belong to it. */
  workloads: string[];
}

/** Which entities a caller may see: `all`, or these refs. */
export type Visibility = { all: true } | { all: false; refs: string[] };

export const ENTITY_SORT_FIELDS = [
  'entityRef',
  'title',
  'owner',
  'system',
  'domain',
  'lifecycle',
  'type',
  'stage',
  'membership',
  'mtlsConfigured',
  'mtlsObservedShare',
  'successRate',
  'requestsPerSecond',
  'recommendation',
  'eligibility',
  'health',
  'asOf',
] as const;
export type EntitySortField = (typeof ENTITY_SORT_FIELDS)[number];

/** Filters; values of one name are alternatives, names are combined. `none`: has no value. */
export interface EntityFilter {
  owner?: string[];
  system?: string[];
  domain?: string[];
  cluster?: string[];
  namespace?: string[];
  lifecycle?: string[];
  type?: string[];
  mesh?: string[];
  dataPlane?: string[];
  stage?: string[];
  /** Configured mTLS. */
  mtls?: string[];
  eligibility?: string[];
  /** Verdict. */
  recommendation?: string[];
  /** Finding codes. */
  finding?: string[];
  health?: string[];
  membership?: string[];
  /** Words looked for in title and ref. */
  text?: string[];
}

export interface EntityQuery {
  filter: EntityFilter;
  sort: { field: EntitySortField; descending: boolean };
  limit: number;
  /** Opaque; InputError where it is not one of ours or was made for another sort. */
  cursor?: string;
}

export interface ScorecardQuery {
  filter: EntityFilter;
  groupBy: GroupBy;
  /** Of owners. */
  rollup: boolean;
}

/** What was last known of an entity before it became unknown. */
export interface LastKnown {
  at: string;
  membership: MembershipState;
  stage: Stage;
}

/** Latency over some hours, as callers measured it. */
export interface LatencySide {
  p95Ms: number;
  requests: number;
}

/** Latency of an entity before and after it joined a mesh. */
export interface JoinLatency {
  entityRef: string;
  joinedMeshAt: string;
  /** Hours after it joined that `after` is of. */
  hours: number;
  /** Of the callers that measured it; null: none did. */
  mesh: MeshId | null;
  /** Over a day; null: no caller in the mesh measured it. */
  before: LatencySide | null;
  after: LatencySide | null;
}

/** What an entity's next verdict needs of those before it. */
export interface Remembered extends LastKnown {
  /** When it was seen to join a mesh; null: it was in before that, or is not in. */
  joinedMeshAt?: string | null;
}

/**
 * Everything Meshboard keeps.
 *
 * Writes are upserts: repeating a run changes nothing.
 */
export interface MeshStore {
  listSources(): Promise<SourceRow[]>;
  upsertSource(row: SourceRow): Promise<void>;
  /** Drops sources that are no longer configured, and what came from them. */
  retainSources(
    names: { kind: string; name: string; cluster: string }[],
  ): Promise<void>;

  /**
   * Writes a cluster's workloads; those not in `rows` are removed.
   *
   * @param namespaces - when given, only these namespaces were read, and only in them rows are removed
   */
  replaceWorkloads(
    cluster: string,
    rows: WorkloadRow[],
    namespaces?: string[],
  ): Promise<void>;
  listWorkloads(filter?: {
    cluster?: string;
    keys?: string[];
  }): Promise<WorkloadRow[]>;
  /** Namespaces of a cluster in which mesh infrastructure runs. */
  infrastructureNamespaces(cluster: string): Promise<string[]>;
  /** All workloads, a page at a time. */
  streamWorkloads(): AsyncIterable<WorkloadRow[]>;
  upsertCluster(status: ClusterStatus): Promise<void>;
  listClusters(): Promise<ClusterStatus[]>;

  replaceTraffic(
    server: string,
    cluster: string,
    rows: TrafficRow[],
  ): Promise<void>;
  /** Of workloads of these names in these clusters and namespaces; others may come with them. */
  listTraffic(
    workloads: { cluster: string; namespace: string; name: string }[],
  ): Promise<TrafficRow[]>;

  /** What a server tells of a cluster beside traffic; what it told before goes. */
  replaceObservations(
    server: string,
    cluster: string,
    observations: Observations,
  ): Promise<void>;
  listProxies(
    places: { cluster: string; namespace: string }[],
  ): Promise<ProxyRow[]>;
  listGauges(): Promise<GaugeRow[]>;
  /** Edges whose source, or whose destination, is any of these workloads. */
  listEdges(
    end: 'source' | 'destination',
    places: PlaceOfWorkload[],
  ): Promise<EdgeRow[]>;
  /** Entities that the workloads at these places belong to, by `cluster/namespace/name`. */
  entitiesAt(places: PlaceOfWorkload[]): Promise<Map<string, string[]>>;

  /** Hours of a cluster for which evidence is complete, from `since` on. */
  evidenceHours(cluster: string, since: string): Promise<string[]>;
  /** Writes one complete hour of a cluster. */
  writeEvidence(
    cluster: string,
    hour: string,
    rows: EvidenceRow[],
  ): Promise<void>;
  sumEvidence(since: string): Promise<EvidenceSum[]>;
  deleteEvidenceBefore(before: string, batch: number): Promise<number>;

  /**
   * Writes entities, batch by batch where they come in batches; with `complete`, those not given
   * are removed at the end.
   */
  writeEntities(
    records: EntityRecord[] | AsyncIterable<EntityRecord[]>,
    options: { complete: boolean },
  ): Promise<void>;
  getStatus(entityRef: string): Promise<EntityMeshStatus | undefined>;
  /** Stage and membership as they were before each became unknown, by entityRef. */
  listLastKnown(): Promise<Map<string, Remembered>>;
  /** Which of `cluster` each entity had pods in when last seen, by entityRef. */
  listEntityClusters(): Promise<Map<string, string[]>>;

  /** Entities that joined a mesh since, with the hours after it whose latency is known. */
  listJoined(
    since: string,
  ): Promise<{ entityRef: string; joinedMeshAt: string; hours: number }[]>;
  writeJoinLatency(latency: JoinLatency): Promise<void>;
  /** By entityRef. */
  listJoinLatencies(): Promise<Map<string, JoinLatency>>;
  deleteJoinLatenciesBefore(before: string): Promise<void>;

  queryEntities(
    query: EntityQuery,
    visibility: Visibility,
  ): Promise<{
    items: EntityMeshSummary[];
    totalItems: number;
    nextCursor?: string;
  }>;
  scorecard(query: ScorecardQuery, visibility: Visibility): Promise<Scorecard>;
  queryUnmatched(query: {
    limit: number;
    cursor?: string;
    cluster?: string[];
    namespace?: string[];
  }): Promise<{
    items: UnmatchedWorkload[];
    totalItems: number;
    nextCursor?: string;
  }>;
}
