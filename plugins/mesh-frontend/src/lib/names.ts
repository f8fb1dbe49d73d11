import { MeshId } from '@meshboard/backstage-plugin-mesh-common';

/** Product names: the same in every language. */
const MESH_NAMES: Record<string, string> = {
  istio: 'Istio',
  linkerd: 'Linkerd',
  consul: 'Consul',
  kuma: 'Kuma',
  cilium: 'Cilium',
  'app-mesh': 'AWS App Mesh',
  'open-service-mesh': 'Open Service Mesh',
  'nginx-service-mesh': 'NGINX Service Mesh',
  'traefik-mesh': 'Traefik Mesh',
};

/** The name of a mesh; ids that a module added name themselves. */
export function meshName(mesh: MeshId): string {
  return MESH_NAMES[mesh] ?? mesh;
}
