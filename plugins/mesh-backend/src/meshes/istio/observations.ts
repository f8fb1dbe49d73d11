import {
  MeshAnswers,
  MeshGauge,
  MetricQuery,
  MetricSample,
  ProxyObservation,
  QueryContext,
  WorkloadEdge,
} from '@meshboard/backstage-plugin-mesh-node';
import { isFailure } from '../failure';
import { sumWhere } from '../shared/samples';
import { throttlingQuery, withThrottling } from '../shared/throttling';

/*
 * What Istio's metrics tell beside traffic into workloads: who calls whom, which proxies are
 * scraped and how long their certificates last, and how the control plane does.
 */

type Labels = Record<string, string>;

const WORKLOAD = ['destination_workload_namespace', 'destination_workload'];
const CALLER = ['source_workload_namespace', 'source_workload'];
const RESPONSE = ['response_code', 'grpc_response_status'];
const SECURITY = 'connection_security_policy';

const from = (reporter: string, { matchers }: QueryContext) =>
  `reporter=~"${reporter}", destination_workload!="unknown"${matchers}`;

const SERVED = 'destination|waypoint';

/** Named by what they are read into: a figure about the control plane. */
const GAUGES: { id: string; description: string; promql(m: string): string }[] =
  [
    {
      id: 'root-not-after',
      description: 'End of the CA’s root certificate, in seconds since 1970',
      promql: m => `citadel_server_root_cert_expiry_timestamp${m}`,
    },
    {
      id: 'issuer-not-after',
      description: 'End of the CA’s signing chain, in seconds since 1970',
      promql: m => `citadel_server_cert_chain_expiry_timestamp${m}`,
    },
  ];

/** Of any job: installs name theirs as they like. */
const any = (matchers: string) => `{job=~".*"${matchers}}`;

export function istioObservationQueries(): MetricQuery[] {
  return [
    {
      id: 'edges',
      description: 'Requests per second between workloads, five minutes',
      promql: c => `sum by (${c.labels(
        'reporter',
        ...WORKLOAD,
        ...CALLER,
        ...RESPONSE,
        SECURITY,
      )}) (
  rate(istio_requests_total{${from(SERVED, c)}}[5m])
) > 0`,
    },
    {
      id: 'edges-tcp',
      description: 'Connections per second between workloads, five minutes',
      promql: c => `sum by (${c.labels(...WORKLOAD, ...CALLER, SECURITY)}) (
  rate(istio_tcp_connections_opened_total{${from('destination', c)}}[5m])
) > 0`,
    },
    {
      // Only where the server's side is not seen: a client counts the same request again.
      id: 'edges-client',
      description:
        'Requests per second that clients count, to workloads that count none themselves',
      promql: c => `(
  sum by (${c.labels(...WORKLOAD, ...CALLER, ...RESPONSE)}) (
    rate(istio_requests_total{${from('source', c)}}[5m])
  ) > 0
)
unless on (${c.labels(...WORKLOAD)})
sum by (${c.labels(...WORKLOAD)}) (
  rate(istio_requests_total{${from(SERVED, c)}}[5m])
)`,
    },
    {
      id: 'proxies',
      description: 'Proxies and ztunnels that are scraped',
      partLabel: 'namespace',
      promql: c => `count by (${c.labels('namespace', 'pod')}) (
  istio_build{component=~"proxy|ztunnel", pod!=""${c.matchers}}
)`,
    },
    {
      id: 'leaf-certificates',
      description: 'Seconds that each proxy’s certificate has left',
      partLabel: 'namespace',
      promql: c => `min by (${c.labels('namespace', 'pod')}) (
  istio_agent_cert_expiry_seconds{resource_name="default", pod!=""${c.matchers}}
)`,
    },
    throttlingQuery('istio-proxy'),
    ...GAUGES.map(({ id, description, promql }) => ({
      id,
      description,
      partLabel: null,
      promql: (c: QueryContext) => {
        const series = promql(any(c.matchers));
        return `min by (${c.labels()}) (
  ${series}
)`;
      },
    })),
    {
      id: 'config-push-p99',
      description:
        'Seconds within which 99 of 100 proxies have new configuration',
      partLabel: null,
      promql: c => `histogram_quantile(0.99, sum by (${c.labels('le')}) (
  rate(pilot_proxy_convergence_time_bucket${any(c.matchers)}[5m])
))`,
    },
    {
      id: 'injection-failures',
      description: 'Injections that failed within the last hour',
      partLabel: null,
      promql: c => `sum by (${c.labels()}) (
  increase(sidecar_injection_failure_total${any(c.matchers)}[1h])
)`,
    },
  ];
}

