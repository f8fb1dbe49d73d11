import { Reason } from './reasons';
import { DataPlane, MembershipState, MeshId, MtlsMode } from './words';

/**
 * The presence of one mesh among running pods.
 *
 * @public
 */
export interface MeshPresence {
  mesh: MeshId;
  dataPlane: DataPlane;
  versions: string[];
  revisions: string[];
  pods: number;
}

/** @public */
export interface Membership {
  state: MembershipState;
  meshes: MeshPresence[];
  /** Running pods in a mesh. */
  meshedPods: number;
  /** Running pods. */
  totalPods: number;
  /** Running pods of which it cannot be told; none where it is left out. */
  unknownPods?: number;
  /** Why some pods are not in. */
  reasons: Reason[];
}

/** @public */
export interface Traffic {
  /** ISO-8601 duration over which rates were taken. */
  window: string;
  requestsPerSecond: number | null;
  /** 0 to 1; null without requests or where only connections are seen. */
  successRate: number | null;
  /** 0 to 1 */
  objective: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  /**
   * Why figures are null though something was measured: `l4-only` (the data plane sees connections,
   * no requests), `latency-not-pooled` (two meshes, which do not time the same thing).
   */
  reasons?: Reason[];
}

/** @public */
export interface PortMtls {
  port: number;
  mode: MtlsMode;
  /** The object that decides, by kind and name. */
  source: string;
}

/** @public */
export interface WorkloadStatus {
  cluster: string;
  namespace: string;
  kind: string;
  name: string;
  membership: Membership;
  mtls: {
    configured: MtlsMode;
    ports: PortMtls[];
    /** 0 to 1; null without traffic. */
    observedShare: number | null;
  };
  traffic: Traffic | null;
}

/** @public */
export interface UnmatchedWorkload {
  cluster: string;
  namespace: string;
  kind: string;
  name: string;
  membership: MembershipState;
  meshes: MeshId[];
  meshedPods: number;
  totalPods: number;
  infrastructure: boolean;
  labels: Record<string, string>;
}

/** @public */
export interface UnmatchedPage {
  items: UnmatchedWorkload[];
  totalItems: number;
  pageInfo: { nextCursor?: string };
}
