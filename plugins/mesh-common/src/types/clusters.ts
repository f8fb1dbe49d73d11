import { ClusterFinding, NotEvaluated } from './reasons';
import { ProxyVersion } from './versions';
import { MeshId, SourceStateName } from './words';

/**
 * A webhook that puts proxies into pods.
 *
 * @public
 */
export interface Injector {
  /** The MutatingWebhookConfiguration. */
  name: string;
  revision: string | null;
  /** What becomes of a new pod while the injector does not answer: `Fail` refuses it, `Ignore` lets it in without a proxy. */
  failurePolicy: 'Fail' | 'Ignore' | (string & {});
  /** Whether pods stand behind its Service; null: could not be seen. */
  answers: boolean | null;
}

/**
 * Part of a control plane.
 *
 * @public
 */
export interface MeshComponent {
  /** Deployment or DaemonSet, by name. */
  name: string;
  namespace: string;
  /** Running pods. */
  ready: number;
  total: number;
}

/**
 * A certificate of a mesh in a cluster.
 *
 * @public
 */
export interface MeshCertificate {
  subject: 'leaf' | 'issuer' | 'root';
  mesh: MeshId;
  /** In words: which certificate. */
  name: string;
  /** ISO-8601, UTC. */
  notAfter: string;
  /** Where it was read: an object or a metric. */
  source: string;
  /** How many certificates this one is the earliest of. */
  earliestOf: number;
  /** Owners of entities that have pods under it, by ref. */
  owners?: string[];
}

/**
 * One mesh in a cluster.
 *
 * @public
 */
export interface MeshInClusterStatus {
  mesh: MeshId;
  versions: string[];
  revisions: string[];
  /** null: not permitted to see. */
  controlPlane: { ready: number; total: number } | null;
  dataPlaneVersions: { version: string; pods: number }[];
  components?: MeshComponent[];
  injectors?: Injector[];
  proxies?: ProxyVersion[];
  findings?: ClusterFinding[];
  notEvaluated?: NotEvaluated[];
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
  meshes: MeshInClusterStatus[];
  certificates?: MeshCertificate[];
  pods: { running: number; meshed: number };
  message?: string;
}
