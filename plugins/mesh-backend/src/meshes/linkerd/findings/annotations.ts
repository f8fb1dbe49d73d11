import { MeshFinding, Severity } from '@meshboard/backstage-plugin-mesh-common';
import {
  NamespaceRecord,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { finding } from '../../shared/finding';
import { removeFromTemplate, restartFix } from '../../shared/fixes';
import { DEFAULTS } from '../defaults';
import {
  CREATED_BY,
  DEFAULT_POLICY,
  OPAQUE_PORTS,
  REQUIRE_IDENTITY,
  SKIP_INBOUND,
  SKIP_OUTBOUND,
  SKIP_SUBNETS,
} from '../names';
import { configNotTakenOver, invalidDefaultPolicy } from './codes';

/** What the injector copies from a namespace, as far as it changes what a proxy does. */
const COPIED: [key: string, severity: Severity][] = [
  [DEFAULT_POLICY, 'warning'],
  [REQUIRE_IDENTITY, 'warning'],
  [SKIP_INBOUND, 'warning'],
  [SKIP_OUTBOUND, 'warning'],
  [SKIP_SUBNETS, 'warning'],
  [OPAQUE_PORTS, 'info'],
  ['config.linkerd.io/access-log', 'info'],
  ['config.linkerd.io/proxy-cpu-request', 'info'],
  ['config.linkerd.io/proxy-cpu-limit', 'info'],
  ['config.linkerd.io/proxy-memory-request', 'info'],
  ['config.linkerd.io/proxy-memory-limit', 'info'],
];

function invalidPolicies({ meshed, reference, controller }: WorkloadView) {
  const values = new Set(
    meshed.flatMap(pod => {
      const value = pod.annotations[DEFAULT_POLICY];
      return value !== undefined && !DEFAULTS.has(value) ? [value] : [];
    }),
  );
  const isOwn = controller?.podAnnotations[DEFAULT_POLICY] !== undefined;
  return [...values].sort().map(value =>
    finding(invalidDefaultPolicy, {
      evidence: `Pods have ${DEFAULT_POLICY}="${value}"; ${[
        ...DEFAULTS.keys(),
      ].join(', ')} are known`,
      fix: isOwn
        ? removeFromTemplate(reference, 'annotations', DEFAULT_POLICY)
        : [
            {
              label: `Correct the annotation of namespace ${reference.namespace}`,
              command: `kubectl annotate namespace ${reference.namespace} ${DEFAULT_POLICY}=all-authenticated --overwrite`,
            },
            ...restartFix(reference),
          ],
    }),
  );
}

/** Written into the template by the command line, which copies nothing from a namespace. */
const byHand = (annotations: Record<string, string> | undefined) =>
  annotations?.[CREATED_BY]?.startsWith('linkerd/cli') ?? false;

function notTakenOver(
  { meshed, reference, controller }: WorkloadView,
  namespace: NamespaceRecord | undefined,
): MeshFinding[] {
  if (byHand(controller?.podAnnotations)) return [];
  return COPIED.flatMap(([key, severity]) => {
    const wide = namespace?.annotations[key];
    // What the pod template says itself is not the namespace's affair.
    if (wide === undefined || controller?.podAnnotations[key] !== undefined) {
      return [];
    }
    const values = new Set(meshed.map(pod => pod.annotations[key]));
    // Without a template a value of its own can't be told from an older one.
    const stale = [...values].filter(value =>
      controller ? value !== wide : value === undefined,
    );
    return stale.map(value =>
      finding(configNotTakenOver, {
        severity,
        evidence: `Namespace ${
          reference.namespace
        } has ${key}=${wide}, pods have ${
          value === undefined ? 'none' : value
        }`,
        fix: restartFix(reference),
      }),
    );
  });
}

/** Annotations that do not do what they say. */
export const annotationFindings = (
  workload: WorkloadView,
  namespace: NamespaceRecord | undefined,
): MeshFinding[] => [
  ...invalidPolicies(workload),
  ...notTakenOver(workload, namespace),
];
