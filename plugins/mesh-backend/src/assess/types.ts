import {
  ClusterStatus,
  SourceState,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  ProxyObservation,
  ProxyReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { MeshConfig } from '../config';
import { Lookup } from '../entities/matching';
import { MeshEntity } from '../entities/types';
import { OwnersOf } from './fixes';
import { MeshInUse } from './recommendation/types';
import {
  EvidenceSum,
  JoinLatency,
  Remembered,
  TrafficRow,
  WorkloadRow,
} from '../store/types';

/** A source's state with what follows from its age. */
export interface AgedSource extends SourceState {
  /** Nothing it said counts any more. */
  dark: boolean;
}

/** Estate-wide facts that a recommendation weighs. */
export interface Estate {
  /** Eligible services, by cluster; a service in two clusters counts in both. */
  servicesByCluster: Map<string, number>;
  services: number;
  /** Meshes found by cluster, most pods first; null: could not be seen. */
  meshesByCluster: Map<string, MeshInUse[] | null>;
  /** Why services should leave a mesh, by mesh. */
  discontinued: Map<string, string>;
  titles: Map<string, string>;
  /** Meshes whose metrics are asked for. */
  measured: Set<string>;
}

/** Everything that decides one entity's status. */
export interface EntityInput {
  /** ISO-8601, UTC. */
  now: string;
  config: MeshConfig;
  entity: MeshEntity;
  lookup: Lookup;
  /** Workloads that belong to it, of dark clusters too. */
  workloads: WorkloadRow[];
  sources: AgedSource[];
  /** What is known of each cluster's meshes, by name. */
  clusters: Map<string, ClusterStatus>;
  /** Traffic of a workload, from servers that are not dark. */
  traffic(workload: WorkloadRow): TrafficRow | undefined;
  evidence(workload: WorkloadRow): EvidenceSum | undefined;
  /** What servers that are not dark tell of a proxy; undefined: none scrapes it. */
  proxy(cluster: string, proxy: ProxyReference): ProxyObservation | undefined;
  /** Hours of complete evidence in a cluster, of those that the window has. */
  evidenceHours(cluster: string): number;
  /** The entity that a caller belongs to. */
  entityOf(
    cluster: string,
    namespace: string,
    workload: string,
  ): string | undefined;
  /** The one entity whose pods run as a service account, in any cluster. */
  entityOfAccount(namespace: string, name: string): string | undefined;
  /** Entities that share a namespace or a workload. */
  ownersOf: OwnersOf;
  /** Clusters in which it had pods when last seen. */
  hadPodsIn: string[];
  lastKnown?: Remembered;
  /** Before and after it joined a mesh, where that was looked at. */
  joinLatency?: JoinLatency;
  estate: Estate;
}
