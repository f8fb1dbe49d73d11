import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { entityMeshRouteRef } from '../routes';

export const entityMeshContent = EntityContentBlueprint.make({
  params: {
    path: '/mesh',
    title: 'Mesh',
    group: 'operation',
    filter: { kind: 'component' },
    routeRef: entityMeshRouteRef,
    loader: () =>
      import('../components/EntityMeshContent').then(m => (
        <m.EntityMeshContent />
      )),
  },
});
