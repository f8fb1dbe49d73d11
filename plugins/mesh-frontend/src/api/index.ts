export { MeshClient } from './MeshClient';
export { meshApiRef } from './types';
export type { MeshApi, MeshQuery } from './types';
