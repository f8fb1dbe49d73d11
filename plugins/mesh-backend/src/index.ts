/**
 * Collects, decides, stores and serves the state of service meshes per catalog entity.
 *
 * @packageDocumentation
 */
export { meshPlugin as default } from './plugin';
