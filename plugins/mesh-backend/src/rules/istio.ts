import { istioCertificates } from './certificates';
import { RuleContext } from './context';
import { highErrorRate, Objective } from './errorRate';
import { AlertRule } from './types';

const SERVED = [
  'reporter=~"destination|waypoint"',
  'destination_workload!="unknown"',
];

/** Alert rules for Istio, with the metrics of its proxies and of istiod. */
export function istioRules(
  context: RuleContext,
  objective: Objective,
): AlertRule[] {
  const requests = (...matchers: string[]) =>
    `istio_requests_total${context.where(...SERVED, ...matchers)}`;
  const health = context.runbook('/mesh/health');
  const missing = context.whereEach();
  return [
    highErrorRate(
      {
        mesh: 'istio',
        title: 'Istio',
        by: [
          'reporter',
          'destination_workload_namespace',
          'destination_workload',
        ],
        all: requests(),
        failed: [
          requests('response_code=~"5..|0"'),
          requests('grpc_response_status=~"2|4|7|13|14|15"'),
        ],
        workload:
          '{{ $labels.destination_workload_namespace }}/{{ $labels.destination_workload }}',
      },
      objective,
      context,
    ),
    ...(missing.length === 0
      ? []
      : [
          {
            alert: 'MeshControlPlaneDown',
            expr: missing.map(m => `absent(pilot_info${m})`).join('\nor\n'),
            for: '5m',
            labels: { severity: 'critical', mesh: 'istio' },
            annotations: {
              summary: `istiod${context.inCluster} is not there`,
              description: `No istiod${context.inCluster} has told of itself for five minutes: it is down, or no longer scraped. Proxies keep the configuration they have; new pods get none, and certificates are not renewed.`,
              ...health,
            },
          },
        ]),
    ...istioCertificates(context),
    {
      alert: 'MeshCertificateSigningFailing',
      expr: `sum by (${context.labels()}) (increase(citadel_server_csr_sign_err_count${context.where()}[15m])) > 0`,
      for: '5m',
      labels: { severity: 'critical', mesh: 'istio' },
      annotations: {
        summary: `istiod${context.inCluster} fails to sign certificates`,
        description: `{{ $value | humanize }} requests of proxies for a certificate failed within 15 minutes${context.inCluster}. A proxy lives on with the one it has until that ends.`,
        ...health,
      },
    },
    {
      alert: 'MeshInjectionFailing',
      expr: `sum by (${context.labels()}) (increase(sidecar_injection_failure_total${context.where()}[15m])) > 0`,
      for: '5m',
      labels: { severity: 'warning', mesh: 'istio' },
      annotations: {
        summary: `Sidecars${context.inCluster} fail to be injected`,
        description: `{{ $value | humanize }} injections failed within 15 minutes${context.inCluster}; where the webhook's failure policy is Fail, those pods were refused.`,
        ...health,
      },
    },
  ];
}
