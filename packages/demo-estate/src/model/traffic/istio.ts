import { ISTIO } from '../versions';
import { ClusterSpec, WorkloadSpec } from '../types';
import { SeriesBuilder } from './builder';
import { Curve } from './curve';
import { Edge, meshOf } from './edges';
import { ISTIO_BUCKETS } from './latency';
import { meshedTargets, Target } from './pods';

type Labels = Record<string, string>;

const UNKNOWN = 'unknown';
const USE_WAYPOINT = 'istio.io/use-waypoint';

const principal = ({ namespace, name }: { namespace: string; name: string }) =>
  `spiffe://cluster.local/ns/${namespace}/sa/${name}`;

const isSidecar = (workload: WorkloadSpec) =>
  workload.dataPlane === 'istio-classic' ||
  workload.dataPlane === 'istio-native';

/** The two ends, as a proxy names them; a sidecar cannot name who speaks plaintext to it. */
function ends(
  from: { namespace: string; name: string } | undefined,
  to: WorkloadSpec,
  encrypted: boolean,
): Labels {
  return {
    source_workload: from?.name ?? UNKNOWN,
    source_workload_namespace: from?.namespace ?? UNKNOWN,
    source_principal: from && encrypted ? principal(from) : UNKNOWN,
    source_app: from?.name ?? UNKNOWN,
    source_canonical_service: from?.name ?? UNKNOWN,
    destination_workload: to.name,
    destination_workload_namespace: to.namespace,
    destination_principal: encrypted ? principal(to) : UNKNOWN,
    destination_app: to.name,
    destination_canonical_service: to.name,
    destination_service: `${to.name}.${to.namespace}.svc.cluster.local`,
    destination_service_name: to.name,
    destination_service_namespace: to.namespace,
  };
}

const scrape = (cluster: string, target: Target): Labels => ({
  cluster,
  job: 'kubernetes-pods',
  instance: `${target.ip}:15020`,
  namespace: target.namespace,
  pod: target.pod,
});

function requests(
  out: SeriesBuilder,
  edge: Edge,
  curve: Curve,
  labels: Labels,
): void {
  const grpc = edge.traffic.protocol === 'grpc';
  const answers = [
    { rate: edge.rps * edge.success, code: '200', status: '0' },
    {
      rate: edge.rps * (1 - edge.success),
      code: grpc ? '200' : '503',
      status: '14',
    },
  ];
  for (const { rate, code, status } of answers) {
    const own = {
      ...labels,
      request_protocol: grpc ? 'grpc' : 'http',
      response_code: code,
      grpc_response_status: grpc ? status : '',
      response_flags: code === '503' ? 'UH' : '-',
    };
    if (edge.traffic.atRest) {
      out.still('istio_requests_total', own, Math.floor(rate * 86_400));
    } else {
      out.counter('istio_requests_total', own, rate, curve);
    }
  }
  if (edge.traffic.atRest) return;
  out.histogram(
    'istio_request_duration_milliseconds',
    {
      ...labels,
      request_protocol: grpc ? 'grpc' : 'http',
      response_code: '200',
      grpc_response_status: grpc ? '0' : '',
      response_flags: '-',
    },
    {
      rate: edge.rps * edge.success,
      curve,
      bounds: edge.cluster.istio?.withoutBuckets ? null : ISTIO_BUCKETS,
      medianMs: edge.medianMs,
    },
  );
}

/** What the proxies on both sides of a call count. */
export function istioEdge(
  out: SeriesBuilder,
  edge: Edge,
  curve: Curve,
  find: (workload: WorkloadSpec) => Target[],
): void {
  const { cluster, from, to, encrypted, traffic } = edge;
  const workloads = meshedTargets(to, find(to));
  const server = workloads[from.name.length % workloads.length];
  const policy = encrypted ? 'mutual_tls' : 'none';
  const tcp = (labels: Labels, rate: number) =>
    out.counter(
      'istio_tcp_connections_opened_total',
      { ...labels, request_protocol: 'tcp', response_flags: '-' },
      rate,
      curve,
    );

  if (isSidecar(to)) {
    const labels = {
      ...scrape(cluster.name, server),
      reporter: 'destination',
      ...ends(encrypted ? from : undefined, to, encrypted),
      connection_security_policy: policy,
    };
    if (traffic.protocol === 'tcp') tcp(labels, edge.rps);
    else requests(out, edge, curve, labels);
  } else {
    ambient(edge, find, {
      requests: labels => requests(out, edge, curve, labels),
      tcp,
    });
  }
  if (encrypted && meshOf(from) === 'istio' && from.dataPlane !== 'ambient') {
    istioClient(out, edge, curve, find);
  }
}

/** A client's sidecar or gateway counts too, and never says how it was secured. */
export function istioClient(
  out: SeriesBuilder,
  edge: Edge,
  curve: Curve,
  find: (workload: WorkloadSpec) => Target[],
): void {
  const { cluster, from, to, encrypted, traffic } = edge;
  const client = meshedTargets(from, find(from))[0];
  if (!client || traffic.protocol === 'tcp') return;
  requests(out, edge, curve, {
    ...scrape(cluster.name, client),
    reporter: 'source',
    ...ends(from, to, encrypted),
    connection_security_policy: UNKNOWN,
  });
}

/** ztunnel counts connections and knows who opened them; a waypoint counts requests. */
function ambient(
  { cluster, from, to, rps, encrypted, traffic }: Edge,
  find: (workload: WorkloadSpec) => Target[],
  write: {
    requests(labels: Labels): void;
    tcp(labels: Labels, rate: number): void;
  },
): void {
  const byName = (name: string) => cluster.workloads.find(w => w.name === name);
  const home = cluster.namespaces.find(n => n.name === to.namespace);
  const waypoint = byName(home?.labels?.[USE_WAYPOINT] ?? '');
  const through = traffic.protocol !== 'tcp' ? waypoint : undefined;
  if (through) {
    write.requests({
      ...scrape(cluster.name, find(through)[0]),
      reporter: 'waypoint',
      ...ends(from, to, encrypted),
      connection_security_policy: encrypted ? 'mutual_tls' : 'none',
    });
  }
  const ztunnel = byName('ztunnel');
  const node = find(to)[0]?.node;
  const agent = ztunnel && find(ztunnel).find(target => target.node === node);
  if (!agent) return;
  write.tcp(
    {
      ...scrape(cluster.name, agent),
      app: 'ztunnel',
      reporter: 'destination',
      ...ends(through ?? from, to, encrypted || through !== undefined),
      connection_security_policy: encrypted || through ? 'mutual_tls' : UNKNOWN,
    },
    traffic.protocol === 'tcp' ? rps : rps / 40,
  );
}

/** Which scraped pods there are, and what they run. */
export function istioTargets(
  out: SeriesBuilder,
  cluster: ClusterSpec,
  find: (workload: WorkloadSpec) => Target[],
): void {
  for (const workload of cluster.workloads) {
    const role = workload.args?.[1];
    let component: string | undefined;
    if (workload.name === 'ztunnel') component = 'ztunnel';
    else if (workload.containerName === 'discovery') component = 'pilot';
    else if (role === 'router' || role === 'waypoint' || isSidecar(workload)) {
      component = 'proxy';
    }
    if (!component || workload.notReady) continue;
    for (const target of meshedTargets(workload, find(workload))) {
      const labels = scrape(cluster.name, target);
      out.gauge('up', labels, 1);
      out.gauge('istio_build', { ...labels, component, tag: ISTIO }, 1);
    }
  }
}
