import { MtlsMode, PortMtls } from '@meshboard/backstage-plugin-mesh-common';
import { PodMtls } from '@meshboard/backstage-plugin-mesh-node';

/** Two known modes differ: mixed; else any unknown: unknown; else the common mode. */
export function poolModes(modes: MtlsMode[]): MtlsMode {
  const distinct = new Set(modes);
  const known = [...distinct].filter(mode => mode !== 'unknown');
  if (known.length > 1) return 'mixed';
  return known.length === 1 && distinct.size === 1 ? known[0] : 'unknown';
}

/** A pod that is in no mesh accepts plaintext, whatever policies say. */
export function notMeshed(ports: number[]): PodMtls {
  const source = 'in no mesh';
  return {
    mode: 'disabled',
    source,
    ports: ports.map(port => ({ port, mode: 'disabled', source })),
  };
}

/** Several objects decide where pods differ; all are named. */
const sources = (all: string[]) => [...new Set(all)].sort().join('; ');

/** What the pods of a workload accept, together and by port. */
export function poolMtls(pods: PodMtls[]): {
  configured: MtlsMode;
  ports: PortMtls[];
} {
  const byPort = new Map<number, PortMtls[]>();
  for (const { ports } of pods) {
    for (const port of ports) {
      const list = byPort.get(port.port);
      if (list) list.push(port);
      else byPort.set(port.port, [port]);
    }
  }
  const ports = [...byPort.entries()]
    .sort(([a], [b]) => a - b)
    .map(([port, all]) => ({
      port,
      mode: poolModes(all.map(p => p.mode)),
      source: sources(all.map(p => p.source)),
    }));
  return {
    configured: poolModes(
      pods.flatMap(pod =>
        pod.ports.length > 0 ? pod.ports.map(p => p.mode) : [pod.mode],
      ),
    ),
    ports,
  };
}
