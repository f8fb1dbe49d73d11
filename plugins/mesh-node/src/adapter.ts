import {
  DataPlane,
  Finding,
  MeshId,
  MtlsMode,
  PortMtls,
  Reason,
} from '@meshboard/backstage-plugin-mesh-common';
import { ClusterSnapshot, PodRecord } from './records';

/**
 * A kind that a mesh defines.
 *
 * @public
 */
export interface ResourceQuery {
  group: string;
  /** In order of preference; the next is tried where one answers 404. */
  versions: string[];
  plural: string;
  kind: string;
}

/**
 * The workload that a pod belongs to: what a person restarts or changes.
 *
 * @public
 */
export interface WorkloadReference {
  kind: string;
  name: string;
  namespace: string;
}

/**
 * What one mesh says of one pod.
 *
 * @public
 */
export interface PodMembership {
  mesh: MeshId;
  /** `out`: the pod asks for this mesh, or its namespace does, and it is not in. */
  state: 'in' | 'infrastructure' | 'out';
  dataPlane: DataPlane;
  version: string | null;
  revision: string | null;
  /**
   * Why it is out; or, for a pod that is in, what is wrong with its proxy (`proxy-not-ready`). It names
   * no workload but the pod's own: whoever may see that one is shown it as it is.
   */
  reason?: Reason;
}

/**
 * What the server side of one pod accepts.
 *
 * @public
 */
export interface PodMtls {
  /** The workload's own mode, for ports that are not listed. */
  mode: MtlsMode;
  /** What decides `mode`. */
  source: string;
  ports: PortMtls[];
}

/**
 * Who is let in by policy: `named` identities only, `open` to others too, or not known.
 *
 * @public
 */
export type PodAuthorization = 'named' | 'open' | 'unknown';

/**
 * What a mesh says about a cluster's control plane.
 *
 * @public
 */
export interface MeshInstallation {
  /** null: could not be seen. */
  present: boolean | null;
  versions: string[];
  revisions: string[];
  /** Running control plane pods; null: could not be seen. */
  controlPlane: { ready: number; total: number } | null;
}

/**
 * A mesh's view of one reading of a cluster. Made once per reading, asked once per pod.
 *
 * @public
 */
export interface MeshInCluster {
  installation: MeshInstallation;
  /**
   * undefined: the pod neither has nor asks for this mesh.
   *
   * @param workload - whose pod it is, so that a reason can say what to type
   */
  membership(
    pod: PodRecord,
    workload?: WorkloadReference,
  ): PodMembership | undefined;
  /** Asked only of pods that are in this mesh. `ports` are those the pod is known to serve on. */
  mtls(pod: PodRecord, ports: number[]): PodMtls;
  /** Asked only of pods that are in this mesh. */
  authorization(pod: PodRecord, ports: number[]): PodAuthorization;
  findings?(): Finding[];
}

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
   * Reads the answers of one cluster, by query id. A query that failed is absent.
   *
   * @param seconds - length of the mTLS window, to turn counts into rates
   */
  read(
    answers: Record<string, MetricSample[] | undefined>,
    seconds: number,
  ): WorkloadTraffic[];
}

/**
 * A mesh that Meshboard knows.
 *
 * @public
 */
export interface MeshAdapter {
  readonly id: MeshId;
  readonly title: string;
  /** Why services should leave this mesh, where its project has ended. */
  readonly discontinued?: string;
  readonly resources: ResourceQuery[];
  /** ConfigMaps to read by name, once the rest of the cluster has been read. */
  configMaps(snapshot: ClusterSnapshot): { namespace: string; name: string }[];
  prepare(snapshot: ClusterSnapshot): MeshInCluster;
  readonly metrics?: (windows: {
    /** PromQL durations. */
    mtls: string;
    objective: string;
  }) => MeshMetrics;
}
