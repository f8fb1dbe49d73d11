import {
  AuditorService,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { EntityVisibility } from '../permissions/visibility';
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
  staleAfterMs: number;
  now(): Date;
}
