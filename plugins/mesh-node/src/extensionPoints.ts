import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { MeshAdapter } from './adapter';

/**
 * Adds meshes to those that Meshboard knows.
 *
 * @public
 */
export interface MeshAdaptersExtensionPoint {
  /** Throws where a mesh of the same id is there already. */
  addAdapter(...adapters: MeshAdapter[]): void;
}

/** @public */
export const meshAdaptersExtensionPoint =
  createExtensionPoint<MeshAdaptersExtensionPoint>({ id: 'mesh.adapters' });
