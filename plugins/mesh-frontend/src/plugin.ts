import {
  createApiFactory,
  createPlugin,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { MeshClient, meshApiRef } from './api';
import { entityMeshRouteRef, meshRouteRef } from './routes';

/**
 * The plugin, for the old frontend system.
 *
 * @public
 */
export const meshPlugin = createPlugin({
  id: 'mesh',
  routes: {
    root: meshRouteRef,
    entity: entityMeshRouteRef,
  },
  apis: [
    createApiFactory({
      api: meshApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => new MeshClient({ fetchApi }),
    }),
  ],
});
