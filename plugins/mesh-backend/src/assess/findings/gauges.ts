import { ClusterFinding } from '@meshboard/backstage-plugin-mesh-common';
import { finding } from '../../meshes/shared/finding';
import { REQUESTS_WITHOUT_LATENCY } from '../../meshes/shared/latency';
import { GaugeRow } from '../../store/types';
import { injectionFailing, nativeHistograms, slowPush } from './codes';

const SLOW_SECONDS = 10;

/** What figures about a mesh as a whole say is wrong with it. */
export function gaugeFindings(gauges: GaugeRow[]): ClusterFinding[] {
  return gauges.flatMap(({ mesh, id, value, server }): ClusterFinding[] => {
    if (id === REQUESTS_WITHOUT_LATENCY) {
      return [
        {
          ...finding(nativeHistograms, {
            evidence: `${Number(
              value.toPrecision(2),
            )} requests per second over five minutes, and no bucket of their latency (Prometheus ${server})`,
            fix: [
              {
                label:
                  'Where classic histograms are converted to native ones, keep them too: always_scrape_classic_histograms: true (scrape_classic_histograms before Prometheus 3); or let metric_relabel_configs keep the buckets',
                docs: 'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config',
              },
            ],
          }),
          reach: 'cluster',
        },
      ];
    }
    if (mesh !== 'istio') return [];
    if (id === 'config-push-p99' && value >= SLOW_SECONDS) {
      return [
        {
          ...finding(slowPush, {
            evidence: `99 of 100 proxies have new configuration within ${value.toFixed(
              1,
            )} s, over five minutes (Prometheus ${server})`,
            fix: [
              {
                label:
                  'Let proxies have only the configuration they need: a Sidecar resource, or discoverySelectors',
                docs: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/',
              },
            ],
          }),
          reach: 'cluster',
        },
      ];
    }
    if (id === 'injection-failures' && value >= 1) {
      return [
        {
          ...finding(injectionFailing, {
            evidence: `${Math.round(
              value,
            )} injections failed within the last hour (Prometheus ${server})`,
            fix: [
              {
                label: 'See why',
                command:
                  'kubectl logs -n istio-system deploy/istiod --tail=500',
              },
            ],
          }),
          reach: 'cluster',
        },
      ];
    }
    return [];
  });
}
