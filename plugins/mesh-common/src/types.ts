/**
 * The mesh a pod belongs to. Modules may add ids of their own.
 *
 * @public
 */
export type MeshId =
  | 'istio'
  | 'linkerd'
  | 'consul'
  | 'kuma'
  | 'cilium'
  | 'app-mesh'
  | 'open-service-mesh'
  | 'nginx-service-mesh'
  | 'traefik-mesh'
  | (string & {});

/**
 * Where the proxy runs. `gateway` and `node` are mesh infrastructure: a proxy is their job.
 *
 * @public
 */
export type DataPlane = 'sidecar' | 'ambient' | 'node' | 'gateway' | 'none';

/**
 * The adoption ladder, lowest step first; `unknown` is not a step.
 *
 * @public
 */
export type Stage =
  | 'not-meshed'
  | 'meshed'
  | 'encrypted'
  | 'strict'
  | 'zero-trust'
  | 'unknown';

/**
 * What the server side accepts, by configuration.
 *
 * @public
 */
export type MtlsMode =
  | 'strict'
  | 'permissive'
  | 'disabled'
  | 'mixed'
  | 'unknown';

/** @public */
export type MembershipState = 'meshed' | 'partial' | 'not-meshed' | 'unknown';

/** @public */
export type EligibilityState =
  | 'eligible'
  | 'exempt'
  | 'not-applicable'
  | 'unknown';

/** @public */
export type Health =
  | 'healthy'
  | 'unhealthy'
  | 'too-few-requests'
  | 'no-traffic'
  | 'unknown';

/** @public */
export type EnforceableVerdict =
  | 'yes'
  | 'no'
  | 'already'
  | 'not-enough-traffic'
  | 'unknown';

/** @public */
export type RecommendationVerdict =
  | 'adopt'
  | 'keep'
  | 'migrate'
  | 'not-needed'
  | 'not-meshable'
  | 'unknown';

/** @public */
export type Severity = 'info' | 'warning' | 'critical';

/**
 * Something a person can type or apply.
 *
 * @public
 */
export interface Fix {
  label: string;
  cluster?: string;
  command?: string;
  manifest?: string;
  docs?: string;
  /** Other entities, by ref, that the fix touches. */
  alsoAffects?: string[];
}

/**
 * Why something is as it is.
 *
 * @public
 */
export interface Reason {
  /** kebab-case, one of the documented codes. */
  code: string;
  message: string;
  count?: number;
  /** Names of pods concerned, at most 20. */
  pods?: string[];
  fix?: Fix[];
}

/** @public */
export interface Finding {
  code: string;
  severity: Severity;
  title: string;
  evidence: string;
  /** `cluster/namespace/kind/name` */
  workloads: string[];
  fix: Fix[];
  /** Codes of other tools, for example `IST0103`. */
  seeAlso: string[];
}

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

/**
 * A plaintext caller that the user may see, or a number of those they may not.
 *
 * @public
 */
export type PlaintextCaller =
  | {
      cluster: string | null;
      namespace: string;
      workload: string;
      entityRef?: string;
      requestsPerSecond: number | null;
    }
  | { hidden: true; count: number };

/** @public */
export interface RecommendationReason {
  criterion: string;
  /** A mesh, a verdict or an alternative. */
  favours: string;
  weight: number;
  evidence: string;
  origin: 'observed' | 'declared' | 'configured' | 'assumed';
}

/** @public */
export interface Alternative {
  name: string;
  why: string;
}

/** @public */
export interface Recommendation {
  verdict: RecommendationVerdict;
  mesh: MeshId | null;
  dataPlane: DataPlane | null;
  confidence: 'high' | 'medium' | 'low';
  summary: string;
  reasons: RecommendationReason[];
  blockers: Reason[];
  /** When no mesh is the answer. */
  alternatives: Alternative[];
  /** Where clusters differ. */
  perCluster?: {
    cluster: string;
    verdict: RecommendationVerdict;
    mesh: MeshId | null;
    dataPlane: DataPlane | null;
  }[];
}

/** @public */
export type SourceStateName =
  | 'ok'
  | 'stale'
  | 'failed'
  | 'not-permitted'
  | 'not-collectable'
  | 'never-read';

/** @public */
export interface SourceState {
  name: string;
  kind: 'kubernetes' | 'prometheus';
  cluster: string;
  state: SourceStateName;
  lastSuccess: string | null;
  lastAttempt: string | null;
  message?: string;
}

/** @public */
export interface Certificate {
  subject: 'leaf' | 'issuer' | 'root';
  mesh: MeshId;
  cluster: string;
  notAfter: string;
  /** How many certificates this one is the earliest of. */
  earliestOf: number;
}

