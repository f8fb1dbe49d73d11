import { Dice } from '../random';
import { ClusterSpec, DataPlane, TrafficSpec, WorkloadSpec } from '../types';

/** One caller of one workload; a rate of the caller's own. */
export interface Edge {
  cluster: ClusterSpec;
  from: WorkloadSpec;
  to: WorkloadSpec;
  traffic: TrafficSpec;
  rps: number;
  success: number;
  medianMs: number;
  /** Both ends are in one mesh. */
  encrypted: boolean;
}

type Mesh = 'istio' | 'linkerd' | undefined;

const MESH: Record<DataPlane, Mesh> = {
  none: undefined,
  'istio-classic': 'istio',
  'istio-native': 'istio',
  ambient: 'istio',
  'linkerd-classic': 'linkerd',
  'linkerd-native': 'linkerd',
  osm: undefined,
  'linkerd-and-osm': 'linkerd',
  envoy: undefined,
  'istio-by-hand': undefined,
};

/** The mesh that a workload's traffic is in; a gateway is its own proxy. */
export function meshOf(workload: WorkloadSpec): Mesh {
  if (workload.args?.[1] === 'router') return 'istio';
  if (workload.olderPods >= workload.replicas) return undefined;
  return MESH[workload.dataPlane];
}

/** Shares of callers: the first calls most, more or less. */
function shares(dice: Dice, to: WorkloadSpec, callers: string[]): number[] {
  const weights = callers.map(
    (caller, index) =>
      (callers.length - index) *
      (0.7 + 0.6 * dice.unit('share', caller, to.namespace, to.name)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map(weight => weight / sum);
}

/** Its proxies count what it calls, in the mesh or not. */
const countsCalls = (from: WorkloadSpec) =>
  meshOf(from) === 'istio' && from.dataPlane !== 'ambient';

/** The graph of calls that a proxy on either end counts. */
export function edges(cluster: ClusterSpec, dice: Dice): Edge[] {
  const byName = new Map(
    cluster.workloads.map(w => [`${w.namespace}/${w.name}`, w]),
  );
  return cluster.workloads.flatMap(to => {
    const { traffic } = to;
    if (!traffic) return [];
    const { callers, rps, success = 0.9998, medianMs = 20 } = traffic;
    const share = shares(dice, to, callers);
    return callers.flatMap((caller, index) => {
      const from = byName.get(caller);
      if (!from) {
        throw new Error(
          `${cluster.name} has no ${caller}, caller of ${to.name}`,
        );
      }
      if (!meshOf(to) && !countsCalls(from)) return [];
      const all = rps * share[index];
      // A caller's older pods have no proxy, and speak plaintext.
      const older = Math.min(1, from.olderPods / (from.replicas || 1));
      const oneMesh = meshOf(from) === meshOf(to);
      const calls = oneMesh
        ? [
            { rps: all * (1 - older), encrypted: true },
            { rps: all * older, encrypted: false },
          ]
        : [{ rps: all, encrypted: false }];
      return calls
        .filter(call => call.rps > 0)
        .map(call => ({
          cluster,
          from,
          to,
          traffic,
          success,
          medianMs,
          ...call,
        }));
    });
  });
}
