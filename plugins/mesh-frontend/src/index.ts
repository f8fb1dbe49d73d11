/**
 * Service mesh card, entity tab and adoption scorecard for Backstage.
 *
 * @packageDocumentation
 */
export { MeshClient, meshApiRef } from './api';
export type { MeshApi, MeshQuery } from './api';
export { EntityMeshCard, EntityMeshContent, MeshPage } from './extensions';
export { meshPlugin } from './plugin';
export { entityMeshRouteRef, meshRouteRef } from './routes';
export { meshTranslationRef } from './translation';
