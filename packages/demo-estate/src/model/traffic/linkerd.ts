import { ClusterSpec, WorkloadSpec } from '../types';
import { SeriesBuilder } from './builder';
import { COUNTING_SINCE, Curve } from './curve';
import { Edge, meshOf } from './edges';
import { LINKERD_BUCKETS } from './latency';
import { meshedTargets, Target } from './pods';

type Labels = Record<string, string>;

const KIND_LABEL = {
  Deployment: 'deployment',
  StatefulSet: 'statefulset',
  DaemonSet: 'daemonset',
  CronJob: 'k8s_job',
};

const DEFAULT_POLICY = 'config.linkerd.io/default-inbound-policy';

const identity = ({ namespace, name }: WorkloadSpec) =>
  `${name}.${namespace}.serviceaccount.identity.linkerd.cluster.local`;

const scrape = (
  cluster: string,
  workload: WorkloadSpec,
  target: Target,
): Labels => ({
  cluster,
  job: 'linkerd-proxy',
  instance: `${target.ip}:4191`,
  namespace: target.namespace,
  pod: target.pod,
  [KIND_LABEL[workload.kind]]: workload.name,
});

const PLAINTEXT = { tls: 'no_identity', no_tls_reason: 'no_tls_from_remote' };

function responses(
  out: SeriesBuilder,
  edge: Edge,
  curve: Curve,
  labels: Labels,
): void {
  const grpc = edge.traffic.protocol === 'grpc';
  out.counter('request_total', labels, edge.rps, curve);
  out.counter(
    'response_total',
    {
      ...labels,
      classification: 'success',
      status_code: '200',
      ...(grpc ? { grpc_status: '0' } : {}),
    },
    edge.rps * edge.success,
    curve,
  );
  out.counter(
    'response_total',
    {
      ...labels,
      classification: 'failure',
      status_code: grpc ? '200' : '503',
      ...(grpc ? { grpc_status: '14' } : {}),
    },
    edge.rps * (1 - edge.success),
    curve,
  );
  out.histogram(
    'response_latency_ms',
    { ...labels, status_code: '200' },
    {
      rate: edge.rps * edge.success,
      curve,
      bounds: LINKERD_BUCKETS,
      medianMs: edge.medianMs,
    },
  );
}

/** The policy object that let a request in. */
function serverOf(cluster: ClusterSpec, to: WorkloadSpec): Labels {
  const server = cluster.custom.find(
    c =>
      c.kind === 'Server' && c.namespace === to.namespace && c.name === to.name,
  );
  if (server) return { srv_kind: 'server', srv_name: server.name };
  const home = cluster.namespaces.find(n => n.name === to.namespace);
  return {
    srv_kind: 'default',
    srv_name: home?.annotations?.[DEFAULT_POLICY] ?? 'all-unauthenticated',
  };
}

/** What the proxies on both sides of a call count. */
export function linkerdEdge(
  out: SeriesBuilder,
  edge: Edge,
  curve: Curve,
  find: (workload: WorkloadSpec) => Target[],
): void {
  const { cluster, from, to, encrypted, traffic } = edge;
  const pods = meshedTargets(to, find(to));
  const server = pods[from.name.length % pods.length];
  const port = String(to.ports[0].port);
  const tls: Labels = encrypted
    ? { tls: 'true', client_id: identity(from) }
    : PLAINTEXT;
  const labels = {
    ...scrape(cluster.name, to, server),
    direction: 'inbound',
    target_addr: `${server.ip}:${port}`,
    target_ip: server.ip,
    target_port: port,
    ...tls,
  };
  const isTcp = traffic.protocol === 'tcp';
  out.counter(
    'tcp_open_total',
    { ...labels, peer: 'src' },
    isTcp ? edge.rps : edge.rps / 40,
    curve,
  );
  if (!isTcp) {
    responses(out, edge, curve, {
      ...labels,
      route_name: 'default',
      ...serverOf(cluster, to),
    });
  }
  const client = encrypted ? meshedTargets(from, find(from))[0] : undefined;
  if (!client) return;
  const outbound = {
    ...scrape(cluster.name, from, client),
    direction: 'outbound',
    authority: `${to.name}.${to.namespace}.svc.cluster.local:80`,
    dst_namespace: to.namespace,
    [`dst_${KIND_LABEL[to.kind]}`]: to.name,
    target_addr: `${server.ip}:${port}`,
    target_ip: server.ip,
    target_port: port,
    tls: 'true',
    server_id: identity(to),
  };
  if (isTcp) {
    out.counter(
      'tcp_open_total',
      { ...outbound, peer: 'dst' },
      edge.rps,
      curve,
    );
  } else {
    responses(out, edge, curve, outbound);
  }
}

/** Every thirty seconds. */
const SCRAPES_PER_SECOND = 1 / 30;

/** Twice a day. */
const RENEWALS_PER_SECOND = 2 / 86_400;

const steady: Curve = at => (at - COUNTING_SINCE) / 1000;

/** Scraped proxies: with them come the kubelet's probes and the scrapes, both in plaintext. */
export function linkerdTargets(
  out: SeriesBuilder,
  cluster: ClusterSpec,
  find: (workload: WorkloadSpec) => Target[],
): void {
  for (const workload of cluster.workloads) {
    if (meshOf(workload) !== 'linkerd') continue;
    const port = workload.ports[0] && String(workload.ports[0].port);
    for (const target of meshedTargets(workload, find(workload))) {
      const labels = scrape(cluster.name, workload, target);
      out.gauge('up', labels, 1);
      for (const classification of ['success', 'failure']) {
        out.counter(
          'control_response_total',
          { ...labels, classification },
          classification === 'success' ? 0.05 : 0,
          steady,
        );
      }
      out.counter(
        'control_identity_cert_refreshes_total',
        { ...labels, result: 'ok' },
        RENEWALS_PER_SECOND,
        steady,
      );
      const row = (targetPort: string, more: Labels): Labels => ({
        ...labels,
        direction: 'inbound',
        target_addr: `${target.ip}:${targetPort}`,
        target_ip: target.ip,
        target_port: targetPort,
        ...PLAINTEXT,
        ...more,
      });
      const admin = row('4191', { route_name: 'default' });
      const answered = { classification: 'success', status_code: '200' };
      out.counter('request_total', admin, SCRAPES_PER_SECOND, steady);
      out.counter(
        'response_total',
        { ...admin, ...answered },
        SCRAPES_PER_SECOND,
        steady,
      );
      // What speaks no HTTP is probed by a command.
      if (!port || workload.traffic?.protocol === 'tcp') continue;
      const probe = row(port, { route_name: 'probe' });
      out.counter('request_total', probe, 0.2, steady);
      out.counter('response_total', { ...probe, ...answered }, 0.2, steady);
      out.counter('tcp_open_total', row(port, { peer: 'src' }), 0.2, steady);
    }
  }
}
