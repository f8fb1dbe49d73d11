import { ClusterSpec, WorkloadSpec } from '../types';
import { SeriesBuilder } from './builder';
import { COUNTING_SINCE, Curve } from './curve';
import { meshOf } from './edges';
import { meshedTargets, Target } from './pods';

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/** Ten periods of 100 ms a second. */
const PERIODS_PER_SECOND = 10;
const steady: Curve = at => (at - COUNTING_SINCE) / 1000;

/**
 * Seconds that a leaf certificate has left: 24 hours at first, renewed at half of that. Whoever has
 * not renewed stays where it is.
 */
function secondsLeft(workload: WorkloadSpec, index: number) {
  const { certificateHoursLeft } = workload;
  if (certificateHoursLeft !== undefined) {
    return () => certificateHoursLeft * HOUR_S;
  }
  const phase = (index * 1777) % (DAY_S / 2);
  return (atMs: number) => DAY_S - ((atMs / 1000 + phase) % (DAY_S / 2));
}

const isAmbient = (workload: WorkloadSpec) => workload.dataPlane === 'ambient';

/** What proxies and kubelets tell of the proxies themselves: certificates, and waiting for CPU. */
export function proxyHealth(
  out: SeriesBuilder,
  cluster: ClusterSpec,
  find: (workload: WorkloadSpec) => Target[],
): void {
  for (const workload of cluster.workloads) {
    const mesh = meshOf(workload);
    if (!mesh || isAmbient(workload)) continue;
    meshedTargets(workload, find(workload)).forEach((target, index) => {
      const place = {
        cluster: cluster.name,
        namespace: target.namespace,
        pod: target.pod,
      };
      const left = secondsLeft(workload, index);
      if (mesh === 'istio') {
        const scraped = {
          job: 'kubernetes-pods',
          instance: `${target.ip}:15020`,
        };
        out.varying(
          'istio_agent_cert_expiry_seconds',
          { ...place, ...scraped, resource_name: 'default' },
          left,
        );
      } else {
        const scraped = { job: 'linkerd-proxy', instance: `${target.ip}:4191` };
        out.varying(
          'control_identity_cert_expiration_timestamp_seconds',
          { ...place, ...scraped },
          at => Math.floor(at / 1000 + left(at)),
        );
      }
      const container = mesh === 'istio' ? 'istio-proxy' : 'linkerd-proxy';
      const kubelet = { ...place, job: 'kubelet', container };
      const share = workload.throttled ?? 0.002;
      out.counter(
        'container_cpu_cfs_periods_total',
        kubelet,
        PERIODS_PER_SECOND,
        steady,
      );
      out.counter(
        'container_cpu_cfs_throttled_periods_total',
        kubelet,
        PERIODS_PER_SECOND * share,
        steady,
      );
    });
  }
}
