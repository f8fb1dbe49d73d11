import {
  AllowedCaller,
  MeshFeature,
  MeshFinding,
  MeshId,
  Membership,
  MtlsMode,
  NotEvaluated,
  PortMtls,
  ProxyVersion,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  PodAuthorization,
  ProxyReference,
} from '@meshboard/backstage-plugin-mesh-node';

/**
 * What is known of one workload from its cluster alone.
 */
export interface WorkloadFacts {
  labels: Record<string, string>;
  /** Distinct label sets of its pods and pod template: what selectors are matched against. */
  podLabelSets: Record<string, string>[];
  /** Owned by a ReplicaSet, Job, … of which kind and name; for kinds that are not listed (Argo Rollout). */
  listed: boolean;
  /**
   * `running`: it has running pods. `idle`: nothing is wanted (replicas 0, CronJob between runs,
   * finished Job). `not-running`: pods are wanted and none runs.
   */
  activity: 'running' | 'idle' | 'not-running';
  /** Why none runs, where known. */
  activityMessage?: string;
  membership: Membership;
  /** Every running pod is mesh infrastructure. */
  infrastructure: boolean;
  /** A running pod, or the pod template where none runs, uses the host's network. */
  hostNetwork: boolean;
  mtls: { configured: MtlsMode; ports: PortMtls[] };
  authorization: PodAuthorization;
  /** Who is let in by policy; without `entityRef`. */
  allowed: Exclude<AllowedCaller, { hidden: true }>[];
  /** The delivery tool that keeps it as its repository has it, in words. */
  managedBy: string | null;
  /** The same of its namespace. */
  namespaceManagedBy: string | null;
  /** What its running pods act as: `namespace/serviceaccount`. */
  serviceAccounts: string[];
  findings: MeshFinding[];
  notEvaluated: NotEvaluated[];
  features: Omit<MeshFeature, 'workloads'>[];
  versions: Omit<ProxyVersion, 'cluster'>[];
  /** Proxies that speak for its running pods in a mesh; null: which they are cannot be told. */
  proxies: ProxyReference[] | null;
  /** Named proxies that are no mesh: `envoy`, `dapr`, `kong`, … */
  otherProxies: string[];
  /** Meshes installed in the cluster, by id; null: could not be seen. */
  meshesInCluster: MeshId[] | null;
}
