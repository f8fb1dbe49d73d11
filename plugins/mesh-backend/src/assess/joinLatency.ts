import { LatencyCounts, quantile } from '../meshes/histogram';
import { JoinLatency, LatencySide } from '../store/types';

/** What one server told of the time before and the time after, by mesh of the callers. */
export interface LatencySides {
  before: Map<string, LatencyCounts>;
  after: Map<string, LatencyCounts>;
}

const requestsOf = (counts: LatencyCounts | undefined) =>
  counts?.find(c => c.leMs === Infinity)?.count ?? 0;

function sideOf(counts: LatencyCounts | undefined): LatencySide | null {
  const requests = requestsOf(counts);
  const p95Ms = quantile(
    (counts ?? []).map(({ leMs, count }) => ({ leMs, perSecond: count })),
    0.95,
  );
  return p95Ms === null ? null : { p95Ms, requests };
}

/**
 * One mesh's callers at one server speak, those who saw most before: two servers may hold the same
 * series, and meshes do not time the same thing.
 */
export function joinLatency(
  told: LatencySides[],
): Pick<JoinLatency, 'mesh' | 'before' | 'after'> {
  const [best] = told
    .flatMap(({ before, after }) =>
      [...new Set([...before.keys(), ...after.keys()])].map(mesh => ({
        mesh,
        before: before.get(mesh),
        after: after.get(mesh),
      })),
    )
    .sort(
      (a, b) =>
        requestsOf(b.before) - requestsOf(a.before) ||
        requestsOf(b.after) - requestsOf(a.after),
    );
  return {
    mesh: best?.mesh ?? null,
    before: sideOf(best?.before),
    after: sideOf(best?.after),
  };
}
