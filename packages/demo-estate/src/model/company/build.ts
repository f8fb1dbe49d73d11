import { DataPlane, NamespaceSpec, TrafficSpec, WorkloadSpec } from '../types';

type Options = Partial<
  Omit<WorkloadSpec, 'namespace' | 'name' | 'replicas' | 'ports' | 'traffic'>
> & { ports?: number[]; traffic?: TrafficSpec };

/** Ports that are named for what they are: names are unique in a container. */
const PORT_NAMES: Record<number, string> = {
  53: 'dns',
  443: 'https',
  8086: 'dest-grpc',
  8443: 'https',
  9090: 'http-metrics',
  9092: 'tcp-kafka',
  9100: 'http-metrics',
  15008: 'mesh',
  15010: 'grpc-xds',
  15014: 'metrics',
  15017: 'https-webhooks',
  15020: 'ztunnel-stats',
};

const portName = (port: number, protocol?: string) => {
  if (PORT_NAMES[port]) return PORT_NAMES[port];
  if (protocol === 'grpc') return 'grpc';
  if (protocol === 'tcp') return 'tcp';
  return 'http';
};

/** A workload of a namespace; it has the namespace's data plane unless it says otherwise. */
export function workloadsOf(namespace: NamespaceSpec) {
  return (
    name: string,
    replicas: number,
    options: Options = {},
  ): WorkloadSpec => {
    const { ports = [8080], traffic, ...rest } = options;
    const dataPlane: DataPlane = namespace.dataPlane ?? 'none';
    return {
      namespace: namespace.name,
      name,
      kind: 'Deployment',
      replicas,
      dataPlane,
      olderPods: 0,
      image: `registry.brightlane.example/${name}:2026.7.1`,
      ports: ports.map(port => ({
        name: portName(port, traffic?.protocol),
        port,
      })),
      traffic,
      ...rest,
    };
  };
}

/** Traffic of HTTP requests. */
export const http = (
  rps: number,
  callers: string[],
  more: Partial<TrafficSpec> = {},
): TrafficSpec => ({ rps, callers, protocol: 'http', ...more });
