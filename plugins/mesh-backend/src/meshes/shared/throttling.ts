import {
  MetricQuery,
  MetricSample,
  ProxyObservation,
} from '@meshboard/backstage-plugin-mesh-node';

const PERIODS = 'container_cpu_cfs_periods_total';
const THROTTLED = 'container_cpu_cfs_throttled_periods_total';

/** How often proxies wait for CPU, as kubelets count it. */
export const throttlingQuery = (container: string): MetricQuery => ({
  id: 'proxy-throttling',
  description:
    'Share of scheduling periods in which a proxy had used up its CPU limit, five minutes',
  partLabel: 'namespace',
  promql: c => `sum by (${c.labels('namespace', 'pod')}) (
  rate(${THROTTLED}{container="${container}", pod!=""${c.matchers}}[5m])
)
/ on (${c.labels('namespace', 'pod')})
sum by (${c.labels('namespace', 'pod')}) (
  rate(${PERIODS}{container="${container}", pod!=""${c.matchers}}[5m])
)`,
});

/** Puts what kubelets told beside what the proxies did. */
export function withThrottling(
  proxies: ProxyObservation[],
  samples: MetricSample[] | undefined,
): ProxyObservation[] {
  const shares = new Map(
    (samples ?? [])
      .filter(({ value }) => Number.isFinite(value))
      .map(({ labels, value }) => [`${labels.namespace}/${labels.pod}`, value]),
  );
  return proxies.map(proxy => {
    const share = shares.get(`${proxy.namespace}/${proxy.pod}`);
    return share === undefined ? proxy : { ...proxy, throttledShare: share };
  });
}
