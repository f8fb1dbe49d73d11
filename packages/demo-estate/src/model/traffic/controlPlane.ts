import { ClusterSpec, WorkloadSpec } from '../types';
import { ISTIO } from '../versions';
import { SeriesBuilder } from './builder';
import { COUNTING_SINCE, Curve } from './curve';
import { Target } from './pods';

const DAY_S = 86_400;
const steady: Curve = at => (at - COUNTING_SINCE) / 1000;

/** How long configuration takes to reach the proxies: most within a tenth of a second. */
const CONVERGENCE = [0.1, 0.5, 1, 3, 5, 10, 20, 30];

function istio(
  out: SeriesBuilder,
  cluster: ClusterSpec,
  targets: Target[],
  down: boolean,
): void {
  for (const target of targets) {
    const labels = {
      cluster: cluster.name,
      job: 'istiod',
      instance: `${target.ip}:15014`,
      namespace: target.namespace,
      pod: target.pod,
      app: 'istiod',
    };
    out.gauge('up', labels, down ? 0 : 1);
    if (down) continue;
    out.gauge('pilot_info', { ...labels, version: ISTIO }, 1);
    const ends = (days: number) => (at: number) =>
      // Counted from a day's beginning, so that it is the same wherever it is asked.
      (Math.floor(at / (DAY_S * 1000)) + days) * DAY_S;
    out.varying(
      'citadel_server_root_cert_expiry_timestamp',
      labels,
      ends(3350),
    );
    out.varying(
      'citadel_server_cert_chain_expiry_timestamp',
      labels,
      ends(3350),
    );
    out.counter('pilot_xds_pushes', { ...labels, type: 'cds' }, 0.2, steady);
    out.histogram('pilot_proxy_convergence_time', labels, {
      rate: 0.5,
      curve: steady,
      bounds: CONVERGENCE,
      medianMs: cluster.istio?.pushSeconds ?? 0.08,
    });
    out.counter(
      'sidecar_injection_failure_total',
      labels,
      (cluster.istio?.failedInjections ?? 0) / 3600,
      steady,
    );
    for (const result of ['requests', 'success']) {
      out.counter(`sidecar_injection_${result}_total`, labels, 0.01, steady);
    }
  }
}

function linkerd(
  out: SeriesBuilder,
  cluster: ClusterSpec,
  workload: WorkloadSpec,
  targets: Target[],
): void {
  const component = workload.containerName ?? workload.name;
  for (const target of targets) {
    const labels = {
      cluster: cluster.name,
      job: 'linkerd-controller',
      instance: `${target.ip}:9990`,
      namespace: target.namespace,
      pod: target.pod,
      component,
    };
    out.gauge('up', labels, 1);
    const days = cluster.linkerd?.certificates.issuerDays;
    if (component === 'proxy-injector') {
      const answers = { ...labels, owner_kind: 'deployment' };
      out.counter(
        'proxy_inject_admission_responses_total',
        { ...answers, skip: 'false' },
        0.005,
        steady,
      );
      out.counter(
        'proxy_inject_admission_responses_total',
        { ...answers, skip: 'true', skip_reason: 'host_network_enabled' },
        0.001,
        steady,
      );
    }
    if (component === 'identity' && days !== undefined) {
      out.gauge('issuer_cert_ttl_seconds', labels, days * DAY_S);
    }
  }
}

/** What control planes tell of themselves. */
export function controlPlaneHealth(
  out: SeriesBuilder,
  cluster: ClusterSpec,
  find: (workload: WorkloadSpec) => Target[],
): void {
  for (const workload of cluster.workloads) {
    if (workload.containerName === 'discovery') {
      istio(out, cluster, find(workload), Boolean(workload.notReady));
    }
    if (workload.podLabels?.['linkerd.io/control-plane-component']) {
      linkerd(out, cluster, workload, find(workload));
    }
  }
}
