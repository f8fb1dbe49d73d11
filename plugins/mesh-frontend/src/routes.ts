import { createRouteRef } from '@backstage/core-plugin-api';

/**
 * The scorecard page.
 *
 * @public
 */
export const meshRouteRef = createRouteRef({ id: 'mesh' });

/**
 * The mesh tab of an entity.
 *
 * @public
 */
export const entityMeshRouteRef = createRouteRef({ id: 'mesh.entity' });
