import { MtlsMode, PortMtls } from '@meshboard/backstage-plugin-mesh-common';
import { PodMtls } from '@meshboard/backstage-plugin-mesh-node';

/** Two known modes differ: mixed; else any unknown: unknown; else the common mode. */
export function poolModes(modes: MtlsMode[]): MtlsMode {
  const distinct = new Set(modes);
  const known = [...distinct].filter(mode => mode !== 'unknown');
  if (known.length > 1) return 'mixed';
  return known.length === 1 && distinct.size === 1 ? known[0] : 'unknown';
}

const all = (ports: number[], mode: MtlsMode, source: string): PodMtls => ({
  mode,
  source,
  ports: ports.map(port => ({ port, mode, source })),
});

/** A pod that is in no mesh accepts plaintext, whatever policies say. */
export const notMeshed = (ports: number[]): PodMtls =>
  all(ports, 'disabled', 'in no mesh');

/** A pod of which it cannot be told whether it is in a mesh. */
export const notKnown = (ports: number[]): PodMtls =>
  all(ports, 'unknown', 'whether it is in a mesh cannot be told');

/** Several objects decide where pods differ; all are named. */
const sources = (names: string[]) => [...new Set(names)].sort().join('; ');

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
    .map(([port, same]) => ({
      port,
      mode: poolModes(same.map(p => p.mode)),
      source: sources(same.map(p => p.source)),
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
