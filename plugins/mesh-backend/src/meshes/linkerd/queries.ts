import {
  MetricQuery,
  QueryContext,
} from '@meshboard/backstage-plugin-mesh-node';

/*
 * Everything that is asked of Prometheus about Linkerd.
 *
 * The proxy counts the kubelet's probes and scrapes of its own admin port as plaintext; both are
 * left out, and so is what a pod sends to itself. The newer `inbound_http_*` metrics say nothing
 * of TLS.
 */

export const KIND_LABELS = {
  deployment: 'Deployment',
  statefulset: 'StatefulSet',
  daemonset: 'DaemonSet',
  k8s_job: 'Job',
} as const;

const WORKLOAD = ['namespace', ...Object.keys(KIND_LABELS)];

const inbound = ({ matchers }: QueryContext) =>
  `direction="inbound", target_port!="4191"${matchers}`;

const served = (context: QueryContext) =>
  `route_name!="probe", ${inbound(context)}`;

export function linkerdQueries(windows: {
  mtls: string;
  objective: string;
  rate?: string;
}): MetricQuery[] {
  const { rate = '5m' } = windows;
  const responses = ['classification', 'status_code', 'grpc_status'];
  return [
    {
      id: 'requests',
      description: 'Requests per second by response over five minutes',
      signal: true,
      promql: c => `sum by (${c.labels(...WORKLOAD, ...responses)}) (
  rate(response_total{${served(c)}}[${rate}])
)`,
    },
    {
      id: 'objective-requests',
      description: 'Requests by response over the window of the objective',
      promql: c => `sum by (${c.labels(...WORKLOAD, ...responses)}) (
  increase(response_total{${served(c)}}[${windows.objective}])
)`,
    },
    {
      id: 'latency',
      description: 'Cumulative buckets of time to first byte, five minutes',
      signal: true,
      promql: c => `sum by (${c.labels('le', ...WORKLOAD)}) (
  rate(response_latency_ms_bucket{${served(c)}}[${rate}])
)`,
    },
    {
      id: 'encrypted-requests',
      description: 'Requests by TLS over the mTLS window',
      evidence: true,
      signal: true,
      promql: c => `sum by (${c.labels(...WORKLOAD, 'tls')}) (
  increase(request_total{no_tls_reason!="loopback", ${served(c)}}[${
        windows.mtls
      }])
)`,
    },
    {
      // On a port that speaks HTTP, connections would count the kubelet's probes: requests tell.
      id: 'encrypted-connections',
      description:
        'TCP connections by TLS over the mTLS window, on ports where no HTTP is seen',
      evidence: true,
      signal: true,
      promql: c => `sum by (${c.labels(...WORKLOAD, 'tls')}) (
  sum by (${c.labels(...WORKLOAD, 'target_port', 'tls')}) (
    increase(tcp_open_total{peer="src", no_tls_reason!="loopback", ${inbound(
      c,
    )}}[${windows.mtls}])
  )
  unless on (${c.labels(...WORKLOAD, 'target_port')})
  sum by (${c.labels(...WORKLOAD, 'target_port')}) (
    increase(request_total{${inbound(c)}}[${windows.mtls}])
  )
)`,
    },
  ];
}
