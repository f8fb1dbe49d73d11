import {
  Alternative,
  DataPlane,
  MeshId,
  RecommendationReason,
  RecommendationVerdict,
  Reason,
} from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadRow } from '../../store/types';

/** A mesh in a cluster, with how many of the cluster's pods are in it. */
export interface MeshInUse {
  mesh: MeshId;
  dataPlane: DataPlane | null;
  pods: number;
}

/**
 * What is weighed for one entity in one cluster. Numbers of the whole estate may decide, but stand in
 * no text: a reader may not see all of it.
 */
export interface RecommendationInput {
  cluster: string;
  /** Its running workloads there, infrastructure left out. */
  workloads: WorkloadRow[];
  /** Meshes there, most pods first; null: could not be seen. */
  meshes: MeshInUse[] | null;
  /** Services with running pods in the cluster. */
  services: number;
  minimumServices: number;
  standard?: MeshId;
  discontinued: Map<string, string>;
  title(mesh: MeshId): string;
}

/** What one criterion makes of it. */
export interface Opinion {
  /** The verdict it argues for; without one it only weighs. */
  verdict?: Exclude<RecommendationVerdict, 'unknown'>;
  mesh?: MeshId;
  dataPlane?: DataPlane | null;
  reasons: RecommendationReason[];
  blockers?: Reason[];
  alternatives?: Alternative[];
}

/** One criterion a file. */
export type Criterion = (input: RecommendationInput) => Opinion | undefined;
