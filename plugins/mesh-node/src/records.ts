/**
 * The controller of an object.
 *
 * @public
 */
export interface OwnerRecord {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
}

/**
 * What every record carries of an object's metadata.
 *
 * @public
 */
export interface MetaRecord {
  name: string;
  /** Empty for cluster-scoped objects. */
  namespace: string;
  uid: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** ISO-8601, UTC; empty where the server sent none. */
  createdAt: string;
  /** The owner reference with `controller: true`, else the only one there is. */
  owner?: OwnerRecord;
}

/** @public */
export interface NamespaceRecord extends MetaRecord {
  /** When a field manager last wrote labels or annotations (`managedFields[].time`), newest first. */
  metadataWrites: { manager: string; time: string; fields: string[] }[];
}

/** @public */
export interface NodeRecord extends MetaRecord {
  kubeletVersion: string;
}

/** @public */
export interface ContainerRecord {
  name: string;
  image: string;
  /** Kept for proxies and their init containers only (args and the first words of command). */
  args: string[];
  /** `Always` on an init container makes it a native sidecar. */
  restartPolicy?: string;
  ports: { name?: string; port: number; protocol: string }[];
  /** Its own security context's, else the pod's; undefined: the image decides. */
  runAsUser?: number;
  /** From the container status; undefined where the pod has no status for it. */
  ready?: boolean;
  /** Kept for proxies only, as written: `100m`, `128Mi`. */
  resources?: {
    requests: { cpu?: string; memory?: string };
    limits: { cpu?: string; memory?: string };
  };
  /** Plain values, kept for proxies only. */
  env?: Record<string, string>;
}

/** @public */
export interface PodRecord extends MetaRecord {
  phase: string;
  /** `deletionTimestamp` is set. */
  deleting: boolean;
  nodeName?: string;
  hostNetwork: boolean;
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  containers: ContainerRecord[];
  initContainers: ContainerRecord[];
}

/**
 * A Deployment, StatefulSet, DaemonSet, Job, CronJob or ReplicaSet.
 *
 * @public
 */
export interface ControllerRecord extends MetaRecord {
  kind: string;
  /** Pods it wants; null where the kind does not say. */
  wanted: number | null;
  podLabels: Record<string, string>;
  podAnnotations: Record<string, string>;
  hostNetwork: boolean;
  /** Of a Job: it has finished. */
  finished?: boolean;
  /** Why it cannot make pods (condition `ReplicaFailure`), as the API server said it. */
  createFailure?: string;
}

/** @public */
export interface ServiceRecord extends MetaRecord {
  /** Empty: the Service selects nothing. */
  selector: Record<string, string>;
  type?: string;
  ports: {
    name?: string;
    port: number;
    /** Number or container port name. */
    targetPort: number | string;
    protocol: string;
    appProtocol?: string;
  }[];
}

/** @public */
export interface LabelSelectorRecord {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** @public */
export interface WebhookRecord extends MetaRecord {
  webhooks: {
    name: string;
    failurePolicy: string;
    namespaceSelector?: LabelSelectorRecord;
    objectSelector?: LabelSelectorRecord;
    service?: { namespace: string; name: string };
  }[];
}

/**
 * An object of a mesh's own kind.
 *
 * @public
 */
export interface CustomRecord extends MetaRecord {
  apiVersion: string;
  kind: string;
  spec: any;
  status?: any;
}

/**
 * Something that happened to an object, as long as the API server keeps it (an hour by default).
 *
 * @public
 */
export interface EventRecord {
  reason: string;
  message: string;
  /** ISO-8601, UTC. */
  lastSeen: string;
  count: number;
  involved: { kind: string; namespace: string; name: string };
}

/** @public */
export interface ConfigMapRecord extends MetaRecord {
  data: Record<string, string>;
}

/**
 * Whether a kind could be read: `absent` is a 404 (not installed), `not-permitted` a 401 or 403.
 *
 * @public
 */
export type ReadOutcome = 'ok' | 'absent' | 'not-permitted' | 'failed';

/**
 * One reading of a cluster, as slim records.
 *
 * @public
 */
export interface ClusterSnapshot {
  cluster: string;
  /** ISO-8601, UTC: when the reading began. */
  readAt: string;
  namespaces: NamespaceRecord[];
  nodes: NodeRecord[];
  pods: PodRecord[];
  controllers: ControllerRecord[];
  services: ServiceRecord[];
  webhooks: WebhookRecord[];
  /** By `<group>/<plural>`, for example `security.istio.io/peerauthentications`. */
  custom: Record<string, CustomRecord[]>;
  configMaps: ConfigMapRecord[];
  /** Of the reasons that adapters ask for. */
  events: EventRecord[];
  /**
   * What became of each kind: keys are plural names (`pods`, `nodes`), `<group>/<plural>` for the
   * meshes' kinds, `configmaps/<namespace>/<name>` and `events/<reason>`.
   */
  access: Record<string, { outcome: ReadOutcome; message?: string }>;
}