const succeeded = (labels: Labels) =>
  !isFailure({
    response: labels.response_code,
    grpc: labels.grpc_response_status,
  });

const encrypted = (labels: Labels) => labels[SECURITY] === 'mutual_tls';

const destination = (labels: Labels) =>
  `${labels.destination_workload_namespace}/${labels.destination_workload}`;

const pair = (labels: Labels) =>
  JSON.stringify([
    labels.source_workload_namespace || 'unknown',
    labels.source_workload || 'unknown',
    labels.destination_workload_namespace,
    labels.destination_workload,
  ]);

function grouped(
  samples: MetricSample[],
  key: (labels: Labels) => string,
): Map<string, MetricSample[]> {
  const groups = new Map<string, MetricSample[]>();
  for (const sample of samples) {
    const { labels, value } = sample;
    const whole =
      labels.destination_workload_namespace && labels.destination_workload;
    if (!whole || !(value > 0)) continue;
    const group = groups.get(key(labels));
    if (group) group.push(sample);
    else groups.set(key(labels), [sample]);
  }
  return groups;
}

function edgeOf(
  key: string,
  seen: Pick<WorkloadEdge, 'requests' | 'encrypted'>,
): WorkloadEdge {
  const [
    sourceNamespace,
    sourceWorkload,
    destinationNamespace,
    destinationWorkload,
  ] = JSON.parse(key);
  return {
    mesh: 'istio',
    sourceCluster: null,
    sourceNamespace,
    sourceWorkload,
    destinationNamespace,
    destinationWorkload,
    ...seen,
  };
}

/** A workload's own proxy counts what its waypoint counts again: one of them is taken. */
function served(samples: MetricSample[]): MetricSample[] {
  return [...grouped(samples, destination).values()].flatMap(rows => {
    const own = rows.filter(r => r.labels.reporter !== 'waypoint');
    return own.length > 0 ? own : rows;
  });
}

/** Who calls whom: as the server saw it, else as the client did. */
export function readIstioEdges(answers: MeshAnswers): WorkloadEdge[] {
  const edges = new Map<string, WorkloadEdge>();
  for (const [key, rows] of grouped(served(answers.edges ?? []), pair)) {
    const requests = sumWhere(rows, succeeded);
    const secured = sumWhere(rows, encrypted);
    edges.set(
      key,
      edgeOf(key, {
        requests: { total: requests.total, success: requests.part },
        encrypted: { total: secured.total, encrypted: secured.part },
      }),
    );
  }
  for (const [key, rows] of grouped(answers['edges-tcp'] ?? [], pair)) {
    if (edges.has(key)) continue;
    const { total, part } = sumWhere(rows, encrypted);
    edges.set(
      key,
      edgeOf(key, { requests: null, encrypted: { total, encrypted: part } }),
    );
  }
  for (const [key, rows] of grouped(answers['edges-client'] ?? [], pair)) {
    if (edges.has(key)) continue;
    const { total, part } = sumWhere(rows, succeeded);
    edges.set(
      key,
      edgeOf(key, { requests: { total, success: part }, encrypted: null }),
    );
  }
  return [...edges.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, edge]) => edge);
}

const place = ({ namespace, pod }: Labels) =>
  namespace && pod ? `${namespace}/${pod}` : undefined;

/** Proxies that are scraped, with the end of their certificate where they tell it. */
export function readIstioProxies(
  answers: MeshAnswers,
  at: Date,
): ProxyObservation[] {
  const left = new Map(
    (answers['leaf-certificates'] ?? []).map(({ labels, value }) => [
      place(labels),
      value,
    ]),
  );
  const proxies = (answers.proxies ?? []).flatMap(({ labels }) => {
    const key = place(labels);
    if (!key) return [];
    const seconds = left.get(key);
    return {
      namespace: labels.namespace,
      pod: labels.pod,
      certificateNotAfter:
        seconds !== undefined && Number.isFinite(seconds)
          ? new Date(at.getTime() + seconds * 1000).toISOString()
          : null,
    };
  });
  return withThrottling(proxies, answers['proxy-throttling']);
}

const FIGURES = [
  ...GAUGES.map(g => g.id),
  'config-push-p99',
  'injection-failures',
];

export const readIstioGauges = (answers: MeshAnswers): MeshGauge[] =>
  FIGURES.flatMap(id =>
    (answers[id] ?? [])
      .filter(({ value }) => Number.isFinite(value))
      .map(({ value }) => ({ id, labels: {}, value })),
  );
