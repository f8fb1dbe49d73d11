/** How a pod's traffic is carried. */
export type DataPlane =
  | 'none'
  | 'istio-classic'
  | 'istio-native'
  | 'ambient'
  | 'linkerd-classic'
  | 'linkerd-native'
  | 'osm'
  | 'linkerd-and-osm'
  | 'envoy'
  // An istio-proxy that no injector put in.
  | 'istio-by-hand';

/** Requests into a workload. */
export interface TrafficSpec {
  /** Average over a day, all callers together. */
  rps: number;
  /** 0–1; 1 where nothing is said. */
  success?: number;
  medianMs?: number;
  protocol?: 'http' | 'grpc' | 'tcp';
  /** `namespace/name` of workloads in the same cluster. */
  callers: string[];
  /** It served once and is at rest now. */
  atRest?: boolean;
}

/** A workload and what its pods look like. */
export interface WorkloadSpec {
  namespace: string;
  name: string;
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob';
  replicas: number;
  dataPlane: DataPlane;
  /** So many of its pods are older than the namespace's label, and have no proxy. */
  olderPods: number;
  ports: { name: string; port: number }[];
  image: string;
  /** Container arguments, where they say what a proxy is there for. */
  args?: string[];
  containerName?: string;
  runAsUser?: number;
  labels?: Record<string, string>;
  podLabels?: Record<string, string>;
  podAnnotations?: Record<string, string>;
  hostNetwork?: boolean;
  /** No token is mounted into its pods. */
  withoutToken?: boolean;
  /** No Service selects it. */
  withoutService?: boolean;
  serviceLabels?: Record<string, string>;
  /** A proxy that never got ready in its last pod. */
  lastProxyNotReady?: boolean;
  /** The version of its proxies, where they are behind. */
  proxyVersion?: string;
  /** Of the workload's own object. */
  annotations?: Record<string, string>;
  serviceAnnotations?: Record<string, string>;
  /** An injector refuses its pods: what the API server says of that. */
  refused?: string;
  /** A finished Job whose proxy runs on. */
  finishedButForProxy?: boolean;
  /** None of its pods is ready. */
  notReady?: boolean;
  /** Its proxies have not renewed their certificate for so long. */
  certificateHoursLeft?: number;
  /** Share of periods in which its proxies waited for CPU. */
  throttled?: number;
  traffic?: TrafficSpec;
}

export interface NamespaceSpec {
  name: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** What its annotations were when its pods were made, where they were others. */
  annotationsBefore?: Record<string, string>;
  /** When labels and annotations were written last; else when it was created. */
  labelledAt?: string;
  dataPlane?: DataPlane;
}

/** An object of a mesh's own kinds, as somebody applied it. */
export interface CustomSpec {
  apiVersion: string;
  kind: string;
  /** Plural, as in URLs. */
  plural: string;
  namespace: string;
  name: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  spec: object;
  status?: object;
}

/** Something that happened lately. */
export interface EventSpec {
  namespace: string;
  reason: string;
  message: string;
  about: { kind: string; name: string };
}

/** What is special about Istio in a cluster. */
export interface IstioSpec {
  /** A second control plane, in a namespace and under a root of its own. */
  next?: { revision: string; namespace: string };
  /** Clients use mTLS only where a DestinationRule says so. */
  withoutAutoMtls?: boolean;
  /** Until half of the proxies have new configuration; a tenth of one where nothing is said. */
  pushSeconds?: number;
  /** Injections that fail, an hour. */
  failedInjections?: number;
  /** The latency of requests is counted and summed, and no bucket is kept. */
  withoutBuckets?: boolean;
}

/** What is special about Linkerd in a cluster. */
export interface LinkerdSpec {
  /** Days until its trust anchor and its issuer end. */
  certificates: { anchorDays: number; issuerDays: number };
  /** cert-manager was to renew the issuer so many hours ago. */
  renewalLateHours?: number;
  /** What somebody pasted behind the trust anchor. */
  brokenBundle?: string;
  /** Its CNI plugin redirects, so that pods need no right to. */
  cni?: boolean;
  /** Its proxies take their identity from the token that pods have anyway. */
  withoutTokenProjection?: boolean;
  /** Its injector refuses what it cannot answer for, wherever that is. */
  failsClosed?: boolean;
}

export interface ClusterSpec {
  name: string;
  region: string;
  nodes: number;
  /** Installed meshes; their control planes follow from it. */
  meshes: ('istio' | 'linkerd')[];
  /** With ztunnel and CNI. */
  ambient?: boolean;
  /** Answers 500 to everything. */
  unreadable?: boolean;
  certManager?: boolean;
  istio?: IstioSpec;
  linkerd?: LinkerdSpec;
  events?: EventSpec[];
  namespaces: NamespaceSpec[];
  workloads: WorkloadSpec[];
  custom: CustomSpec[];
}

export interface ComponentSpec {
  name: string;
  title?: string;
  description: string;
  type: string;
  lifecycle: string;
  owner: string;
  system?: string;
  annotations: Record<string, string>;
  dependsOn?: string[];
}

/** The company: what runs, and what its catalog says. */
export interface CompanySpec {
  clusters: ClusterSpec[];
  domains: { name: string; description: string; owner: string }[];
  systems: {
    name: string;
    domain: string;
    owner: string;
    description: string;
  }[];
  groups: { name: string; title: string; type: string; parent?: string }[];
  users: { name: string; displayName: string; memberOf: string[] }[];
  components: ComponentSpec[];
}
