import { Objects } from '../../kubernetes/objects/workload';
import { WorkloadSpec } from '../types';

/** Where a proxy is scraped. */
export interface Target {
  namespace: string;
  pod: string;
  ip: string;
  node: string;
  labels: Record<string, string>;
}

/** Pods of a cluster by workload, as a scraper finds them. */
export function targetsOf(
  objects: Objects,
): (workload: WorkloadSpec) => Target[] {
  const byApp = new Map<string, Target[]>();
  for (const { metadata, spec, status } of objects.pods ?? []) {
    const labels = metadata.labels ?? {};
    const key = `${metadata.namespace}/${labels.app}`;
    const targets = byApp.get(key) ?? [];
    byApp.set(key, targets);
    targets.push({
      namespace: metadata.namespace ?? '',
      pod: metadata.name,
      ip: (status as { podIP: string }).podIP,
      node: (spec as { nodeName: string }).nodeName,
      labels,
    });
  }
  return ({ namespace, name, podLabels }) =>
    byApp.get(`${namespace}/${podLabels?.app ?? name}`) ?? [];
}

/** The pods that have a proxy: the older ones do not. */
export const meshedTargets = (workload: WorkloadSpec, targets: Target[]) =>
  targets.slice(workload.olderPods);
