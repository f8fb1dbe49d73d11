import { Entity } from '@backstage/catalog-model';

/** A service named after the state that it is in. */
export const componentOf = (state: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: state.toLowerCase() },
  spec: { type: 'service' },
});
