import {
  EntityEdges,
  EntitySignals,
  SignalRange,
} from '@meshboard/backstage-plugin-mesh-common';

const peer = (namespace: string, workload: string, rps: number | null) => ({
  cluster: 'prod-eu',
  namespace,
  workload,
  entityRef: `component:default/${workload}`,
  requestsPerSecond: rps,
  successRate: rps === null ? null : 0.9994,
  encryptedShare: 1,
});

/** Callers and callees of whatever is asked for. */
export const edges: EntityEdges = {
  window: 'PT5M',
  asOf: '2026-03-01T10:41:20.000Z',
  callers: [
    peer('storefront', 'web-shop', 96),
    peer('storefront', 'cart', 41),
    {
      ...peer('legacy', 'monolith', 3.2),
      successRate: 0.97,
      encryptedShare: 0,
    },
    { hidden: true, count: 2 },
  ],
  callees: [peer('payments', 'ledger', 88), peer('data', 'kafka', null)],
  notes: [
    'Where a data plane sees connections only, there are no requests to count.',
  ],
};

const STEPS: Record<SignalRange, [points: number, seconds: number]> = {
  '1h': [61, 60],
  '24h': [97, 900],
  '7d': [85, 7200],
};

/** A day with an evening, a gap and a bad quarter of an hour. */
export function signalsOf(range: SignalRange): EntitySignals {
  const [points, stepSeconds] = STEPS[range];
  const end = Math.floor(Date.now() / 1000 / stepSeconds) * stepSeconds;
  return {
    range,
    stepSeconds,
    objective: 0.999,
    points: Array.from({ length: points }, (_, i) => {
      const at = end - (points - 1 - i) * stepSeconds;
      const gap = i > points * 0.3 && i < points * 0.36;
      const bad = i > points * 0.7 && i < points * 0.75;
      const load = 1 + 0.4 * Math.sin(i / 9);
      return {
        at: new Date(at * 1000).toISOString(),
        requestsPerSecond: gap ? null : 140 * load,
        successRate: gap ? null : (bad && 0.981) || 0.9996,
        p50Ms: gap ? null : 4 * load,
        p95Ms: gap ? null : 21 * load * (bad ? 3 : 1),
        p99Ms: gap ? null : 64 * load * (bad ? 3 : 1),
        encryptedShare: gap ? null : 1,
      };
    }),
    joinedMeshAt: new Date(
      (end - Math.floor(points / 2) * stepSeconds) * 1000,
    ).toISOString(),
    notes: [],
  };
}
