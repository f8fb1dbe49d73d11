import { MeshGauge } from '@meshboard/backstage-plugin-mesh-node';
import { Answers } from './samples';

/** Requests per second of a mesh whose latency is told nowhere. */
export const REQUESTS_WITHOUT_LATENCY = 'requests-without-latency';

/**
 * A histogram that a server keeps in native form has no series of buckets: requests are counted,
 * and not one workload has a latency. A query that failed says nothing of it.
 */
export function withoutLatency({ requests, latency }: Answers): MeshGauge[] {
  if (!requests || !latency) return [];
  if (latency.some(s => s.labels.le !== undefined)) return [];
  const value = requests.reduce(
    (sum, s) => (s.value > 0 && Number.isFinite(s.value) ? sum + s.value : sum),
    0,
  );
  return value > 0 ? [{ id: REQUESTS_WITHOUT_LATENCY, labels: {}, value }] : [];
}
