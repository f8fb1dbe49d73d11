import {
  MetricQuery,
  QueryContext,
} from '@meshboard/backstage-plugin-mesh-node';
import { throttlingQuery } from '../shared/throttling';

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

const PLACE = ['namespace', 'exported_namespace'];
const WORKLOAD = [...PLACE, ...Object.keys(KIND_LABELS)];
const POD = ['pod', 'exported_pod'];

/** Series of proxies whose scraping does not say which workload they are of. */
export const UNNAMED = Object.keys(KIND_LABELS)
  .map(label => `, ${label}=""`)
  .join('');

const inbound = ({ matchers }: QueryContext, more: string) =>
  `direction="inbound", target_port!="4191"${more}${matchers}`;

const served = (context: QueryContext, more: string) =>
  `route_name!="probe", ${inbound(context, more)}`;

/**
 * By workload, and by pod where no label names a workload: relabelling is the install's own affair,
 * and without it a pod is all that is known. Pods of named workloads are never told apart.
 */
const byWorkload = (query: (labels: string[], more: string) => string) =>
  `${query(WORKLOAD, '')}
or
${query([...WORKLOAD, ...POD], UNNAMED)}`;

const RESPONSES = ['classification', 'status_code', 'grpc_status'];

export function linkerdQueries(windows: {
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
      promql: c =>
        byWorkload(
          (labels, more) => `sum by (${c.labels(...labels, ...RESPONSES)}) (
  rate(response_total{${served(c, more)}}[${rate}])
)`,
        ),
    },
    {
      id: 'objective-requests',
      description: 'Requests by response over the window of the objective',
      promql: c =>
        byWorkload(
          (labels, more) => `sum by (${c.labels(...labels, ...RESPONSES)}) (
  increase(response_total{${served(c, more)}}[${windows.objective}])
)`,
        ),
    },
    {
      id: 'latency',
      description: 'Cumulative buckets of time to first byte, five minutes',
      signal: true,
      promql: c =>
        byWorkload(
          (labels, more) => `sum by (${c.labels('le', ...labels)}) (
  rate(response_latency_ms_bucket{${served(c, more)}}[${rate}])
)`,
        ),
    },
    {
      id: 'encrypted-requests',
      description: 'Requests by TLS over the mTLS window',
      evidence: true,
      signal: true,
      promql: c =>
        byWorkload(
          (labels, more) => `sum by (${c.labels(...labels, 'tls')}) (
  increase(request_total{no_tls_reason!="loopback", ${served(c, more)}}[${
            windows.mtls
          }])
)`,
        ),
    },
    {
      // On a port that speaks HTTP, connections would count the kubelet's probes: requests tell.
      id: 'encrypted-connections',
      description:
        'TCP connections by TLS over the mTLS window, on ports where no HTTP is seen',
      evidence: true,
      signal: true,
      promql: c =>
        byWorkload(
          (labels, more) => `sum by (${c.labels(...labels, 'tls')}) (
  sum by (${c.labels(...labels, 'target_port', 'tls')}) (
    increase(tcp_open_total{peer="src", no_tls_reason!="loopback", ${inbound(
      c,
      more,
    )}}[${windows.mtls}])
  )
  unless on (${c.labels(...labels, 'target_port')})
  sum by (${c.labels(...labels, 'target_port')}) (
    increase(request_total{${inbound(c, more)}}[${windows.mtls}])
  )
)`,
        ),
    },
    ...[
      ...edgeQueries(),
      ...proxyQueries(),
      throttlingQuery('linkerd-proxy'),
      ...gaugeQueries(windows.mtls),
    ].map(query => ({ ...query, beside: true })),
  ];
}

/** Whom a proxy calls: the server's side does not know its callers' workloads. */
function edgeQueries(): MetricQuery[] {
  const called = Object.keys(KIND_LABELS).map(label => `dst_${label}`);
  const to = ['dst_namespace', ...called, 'tls'];
  const outbound = ({ matchers }: QueryContext, more: string) =>
    `direction="outbound", dst_namespace!=""${more}${matchers}`;
  return [
    {
      id: 'edges',
      description:
        'Requests per second to another workload, by response and TLS, as the client’s side counts them',
      promql: c =>
        byWorkload(
          (labels, more) => `sum by (${c.labels(
            ...labels,
            ...to,
            ...RESPONSES,
          )}) (
  rate(response_total{${outbound(c, more)}}[5m])
)`,
        ),
    },
    {
      id: 'edge-connections',
      description:
        'TCP connections per second to another workload by TLS, as the client’s side counts them',
      promql: c =>
        byWorkload(
          (labels, more) => `sum by (${c.labels(...labels, ...to)}) (
  rate(tcp_open_total{peer="dst", ${outbound(c, more)}}[5m])
)`,
        ),
    },
  ];
}

function proxyQueries(): MetricQuery[] {
  const labels = [...PLACE, ...POD];
  return [
    {
      id: 'proxies',
      description: 'Proxies that are scraped',
      promql: c => `count by (${c.labels(...labels)}) (
  proxy_build_info{pod!=""${c.matchers}}
  or
  up{job=~".*linkerd-proxy.*", pod!=""${c.matchers}} == 1
)`,
    },
    {
      // Named anew in edge-24.5.
      id: 'proxy-certificates',
      description: 'When a proxy’s own certificate ends',
      promql: c => `min by (${c.labels(...labels)}) (
  control_identity_cert_expiration_timestamp_seconds{pod!=""${c.matchers}}
  or
  identity_cert_expiration_timestamp_seconds{pod!=""${c.matchers}}
)`,
    },
  ];
}

function gaugeQueries(window: string): MetricQuery[] {
  return [
    {
      id: 'issuer-certificate',
      description: 'Seconds that the issuer’s certificate has left',
      promql: c => `min by (${c.labels(...PLACE)}) (
  issuer_cert_ttl_seconds{namespace!=""${c.matchers}}
)`,
    },
    {
      id: 'control-plane-up',
      description: 'Share of a component’s instances that answer scrapes',
      promql: c => `avg by (${c.labels(...PLACE, 'component')}) (
  up{component=~"destination|identity|proxy-injector|policy|sp-validator"${
    c.matchers
  }}
)`,
    },
    {
      id: 'injections',
      description: 'Pods that the injector answered for in five minutes',
      promql: c => `sum by (${c.labels(...PLACE, 'skip', 'skip_reason')}) (
  increase(proxy_inject_admission_responses_total{namespace!=""${
    c.matchers
  }}[5m])
)`,
    },
    {
      id: 'control-plane-calls',
      description:
        'Answers per second that proxies get from the control plane, by outcome',
      promql: c => `sum by (${c.labels(...PLACE, 'classification')}) (
  rate(control_response_total{namespace!=""${c.matchers}}[5m])
)`,
    },
    {
      id: 'certificate-renewals',
      description:
        'Renewals of proxies’ certificates over the mTLS window, by result',
      promql: c => `sum by (${c.labels(...PLACE, 'result')}) (
  increase(control_identity_cert_refreshes_total{namespace!=""${
    c.matchers
  }}[${window}])
)`,
    },
  ];
}
