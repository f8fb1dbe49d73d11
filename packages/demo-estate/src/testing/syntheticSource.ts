import { ModelSeries, SeriesSource } from '../series';

const STEP_MS = 30_000;

/** Noon, so that no query's window is cut by the edge of a day. */
export const SYNTHETIC_NOW = Date.UTC(2026, 5, 15, 12, 0, 0);

const BUCKETS = ['5', '10', '25', '100', '+Inf'];
const WORKLOADS = ['cart', 'web', 'pay'];
const CLUSTERS = ['east', 'west'];

const minutesAgo = (minutes: number) => SYNTHETIC_NOW - minutes * 60_000;

interface Span {
  fromMs?: number;
  toMs?: number;
}

/** Two clusters of three workloads; one began minutes ago, another ended minutes ago. */
export function createSyntheticSource(): SeriesSource {
  const series = CLUSTERS.flatMap((cluster, c) =>
    WORKLOADS.flatMap((workload, w) =>
      ofWorkload(cluster, workload, c * 3 + w),
    ),
  );
  const byName = new Map<string, ModelSeries[]>();
  for (const one of series) {
    const name = one.labels.__name__;
    byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  return {
    scrapeIntervalMs: STEP_MS,
    byName: name => byName.get(name) ?? [],
    names: () => [...byName.keys()],
    now: () => SYNTHETIC_NOW,
  };
}

function ofWorkload(cluster: string, workload: string, seed: number) {
  const spans: Record<number, Span> = {
    1: { fromMs: minutesAgo(3.5) },
    2: { fromMs: minutesAgo(32) },
    4: { toMs: minutesAgo(2) },
    5: { fromMs: minutesAgo(20), toMs: minutesAgo(9) },
  };
  const span = spans[seed] ?? {};
  const common = {
    cluster,
    destination_workload_namespace: 'shop',
    destination_workload: workload,
    reporter: seed % 3 === 1 ? 'waypoint' : 'destination',
  };
  const requests = ['200', '503', '0'].flatMap((response_code, i) =>
    ['mutual_tls', 'none'].map((connection_security_policy, j) =>
      counter(
        'istio_requests_total',
        {
          ...common,
          response_code,
          connection_security_policy,
          source_workload: seed % 2 ? 'web' : 'unknown',
          grpc_response_status: i === 2 ? '14' : '',
        },
        // One that never grows, one that only began to.
        j && i ? 0 : (seed + 1) * (i + 1) * 0.173,
        span,
      ),
    ),
  );
  const latency = BUCKETS.map((le, i) =>
    counter(
      'istio_request_duration_milliseconds_bucket',
      { ...common, le },
      (seed + 1) * Math.min(i + seed / 7, 3.3),
      span,
    ),
  );
  return [
    ...requests,
    ...latency,
    ...ofLinkerd(cluster, workload, seed, span),
    load({ cluster, job: workload }, span),
    gauge('probe_success', { cluster, job: workload }, seed, span),
    gauge('up', { cluster, job: workload }, seed === 3 ? 0 : 1, span),
    gauge(
      'identity_cert_expiration_timestamp_seconds',
      { cluster, pod: workload },
      SYNTHETIC_NOW / 1000 + 3600 * seed,
      span,
    ),
    gauge(
      'control_identity_cert_expiration_timestamp_seconds',
      { cluster, pod: `${workload}-control` },
      SYNTHETIC_NOW / 1000 + 60 * seed,
      span,
    ),
  ];
}

/** Some ports speak HTTP, one does not; workloads are of different kinds. */
function ofLinkerd(
  cluster: string,
  workload: string,
  seed: number,
  span: Span,
): ModelSeries[] {
  const common = {
    cluster,
    namespace: 'till',
    [seed % 2 ? 'statefulset' : 'deployment']: workload,
    direction: 'inbound',
  };
  return ['true', 'no_identity'].flatMap((tls, i) => [
    counter(
      'request_total',
      { ...common, tls, target_port: '8080', route_name: i ? 'probe' : '' },
      0.31 * (seed + i),
      span,
    ),
    ...['8080', '6379', '4191'].map(target_port =>
      counter(
        'tcp_open_total',
        { ...common, tls, target_port, peer: 'src' },
        0.07 * (seed + 1),
        span,
      ),
    ),
  ]);
}

function counter(
  name: string,
  labels: Record<string, string>,
  perSecond: number,
  span: Span,
): ModelSeries {
  const from = span.fromMs ?? minutesAgo(48 * 60);
  return within(span, {
    type: 'counter',
    labels: { __name__: name, ...labels },
    // Whole, uneven steps, as a counter of requests has.
    valueAt: at =>
      Math.floor(((at - from) / 1000) * perSecond + Math.sin(at / 1e5) ** 2) +
      3,
  });
}

function gauge(
  name: string,
  labels: Record<string, string>,
  value: number,
  span: Span,
): ModelSeries {
  return within(span, {
    type: 'gauge',
    labels: { __name__: name, ...labels },
    valueAt: () => value,
  });
}

/** Rises and falls, as no counter does. */
function load(labels: Record<string, string>, span: Span): ModelSeries {
  return within(span, {
    type: 'gauge',
    labels: { __name__: 'load', ...labels },
    valueAt: at => 2 + Math.sin(at / 90_000),
  });
}

function within(
  { fromMs = -Infinity, toMs = Infinity }: Span,
  series: ModelSeries,
): ModelSeries {
  return {
    ...series,
    valueAt: at => (at < fromMs || at > toMs ? undefined : series.valueAt(at)),
  };
}
