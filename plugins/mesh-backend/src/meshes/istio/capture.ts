import { PodRecord } from '@meshboard/backstage-plugin-mesh-node';
import { isTrue } from '../shared/values';
import { proxyOf } from './proxies';

const INTERCEPTION = 'sidecar.istio.io/interceptionMode';
const INTERCEPTION_ENV = 'ISTIO_META_INTERCEPTION_MODE';
const INCLUDE = 'traffic.sidecar.istio.io/includeInboundPorts';
const EXCLUDE = 'traffic.sidecar.istio.io/excludeInboundPorts';
/** Put on pods that started before the CNI plugin could redirect them, and taken off by nobody. */
const UNINITIALIZED = 'cni.istio.io/uninitialized';
/** Init containers without which no pod with redirection starts: one sets it up, one tests it. */
const REDIRECTING = ['istio-init', 'istio-validation'];
const AMBIENT_BYPASS = 'ambient.istio.io/bypass-inbound-capture';

/** Ports of the proxy and its agent: Istio's own, never a workload's. */
export const PROXY_PORTS = new Set([
  15000, 15001, 15004, 15006, 15008, 15020, 15021, 15053, 15090,
]);

const ports = (text: string) =>
  new Set(
    text
      .split(',')
      .map(part => part.trim())
      .filter(Boolean),
  );

/** What follows a flag of the init container that set up the redirection. */
function initFlag(pod: PodRecord, flag: string): string | undefined {
  const args = pod.initContainers.find(c => c.name === 'istio-init')?.args;
  const at = args?.indexOf(flag) ?? -1;
  return at < 0 ? undefined : args![at + 1];
}

/**
 * What says that nothing is redirected into the sidecar, which then sees only the ports that it
 * binds itself; undefined: redirected. The annotation, or the mesh's default as the injector
 * handed it to the proxy.
 */
export function withoutRedirection(pod: PodRecord): string | undefined {
  if (pod.annotations[INTERCEPTION] === 'NONE') {
    return `annotation ${INTERCEPTION}=NONE`;
  }
  return pod.annotations[INTERCEPTION] === undefined &&
    proxyOf(pod)?.env?.[INTERCEPTION_ENV] === 'NONE'
    ? `${INTERCEPTION_ENV}=NONE of its istio-proxy`
    : undefined;
}

/**
 * The mark is true only of pods that nothing redirects: whoever runs got past istio-validation,
 * perhaps in a later sandbox (istio: cni/pkg/repair labelBrokenPod, matchesFilter).
 */
const isUninitialized = (pod: PodRecord) =>
  pod.labels[UNINITIALIZED] === 'true' &&
  !pod.initContainers.some(c => REDIRECTING.includes(c.name));

/**
 * Which inbound ports of a pod with redirection pass by the sidecar, and what says so; undefined:
 * captured.
 *
 * Exclusions count only where everything is included (istio:
 * tools/istio-iptables/pkg/capture run.go handleInboundPortsInclude). Where the CNI plugin sets up
 * redirection, the injector writes the defaults as annotations: their presence is no bypass.
 */
export function sidecarBypass(
  pod: PodRecord,
): (port: number) => string | undefined {
  if (isUninitialized(pod)) return () => `label ${UNINITIALIZED}=true`;
  const include = pod.annotations[INCLUDE] ?? initFlag(pod, '-b') ?? '*';
  const includeSource =
    pod.annotations[INCLUDE] === undefined
      ? 'istio-init -b'
      : `annotation ${INCLUDE}`;
  if (include.trim() !== '*') {
    const included = ports(include);
    return port => (included.has(String(port)) ? undefined : includeSource);
  }
  const annotated = ports(pod.annotations[EXCLUDE] ?? '');
  const flagged = ports(initFlag(pod, '-d') ?? '');
  return port => {
    if (annotated.has(String(port))) return `annotation ${EXCLUDE}`;
    return flagged.has(String(port)) ? 'istio-init -d' : undefined;
  };
}

/** Ambient: one switch for all inbound traffic (istio: cni/pkg/util CheckBooleanAnnotation). */
export function ambientBypass(
  pod: PodRecord,
): (port: number) => string | undefined {
  const value = pod.annotations[AMBIENT_BYPASS];
  return () =>
    isTrue(value) ? `annotation ${AMBIENT_BYPASS}=${value}` : undefined;
}
