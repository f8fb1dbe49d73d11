import { DataPlane, MeshId } from './words';

/**
 * How a proxy's version stands to its control plane's, in the mesh's own support terms.
 *
 * @public
 */
export interface VersionSkew {
  /** `ahead`: newer than its control plane, which no mesh supports. */
  state: 'same' | 'supported' | 'unsupported' | 'ahead' | 'unknown';
  message: string;
}

/**
 * Proxies of one version in one cluster.
 *
 * @public
 */
export interface ProxyVersion {
  cluster: string;
  mesh: MeshId;
  dataPlane: DataPlane;
  version: string | null;
  revision: string | null;
  /** The control plane's that it belongs to; null: not known. */
  controlPlane: string | null;
  pods: number;
  skew: VersionSkew;
}
