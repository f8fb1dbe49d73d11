import { AccessRules } from './access';
import { ComplianceCheck, MeshFeature } from './features';
import { Finding, Fix, NotEvaluated, Reason } from './reasons';
import { Recommendation } from './recommendation';
import { SourceState } from './sources';
import { ProxyVersion } from './versions';
import {
  DataPlane,
  EligibilityState,
  EnforceableVerdict,
  Health,
  MembershipState,
  MeshId,
  MtlsMode,
  RecommendationVerdict,
  Severity,
  Stage,
} from './words';
import { Membership, Traffic, WorkloadStatus } from './workloads';

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
      /** Over the mTLS window; null for connections, which have no rate. */
      requestsPerSecond: number | null;
      /** ISO-8601, UTC: start of the last hour of the evidence kept in which it called so. */
      lastSeen?: string;
    }
  | { hidden: true; count: number };

/** @public */
export interface Certificate {
  subject: 'leaf' | 'issuer' | 'root';
  mesh: MeshId;
  cluster: string;
  notAfter: string;
  /** How many certificates this one is the earliest of. */
  earliestOf: number;
  /** Where it was read: an object or a metric. */
  source?: string;
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
    enforceable: {
      verdict: EnforceableVerdict;
      reasons: Reason[];
      /** What requires mTLS, and what exempts a single port. */
      fix?: Fix[];
    };
  };
  /** null: no metrics source covers it. */
  traffic: Traffic | null;
  stage: Stage;
  health: Health;
  /** Where it is unknown now: what was seen last. */
  lastKnown?: { at: string; membership: string; stage: Stage };
  recommendation: Recommendation;
  findings: Finding[];
  /** Findings that could not be looked for, and why. */
  notEvaluated?: NotEvaluated[];
  /** Which identities may call it. */
  access?: AccessRules;
  /** What the mesh does for it. */
  features?: MeshFeature[];
  compliance?: ComplianceCheck[];
  versions?: ProxyVersion[];
  /** When it was seen to join a mesh; null: it was in before Meshboard looked, or is not in. */
  joinedMeshAt?: string | null;
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
