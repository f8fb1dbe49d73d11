import { MetricSample } from '@meshboard/backstage-plugin-mesh-node';

/** `{a="b"} 1` as a row of an answer. */
export const sample = (
  value: number,
  labels: Record<string, string>,
): MetricSample => ({ labels, value });
