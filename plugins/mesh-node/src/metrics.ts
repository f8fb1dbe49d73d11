import { MeshId } from '@meshboard/backstage-plugin-mesh-common';
import { ProxyReference, WorkloadReference } from './adapter';

/**
 * One row of a Prometheus answer.
 *
 * @public
 */
export interface MetricSample {
  labels: Record<string, string>;
  value: number;
}

/**
 * Answers of one cluster by query id. A query that failed is absent.
 *
 * @public
 */
export type MeshAnswers = Record<string, MetricSample[] | undefined>;

/**
 * What a query needs to know of the server it is sent to.
 *
 * @public
 */
export interface QueryContext {
  /** Joins labels for `by (…)` and `on (…)`, with the server's cluster label where it has one. */
  labels(...names: string[]): string;
  /** Further matchers to stand inside every selector, each led by `, `; may be empty. */
  matchers: string;
}

/**
 * How text gets into PromQL.
 *
 * @public
 */
export interface PromqlText {
  /** A string literal, quotes included. */
  quote(value: string): string;
  /**
   * A string literal of a regular expression that matches these values and no others.
   *
   * @param then - a regular expression for what has to follow any of them
   */
  oneOf(values: string[], then?: string): string;
}

/**
 * A query of a mesh's catalogue.
 *
 * @public
 */
export interface MetricQuery {
  /** kebab-case, unique in the mesh. */
  id: string;
  description: string;
  /** Needed to read encrypted and plaintext counts: asked again for past hours. */
  evidence?: boolean;
  /**
   * It tells something beside traffic: where it fails the others stand, and what they do not tell
   * was not there.
   */
  beside?: boolean;
  /** In place of the catalogue's; null: it is never asked in parts by a label. */
  partLabel?: string | null;
  /** Asked of single workloads too, over a range of time. */
  signal?: boolean;
  promql(context: QueryContext): string;
}

/**
 * Traffic into one workload, seen by the mesh. Rates are per second; null: no such series.
 *
 * @public
 */
export interface WorkloadTraffic {
  namespace: string;
  workload: string;
  /** null where the mesh's metrics do not say. */
  kind: string | null;
  /**
   * Where metrics name a pod and not its workload: `workload` is that pod too, and the row is joined
   * with the pods that were read before it is kept.
   */
  pod?: string;
  mesh: MeshId;
  /** HTTP and gRPC requests over five minutes. */
  requests: { total: number; success: number } | null;
  /** The same over the objective's window, as counts. */
  objectiveRequests: { total: number; success: number } | null;
  /** Cumulative latency buckets: upper bound in milliseconds (`Infinity` last) and requests per second. */
  latency: { leMs: number; perSecond: number }[] | null;
  /** Inbound requests over the mTLS window, as counts. */
  encryptedRequests: { encrypted: number; total: number } | null;
  /** Inbound TCP connections over the mTLS window, as counts. */
  encryptedConnections: { encrypted: number; total: number } | null;
  /**
   * The connections counted are not those that carried the requests, so both are evidence.
   * Where false, HTTP's connections are counted too, health probes among them.
   */
  connectionsApart: boolean;
  /** Named callers without encryption over the mTLS window; rates averaged over it, null for TCP. */
  plaintextCallers: {
    cluster: string | null;
    namespace: string;
    workload: string;
    requestsPerSecond: number | null;
  }[];
}

/**
 * Traffic from one workload to another over five minutes, as the server's side saw it where it was
 * seen there.
 *
 * @public
 */
export interface WorkloadEdge {
  mesh: MeshId;
  /** The caller; null where it is in the cluster that was asked. */
  sourceCluster: string | null;
  sourceNamespace: string;
  sourceWorkload: string;
  /** Where metrics name the calling pod and not its workload, as in `WorkloadTraffic`. */
  sourcePod?: string;
  destinationNamespace: string;
  destinationWorkload: string;
  /** Requests per second; null where only connections are seen. */
  requests: { total: number; success: number } | null;
  /** Requests, else connections, per second; null where the mesh does not say for this pair. */
  encrypted: { encrypted: number; total: number } | null;
}

/**
 * What metrics say of one proxy.
 *
 * @public
 */
export interface ProxyObservation extends ProxyReference {
  /** End of its leaf certificate, ISO-8601, UTC; null: not told. */
  certificateNotAfter: string | null;
  /** Share of its scheduling periods in which it waited for CPU, 0 to 1; absent: not told. */
  throttledShare?: number;
}

/**
 * A figure about a mesh as a whole, in one cluster.
 *
 * @public
 */
export interface MeshGauge {
  /** kebab-case, unique in the mesh. */
  id: string;
  /** What tells it from others of the same id: a revision, a component; may be empty. */
  labels: Record<string, string>;
  value: number;
}

/**
 * How one mesh's metrics are asked for and read.
 *
 * @public
 */
export interface MeshMetrics {
  queries: MetricQuery[];
  /**
   * A label of every selector that is also in the outer grouping of every query, such as the
   * namespace: what is too much for a server is asked in parts of it.
   */
  partLabel?: string;
  /**
   * Matchers, each led by `, `, that together narrow the signal queries to these workloads. Values
   * are put in by `quote` and `oneOf` alone. Absent: the mesh has no signals over time.
   *
   * @param write - puts text into a PromQL string
   */
  matchersOf?(workloads: WorkloadReference[], write: PromqlText): string[];
  /**
   * How long callers in the mesh wait for these workloads, which they measure before a workload has a
   * proxy of its own: PromQL whose rows are cumulative buckets by `le` in milliseconds, per second
   * over an hour. Several have no series in common.
   */
  clientLatency?(
    workloads: WorkloadReference[],
    context: QueryContext,
    write: PromqlText,
  ): string[];
  /**
   * Reads the answers of one cluster, by query id. A query that failed is absent.
   *
   * @param seconds - length of the mTLS window, to turn counts into rates
   */
  read(answers: MeshAnswers, seconds: number): WorkloadTraffic[];
  readEdges?(answers: MeshAnswers): WorkloadEdge[];
  /** Proxies that are scraped. @param at - evaluation time */
  readProxies?(answers: MeshAnswers, at: Date): ProxyObservation[];
  readGauges?(answers: MeshAnswers): MeshGauge[];
}
