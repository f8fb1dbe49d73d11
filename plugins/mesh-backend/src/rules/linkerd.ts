import { linkerdCertificates } from './certificates';
import { RuleContext } from './context';
import { highErrorRate, Objective } from './errorRate';
import { AlertRule } from './types';

const WORKLOAD = [
  'namespace',
  'exported_namespace',
  'deployment',
  'statefulset',
  'daemonset',
  'k8s_job',
];

const SERVED = [
  'direction="inbound"',
  'target_port!="4191"',
  'route_name!="probe"',
];

/** What no component of this name answers to, counted or missing. */
const down = (component: string, context: RuleContext): string => {
  const matcher = `component="${component}"`;
  return [
    `(sum by (${context.labels('component')}) (up${context.where(
      matcher,
    )}) == 0)`,
    ...context.whereEach(matcher).map(m => `absent(up${m})`),
  ].join('\nor\n');
};

/** Alert rules for Linkerd, with the metrics of its proxies and of its control plane. */
export function linkerdRules(
  context: RuleContext,
  objective: Objective,
): AlertRule[] {
  const responses = (...matchers: string[]) =>
    `response_total${context.where(...SERVED, ...matchers)}`;
  const health = context.runbook('/mesh/health');
  return [
    highErrorRate(
      {
        mesh: 'linkerd',
        title: 'Linkerd',
        by: WORKLOAD,
        all: responses(),
        failed: [
          responses('status_code=~"5.."'),
          responses('grpc_status=~"2|4|7|13|14|15"'),
          responses('classification="failure"', 'status_code=""'),
        ],
        workload:
          '{{ or $labels.exported_namespace $labels.namespace }}/{{ or $labels.deployment $labels.statefulset $labels.daemonset $labels.k8s_job "pods without a workload label" }}',
      },
      objective,
      context,
    ),
    ...['destination', 'identity'].map(component => ({
      alert: 'MeshControlPlaneDown',
      expr: down(component, context),
      for: '5m',
      labels: { severity: 'critical', mesh: 'linkerd', component },
      annotations: {
        summary: `Linkerd's ${component} service${context.inCluster} is not there`,
        description: `No instance of Linkerd's ${component} service${
          context.inCluster
        } has answered for five minutes, or none is scraped any more. ${
          component === 'identity'
            ? 'Proxies cannot renew their certificates, and new ones get none.'
            : 'Proxies keep the endpoints they know; new ones find none.'
        }`,
        ...health,
      },
    })),
    ...linkerdCertificates(context),
    {
      alert: 'MeshCertificateSigningFailing',
      expr: `sum by (${context.labels(
        'namespace',
      )}) (increase(control_identity_cert_refreshes_total${context.where(
        'result="error"',
      )}[15m])) > 0`,
      for: '5m',
      labels: { severity: 'critical', mesh: 'linkerd' },
      annotations: {
        summary: `Proxies in {{ $labels.namespace }}${context.inCluster} fail to renew their certificates`,
        description: `{{ $value | humanize }} renewals failed within 15 minutes in {{ $labels.namespace }}${context.inCluster}. A proxy lives on with the certificate it has until that ends.`,
        ...health,
      },
    },
    {
      alert: 'MeshInjectionFailing',
      expr: down('proxy-injector', context),
      for: '5m',
      labels: { severity: 'warning', mesh: 'linkerd' },
      annotations: {
        summary: `Linkerd's injector${context.inCluster} is not there`,
        description: `No instance of Linkerd's proxy injector${context.inCluster} has answered for five minutes, or none is scraped any more. New pods start without a proxy, or not at all where the webhook's failure policy is Fail.`,
        ...health,
      },
    },
  ];
}
