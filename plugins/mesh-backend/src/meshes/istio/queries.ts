import {
  MetricQuery,
  QueryContext,
} from '@meshboard/backstage-plugin-mesh-node';

/*
 * Everything that is asked of Prometheus about Istio.
 *
 * Only the server's side is asked (a sidecar, ztunnel or waypoint): a source-side row says
 * `connection_security_policy="unknown"` always, and counts the same request again.
 */

const WORKLOAD = ['destination_workload_namespace', 'destination_workload'];
const CALLER = ['source_workload_namespace', 'source_workload'];

/** Requests as the server's sidecar or its waypoint counts them. */
const served = ({ matchers }: QueryContext) =>
  `reporter=~"destination|waypoint", destination_workload!="unknown"${matchers}`;

/** What arrives at the workload itself: a waypoint's caller is not its client's connection. */
const arrived = ({ matchers }: QueryContext) =>
  `reporter="destination", destination_workload!="unknown"${matchers}`;

/** ztunnel says `unknown` for plaintext, a sidecar `none`. */
const plaintext = 'connection_security_policy!="mutual_tls"';

export function istioQueries(windows: {
  mtls: string;
  objective: string;
  rate?: string;
}): MetricQuery[] {
  const { rate = '5m' } = windows;
  return [
    {
      id: 'requests',
      description: 'Requests per second by response over five minutes',
      signal: true,
      promql: c => `sum by (${c.labels(
        'reporter',
        ...WORKLOAD,
        'response_code',
        'grpc_response_status',
      )}) (
  rate(istio_requests_total{${served(c)}}[${rate}])
)`,
    },
    {
      id: 'objective-requests',
      description: 'Requests by response over the window of the objective',
      promql: c => `sum by (${c.labels(
        'reporter',
        ...WORKLOAD,
        'response_code',
        'grpc_response_status',
      )}) (
  increase(istio_requests_total{${served(c)}}[${windows.objective}])
)`,
    },
    {
      id: 'latency',
      description: 'Cumulative latency buckets over five minutes',
      signal: true,
      promql: c => `sum by (${c.labels('le', 'reporter', ...WORKLOAD)}) (
  rate(istio_request_duration_milliseconds_bucket{${served(c)}}[${rate}])
)`,
    },
    {
      id: 'encrypted-requests',
      description: 'Requests by connection security over the mTLS window',
      evidence: true,
      signal: true,
      promql: c => `sum by (${c.labels(
        'reporter',
        ...WORKLOAD,
        'connection_security_policy',
      )}) (
  increase(istio_requests_total{${served(c)}}[${windows.mtls}])
)`,
    },
    {
      id: 'encrypted-connections',
      description:
        'TCP connections by connection security over the mTLS window',
      evidence: true,
      signal: true,
      promql: c => `sum by (${c.labels(
        ...WORKLOAD,
        'connection_security_policy',
      )}) (
  increase(istio_tcp_connections_opened_total{${arrived(c)}}[${windows.mtls}])
)`,
    },
    {
      id: 'plaintext-callers',
      evidence: true,
      description: 'Who sent requests in plaintext over the mTLS window',
      promql: c => `sum by (${c.labels(...WORKLOAD, ...CALLER)}) (
  increase(istio_requests_total{${plaintext}, ${arrived(c)}}[${windows.mtls}])
) > 0`,
    },
    {
      id: 'plaintext-tcp-callers',
      evidence: true,
      description: 'Who opened connections in plaintext over the mTLS window',
      promql: c => `sum by (${c.labels(...WORKLOAD, ...CALLER)}) (
  increase(istio_tcp_connections_opened_total{${plaintext}, ${arrived(c)}}[${
        windows.mtls
      }])
) > 0`,
    },
  ];
}
