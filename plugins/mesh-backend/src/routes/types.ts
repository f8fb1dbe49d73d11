import {
  AuditorService,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  EntityMeshStatus,
  EntitySignals,
  SignalRange,
} from '@meshboard/backstage-plugin-mesh-common';
import { EntityVisibility } from '../permissions/visibility';
import { RulesWriter } from '../rules/RulesWriter';
import { MeshStore } from '../store/types';

/** What the routes are made of. */
export interface RouterOptions {
  store: MeshStore;
  catalog: Pick<CatalogService, 'getEntityByRef'>;
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  visibility: EntityVisibility;
  /** Has an entity's workloads read again now. */
  refresh(entityRef: string): Promise<void>;
  /** Traffic of an entity over time. */
  signals(status: EntityMeshStatus, range: SignalRange): Promise<EntitySignals>;
  /** Alert rules for what is installed. */
  rules: Pick<RulesWriter, 'servers' | 'file'>;
  staleAfterMs: number;
  now(): Date;
}
