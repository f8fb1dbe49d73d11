import { isFailure } from '../failure';
import { KIND_LABELS } from './queries';

export type Labels = Record<string, string>;

/** Whose series it is. */
export interface Place {
  namespace: string;
  /** null: no label names a workload. */
  kind: string | null;
  /** The workload, else the pod. */
  name: string;
  /** Where no label names a workload. */
  pod?: string;
}

/**
 * A Prometheus that scrapes another keeps the proxy's own namespace and pod as `exported_…`, unless
 * it is told to honour them.
 */
export const namespaceOf = (labels: Labels) =>
  labels.exported_namespace || labels.namespace;
export const podOf = (labels: Labels) => labels.exported_pod || labels.pod;

export function placeOf(labels: Labels, prefix = ''): Place | undefined {
  const namespace = prefix ? labels[`${prefix}namespace`] : namespaceOf(labels);
  if (!namespace) return undefined;
  for (const [label, kind] of Object.entries(KIND_LABELS)) {
    const name = labels[`${prefix}${label}`];
    if (name) return { namespace, kind, name };
  }
  const pod = prefix ? undefined : podOf(labels);
  return pod ? { namespace, kind: null, name: pod, pod } : undefined;
}

export const placeKey = ({ namespace, kind, name }: Place) =>
  `${namespace}/${kind ?? ''}/${name}`;

export function placeAt(key: string): Place {
  const [namespace, kind, name] = key.split('/');
  return kind
    ? { namespace, kind, name }
    : { namespace, kind: null, name, pod: name };
}

/** A response that never came has no status; the proxy still classifies it. */
export function succeeded(labels: Labels): boolean {
  const silent = !labels.status_code && labels.classification === 'failure';
  return !isFailure({
    response: silent ? '0' : labels.status_code,
    grpc: labels.grpc_status,
  });
}
