import {
  createComponentExtension,
  createRoutableExtension,
} from '@backstage/core-plugin-api';
import { meshPlugin } from './plugin';
import { entityMeshRouteRef, meshRouteRef } from './routes';

/**
 * The card for an entity's overview.
 *
 * @public
 */
export const EntityMeshCard: () => JSX.Element = meshPlugin.provide(
  createComponentExtension({
    name: 'EntityMeshCard',
    component: {
      lazy: () =>
        import('./components/EntityMeshCard').then(m => m.EntityMeshCard),
    },
  }),
);

/**
 * The mesh tab of an entity's page.
 *
 * @public
 */
export const EntityMeshContent: () => JSX.Element = meshPlugin.provide(
  createRoutableExtension({
    name: 'EntityMeshContent',
    component: () =>
      import('./components/EntityMeshContent').then(m => m.EntityMeshContent),
    mountPoint: entityMeshRouteRef,
  }),
);

/**
 * Adoption scorecard and health of the mesh.
 *
 * @public
 */
export const MeshPage: () => JSX.Element = meshPlugin.provide(
  createRoutableExtension({
    name: 'MeshPage',
    component: () => import('./components/MeshPage').then(m => m.MeshPage),
    mountPoint: meshRouteRef,
  }),
);
