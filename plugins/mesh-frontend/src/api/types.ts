import { createApiRef } from '@backstage/core-plugin-api';
import {
  ClusterStatus,
  EntityEdges,
  EntityMeshStatus,
  EntityPage,
  EntitySignals,
  Scorecard,
  SignalRange,
  SourceState,
  UnmatchedPage,
} from '@meshboard/backstage-plugin-mesh-common';

/**
 * Query parameters; a list is sent as a repeated parameter.
 *
 * @public
 */
export type MeshQuery = Record<string, string | string[] | undefined>;

/**
 * What the mesh backend answers.
 *
 * @public
 */
export interface MeshApi {
  /** Everything known of one entity, by ref such as `component:default/payments`. */
  getEntityStatus(entityRef: string): Promise<EntityMeshStatus>;
  /** Reads the entity's workloads again now. */
  refreshEntity(entityRef: string): Promise<EntityMeshStatus>;
  /** Callers and callees, over five minutes. */
  getEdges(entityRef: string): Promise<EntityEdges>;
  /** Traffic over time. */
  getSignals(entityRef: string, range: SignalRange): Promise<EntitySignals>;
  /** A page of the service table. */
  getEntities(query?: MeshQuery): Promise<EntityPage>;
  getScorecard(query?: MeshQuery): Promise<Scorecard>;
  getSources(): Promise<{ items: SourceState[] }>;
  getClusters(): Promise<{ items: ClusterStatus[] }>;
  /** Alert rules for what is installed, as a Prometheus rule file. */
  getAlertRules(options?: { recording?: boolean }): Promise<string>;
  /** A page of workloads that belong to no entity. */
  getUnmatchedWorkloads(query?: MeshQuery): Promise<UnmatchedPage>;
}

/** @public */
export const meshApiRef = createApiRef<MeshApi>({
  id: 'plugin.mesh.service',
});