/** @public */
export interface MeshLink {
  title: string;
  url: string;
  kind: 'grafana' | 'kiali' | 'jaeger' | 'linkerd-viz' | (string & {});
}

/**
 * Everything known about one catalog entity.
 *
 * @public
 */
export interface EntityMeshStatus {
  /** For example `component:default/payments`. */
  entityRef: string;
  /** Oldest contributing source's last success; null where nothing was ever read. */
  asOf: string | null;
  eligibility: { state: EligibilityState; reason?: string };
  membership: Membership;
  mtls: {
    configured: MtlsMode;
    /** Encrypted share of inbound traffic, 0 to 1; null without traffic. */
    observedShare: number | null;
    plaintextCallers: PlaintextCaller[];
    enforceable: { verdict: EnforceableVerdict; reasons: Reason[] };
  };
  /** null: no metrics source covers it. */
  traffic: Traffic | null;
  stage: Stage;
  health: Health;
  /** Where it is unknown now: what was seen last. */
  lastKnown?: { at: string; membership: string; stage: Stage };
  recommendation: Recommendation;
  findings: Finding[];
  workloads: WorkloadStatus[];
  certificates: Certificate[];
  links: MeshLink[];
  exemption?: {
    reason: string;
    approvedBy: string | null;
    expiresAt: string | null;
    requested: boolean;
  };
  sources: SourceState[];
  /**
   * How workloads were looked for: shown where none was found.
   * `error` says what is wrong with the entity's annotations.
   */
  lookup?: {
    selector: string | null;
    namespace?: string;
    cluster?: string;
    error?: string;
  };
}

/**
 * One row of the service table.
 *
 * @public
 */
export interface EntityMeshSummary {
  entityRef: string;
  title: string;
  owner: string | null;
  system: string | null;
  domain: string | null;
  lifecycle: string | null;
  type: string | null;
  clusters: string[];
  stage: Stage;
  membership: MembershipState;
  meshes: MeshId[];
  mtlsConfigured: MtlsMode;
  mtlsObservedShare: number | null;
  successRate: number | null;
  requestsPerSecond: number | null;
  findings: Record<Severity, number>;
  recommendation: {
    verdict: RecommendationVerdict;
    mesh: MeshId | null;
    dataPlane: DataPlane | null;
  };
  eligibility: EligibilityState;
  health: Health;
  asOf: string | null;
  /** Running pods in a mesh, and running pods. */
  meshedPods: number;
  totalPods: number;
}

/** @public */
export interface EntityPage {
  items: EntityMeshSummary[];
  totalItems: number;
  pageInfo: { nextCursor?: string };
}

/**
 * Totals of a set of entities. Shares are null where the denominator is 0.
 *
 * @public
 */
export interface Counts {
  total: number;
  eligible: number;
  exempt: number;
  notApplicable: number;
  notApplicableBy: Record<string, number>;
  /** Eligibility unknown. */
  unknown: number;
  /** Eligible entities only. */
  stages: Record<Stage, number>;
  /** Eligible entities only. */
  membership: Record<MembershipState, number>;
  /** Eligible entities only. */
  health: Record<Health, number>;
  pods: { running: number; meshed: number };
  workloads: { total: number; meshed: number };
  /** Share of running pods that belong to some entity. */
  coverage: number | null;
  meshedShare: number | null;
  meshedShareOfKnown: number | null;
  strictShare: number | null;
  healthyShare: number | null;
}

/** @public */
export type GroupBy =
  | 'owner'
  | 'system'
  | 'domain'
  | 'cluster'
  | 'namespace'
  | 'lifecycle'
  | 'type'
  | 'mesh';

/** @public */
export interface ScorecardGroup {
  /** `none` for what has no value. */
  key: string;
  title: string;
  counts: Counts;
  before?: Counts;
}

/** @public */
export interface Scorecard {
  asOf: string | null;
  /** Whether the groups add up to the totals, or overlap. */
  partition: boolean;
  totals: Counts;
  groups: ScorecardGroup[];
}

/**
 * What is known of one cluster.
 *
 * @public
 */
export interface ClusterStatus {
  name: string;
  title?: string;
  state: SourceStateName;
  asOf: string | null;
  meshes: {
    mesh: MeshId;
    versions: string[];
    revisions: string[];
    /** null: not permitted to see. */
    controlPlane: { ready: number; total: number } | null;
    dataPlaneVersions: { version: string; pods: number }[];
  }[];
  pods: { running: number; meshed: number };
  message?: string;
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
