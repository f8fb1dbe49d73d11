import { Entity } from '@backstage/catalog-model';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { TestApiProvider, renderInTestApp } from '@backstage/test-utils';
import { ReactNode } from 'react';
import { MeshApi, meshApiRef } from '../api';

/** The entity that the fixtures are about. */
export const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payments' },
  spec: { type: 'service' },
};

/** Renders within an entity's page, as the old frontend system does. */
export function renderForEntity(
  element: ReactNode,
  options: {
    api: Partial<MeshApi>;
    authorize?: (request: any) => Promise<{ result: string }>;
    path?: string;
  },
) {
  const { api, path = '/' } = options;
  const authorize = options.authorize ?? (async () => ({ result: 'ALLOW' }));
  return renderInTestApp(
    <TestApiProvider
      apis={[
        [meshApiRef, api as MeshApi],
        [permissionApiRef, { authorize } as any],
      ]}
    >
      <EntityProvider entity={entity}>{element}</EntityProvider>
    </TestApiProvider>,
    {
      routeEntries: [path],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
}
