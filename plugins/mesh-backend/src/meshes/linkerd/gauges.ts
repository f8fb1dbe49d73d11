import {
  MeshAnswers,
  MeshGauge,
  MetricSample,
} from '@meshboard/backstage-plugin-mesh-node';
import { Labels, namespaceOf } from './places';

/** Adds up samples that keep the same labels. */
function gauges(
  id: string,
  samples: MetricSample[] | undefined,
  keep: (labels: Labels) => Labels,
  pool: (a: number, b: number) => number = (a, b) => a + b,
): MeshGauge[] {
  const found = new Map<string, MeshGauge>();
  for (const sample of samples ?? []) {
    if (!Number.isFinite(sample.value)) continue;
    const labels = keep(sample.labels);
    const key = JSON.stringify(labels);
    const known = found.get(key);
    found.set(key, {
      id,
      labels,
      value: known ? pool(known.value, sample.value) : sample.value,
    });
  }
  return [...found.values()];
}

/** What Linkerd's control plane says of itself, and proxies of their control plane. */
export function linkerdGauges(answers: MeshAnswers): MeshGauge[] {
  const none = () => ({});
  const where = (value: string, label: string) =>
    (answers[value] ?? []).filter(s => s.labels[label]);
  return [
    ...gauges(
      'issuer-certificate-seconds-left',
      answers['issuer-certificate'],
      none,
      Math.min,
    ),
    ...gauges(
      'control-plane-up',
      where('control-plane-up', 'component'),
      labels => ({
        namespace: namespaceOf(labels) ?? '',
        component: labels.component,
      }),
      Math.min,
    ),
    ...gauges('injections', answers.injections, labels => ({
      outcome: labels.skip === 'true' ? 'skipped' : 'injected',
      reason: labels.skip_reason ?? '',
    })),
    ...gauges(
      'control-plane-calls',
      where('control-plane-calls', 'classification'),
      labels => ({ outcome: labels.classification }),
    ),
    ...gauges(
      'certificate-renewals',
      where('certificate-renewals', 'result'),
      labels => ({ result: labels.result }),
    ),
  ];
}
