import { PodParts } from './parts';

/** Open Service Mesh, as its injector left pods before it was archived. */
export function injectOsm(pod: PodParts, uuid: string): void {
  pod.labels['osm-proxy-uuid'] = uuid;
  pod.annotations['openservicemesh.io/metrics'] = 'enabled';
  pod.initContainers.unshift({
    name: 'osm-init',
    image: 'openservicemesh/init:v1.2.4',
    securityContext: { capabilities: { add: ['NET_ADMIN'] } },
  });
  pod.containers.push({
    name: 'envoy',
    image: 'envoyproxy/envoy-distroless:v1.22.2',
    args: [
      '--log-level',
      'error',
      '--config-path',
      '/etc/envoy/bootstrap.yaml',
    ],
    ports: [
      { name: 'proxy-admin', containerPort: 15000, protocol: 'TCP' },
      { name: 'proxy-inbound', containerPort: 15003, protocol: 'TCP' },
      { name: 'proxy-metrics', containerPort: 15010, protocol: 'TCP' },
    ],
  });
}

/** An Envoy that somebody runs by hand, without a mesh. */
export function addEnvoy(pod: PodParts): void {
  pod.containers.push({
    name: 'envoy',
    image: 'envoyproxy/envoy:v1.34.1',
    args: ['-c', '/etc/envoy/envoy.yaml'],
    ports: [{ name: 'edge', containerPort: 10000, protocol: 'TCP' }],
  });
}
