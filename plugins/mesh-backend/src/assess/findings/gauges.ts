import { ClusterFinding } from '@meshboard/backstage-plugin-mesh-common';
import { finding } from '../../meshes/shared/finding';
import { GaugeRow } from '../../store/types';
import { injectionFailing, slowPush } from './codes';

const SLOW_SECONDS = 10;

/** What figures about a control plane say is wrong with it. */
export function gaugeFindings(gauges: GaugeRow[]): ClusterFinding[] {
  return gauges.flatMap(({ mesh, id, value, server }): ClusterFinding[] => {
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
