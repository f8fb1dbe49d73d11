import {
  AllowedCaller,
  ClusterFinding,
  DataPlane,
  Injector,
  MeshCertificate,
  MeshComponent,
  MeshFeature,
  MeshFinding,
  MeshId,
  MtlsMode,
  NotEvaluated,
  PortMtls,
  Reason,
  VersionSkew,
} from '@meshboard/backstage-plugin-mesh-common';
import { MeshMetrics } from './metrics';
import {
  ClusterSnapshot,
  ControllerRecord,
  PodRecord,
  ServiceRecord,
} from './records';

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
  components?: MeshComponent[];
  injectors?: Injector[];
}

/**
 * A workload as a mesh looks at it.
 *
 * @public
 */
export interface WorkloadView {
  reference: WorkloadReference;
  /** Undefined for a kind that is not listed, and for a pod without an owner. */
  controller?: ControllerRecord;
  /** Running pods that are no mesh infrastructure. */
  pods: PodRecord[];
  /** Those of them that are in this mesh. */
  meshed: PodRecord[];
  /** Services that select any of its pods. */
  services: ServiceRecord[];
  /** Ports that a pod is known to serve on. */
  ports(pod: PodRecord): number[];
}

/**
 * What a mesh's objects say about one workload, beyond membership and mTLS.
 *
 * @public
 */
export interface WorkloadInspection {
  findings?: MeshFinding[];
  notEvaluated?: NotEvaluated[];
  features?: Omit<MeshFeature, 'workloads'>[];
  /** Who is let in by policy; without `entityRef`, which is found later. */
  allowed?: Exclude<AllowedCaller, { hidden: true }>[];
}

/**
 * The proxy that speaks for a pod: its own container, or the node's.
 *
 * @public
 */
export interface ProxyReference {
  namespace: string;
  /** The pod that runs the proxy. */
  pod: string;
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
  /** Asked once per workload that has running pods. */
  inspect?(workload: WorkloadView): WorkloadInspection;
  /** Asked only of pods that are in this mesh; null: which proxy it is cannot be told. */
  proxyOf?(pod: PodRecord): ProxyReference | null;
  /** How a proxy's version stands to its control plane's. */
  skew?(proxy: {
    version: string | null;
    revision: string | null;
    dataPlane: DataPlane;
  }): { controlPlane: string | null; skew: VersionSkew };
  /**
   * What the API server's words on why a pod could not be made say of this mesh; undefined: they
   * speak of something else.
   */
  creationFailure?(message: string): Reason | undefined;
  /** Of the control plane, its injectors and its nodes. */
  findings?(): ClusterFinding[];
  notEvaluated?(): NotEvaluated[];
  /** Issuers and roots that can be read without Secrets. */
  certificates?(): Omit<MeshCertificate, 'mesh' | 'owners'>[];
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
  /** Events to read, by their reason: `FailedCreate`, `InjectionSkipped`. */
  readonly eventReasons?: string[];
  /** ConfigMaps to read by name, once the rest of the cluster has been read. */
  configMaps(snapshot: ClusterSnapshot): { namespace: string; name: string }[];
  prepare(snapshot: ClusterSnapshot): MeshInCluster;
  readonly metrics?: (windows: {
    /** PromQL durations. */
    mtls: string;
    objective: string;
    /** Of rates and latencies; five minutes where nothing is said. */
    rate?: string;
  }) => MeshMetrics;
}
