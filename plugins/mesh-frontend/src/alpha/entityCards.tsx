import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';

export const entityMeshCard = EntityCardBlueprint.make({
  params: {
    filter: { kind: 'component' },
    loader: () =>
      import('../components/EntityMeshCard').then(m => <m.EntityMeshCard />),
  },
});
