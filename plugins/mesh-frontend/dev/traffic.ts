import {
  EntityEdges,
  EntitySignals,
  SignalRange,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  edges,
  noRequests,
  silentEdges,
  unseenEdges,
  unseenSignals,
} from '../src/fixtures/traffic';

const STEPS: Record<SignalRange, [points: number, seconds: number]> = {
  '1h': [61, 60],
  '24h': [97, 900],
  '7d': [85, 7200],
};

/** States in which nobody calls, and in which nobody listens. */
const SILENT = ['notraffic'];
const UNHEARD = ['cannottell', 'metricsaway', 'unknown'];

/** Who talks to the service that is in a state. */
export function edgesIn(state: string): EntityEdges {
  if (SILENT.includes(state)) return silentEdges;
  return UNHEARD.includes(state) ? unseenEdges : edges;
}

/** Traffic over time of the service that is in a state. */
export function signalsIn(state: string, range: SignalRange): EntitySignals {
  if (SILENT.includes(state)) return { ...noRequests, range };
  return UNHEARD.includes(state)
    ? { ...unseenSignals, range }
    : signalsOf(range);
}

/** A day with an evening, a gap and a bad quarter of an hour. */
function signalsOf(range: SignalRange): EntitySignals {
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
