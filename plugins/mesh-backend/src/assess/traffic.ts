import {
  Health,
  Reason,
  Traffic,
} from '@meshboard/backstage-plugin-mesh-common';
import { quantile } from '../meshes/histogram';
import { TrafficRow } from '../store/types';

type Buckets = { leMs: number; perSecond: number }[];

/** Adds cumulative buckets bound by bound; bounds that one side lacks take its next lower count. */
export function mergeBuckets(all: Buckets[]): Buckets {
  const bounds = [...new Set(all.flatMap(b => b.map(x => x.leMs)))].sort(
    (a, b) => a - b,
  );
  return bounds.map(leMs => ({
    leMs,
    perSecond: all.reduce((sum, buckets) => {
      let below = 0;
      for (const bucket of buckets) {
        if (bucket.leMs <= leMs) below = Math.max(below, bucket.perSecond);
      }
      return sum + below;
    }, 0),
  }));
}

/** Requests of several workloads together; null where none has such a series. */
export function sumRequests(
  rows: TrafficRow[],
  field: 'requests' | 'objectiveRequests',
): { total: number; success: number } | null {
  const seen = rows.flatMap(row => row[field] ?? []);
  if (seen.length === 0) return null;
  return {
    total: seen.reduce((sum, r) => sum + r.total, 0),
    success: seen.reduce((sum, r) => sum + r.success, 0),
  };
}

const seesConnections = (rows: TrafficRow[]) =>
  rows.some(row => (row.encryptedConnections?.total ?? 0) > 0);

/** Why a figure is not there, where something was measured all the same. */
function unmeasured(rows: TrafficRow[], meshes: number): Reason[] {
  const reasons: Reason[] = [];
  if (!sumRequests(rows, 'requests') && seesConnections(rows)) {
    reasons.push({
      code: 'l4-only',
      message:
        'Its data plane sees connections and no requests, so there is neither a success rate nor a latency.',
    });
  }
  if (meshes > 1) {
    reasons.push({
      code: 'latency-not-pooled',
      message:
        'Its meshes do not time the same thing: Istio the whole request, Linkerd up to the first byte of the response.',
    });
  }
  return reasons;
}

/**
 * Rates over five minutes.
 *
 * @param covered - a server that answers covers the workloads; null is said where none does
 */
export function poolTraffic(
  rows: TrafficRow[],
  objective: number,
  covered: boolean,
): Traffic | null {
  if (!covered) return null;
  const requests = sumRequests(rows, 'requests');
  // Istio times the whole request, Linkerd the first byte: merged they would mean nothing.
  const meshes = new Set(rows.filter(r => r.latency).map(r => r.mesh));
  const buckets =
    meshes.size === 1
      ? mergeBuckets(rows.flatMap(row => (row.latency ? [row.latency] : [])))
      : [];
  const reasons = unmeasured(rows, meshes.size);
  return {
    window: 'PT5M',
    requestsPerSecond: requests ? requests.total : null,
    successRate:
      requests && requests.total > 0 ? requests.success / requests.total : null,
    objective,
    p50Ms: quantile(buckets, 0.5),
    p95Ms: quantile(buckets, 0.95),
    p99Ms: quantile(buckets, 0.99),
    ...(reasons.length > 0 ? { reasons } : {}),
  };
}

/** Judged over the objective's window, and only on enough requests. */
export function healthOf(
  rows: TrafficRow[],
  facts: {
    objective: number;
    minimumRequests: number;
    covered: boolean;
    meshed: boolean;
    /** What has no series had no traffic: the servers left nothing out. */
    provesAbsence: boolean;
  },
): Health {
  if (!facts.covered || !facts.meshed) return 'unknown';
  const requests = sumRequests(rows, 'objectiveRequests');
  if (!requests && !facts.provesAbsence) return 'unknown';
  if (!requests) {
    // Connections without requests: the data plane sees no HTTP, so nothing can be said.
    return seesConnections(rows) ? 'unknown' : 'no-traffic';
  }
  if (requests.total === 0) return 'no-traffic';
  if (requests.total < facts.minimumRequests) return 'too-few-requests';
  return requests.success / requests.total >= facts.objective
    ? 'healthy'
    : 'unhealthy';
}
