import { MeshAdapter } from '@meshboard/backstage-plugin-mesh-node';
import { istioAdapter } from './istio';
import { linkerdAdapter } from './linkerd';
import { otherAdapters } from './others';

/** The meshes that Meshboard knows without a module. */
export const builtInAdapters: MeshAdapter[] = [
  istioAdapter,
  linkerdAdapter,
  ...otherAdapters,
];
