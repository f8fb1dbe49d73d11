import { PodRecord } from '@meshboard/backstage-plugin-mesh-node';
import { CniConfig } from './cni';
import { SKIP_INBOUND, SKIP_SUBNETS } from './names';
import { inPorts } from './ports';

/** Networks whose traffic passes by the proxy, on every port. */
export interface SkippedSubnets {
  cidrs: string[];
  source: string;
}

/** What of the traffic to a pod its proxy gets to see. */
export interface Capture {
  /** What says that a port passes by the proxy. */
  passes(port: number): string | undefined;
  subnets?: SkippedSubnets;
  /** Why it is not known which other ports pass by. */
  unknown?: string;
}

const partsOf = (text: string | undefined) =>
  (text ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(Boolean);

function subnetsOf(
  cidrs: string[],
  source: string,
): Pick<Capture, 'subnets'> | undefined {
  return cidrs.length > 0 ? { subnets: { cidrs, source } } : undefined;
}

/**
 * What its init container was given, and what its annotations say: they say the same, unless
 * somebody wrote to a running pod. Then nobody is told that a port is guarded that soon is not.
 */
function byInitContainer(pod: PodRecord, args: string[], ports: string) {
  const subnetsAt = args.indexOf('--subnets-to-ignore');
  const subnets = subnetsAt < 0 ? undefined : args[subnetsAt + 1];
  const annotatedSubnets = pod.annotations[SKIP_SUBNETS];
  const annotated = inPorts(pod.annotations[SKIP_INBOUND]);
  const ignored = inPorts(ports);
  return {
    passes(port: number) {
      if (annotated(port)) return `annotation ${SKIP_INBOUND}`;
      return ignored(port)
        ? 'linkerd-init --inbound-ports-to-ignore'
        : undefined;
    },
    ...subnetsOf(
      partsOf(annotatedSubnets || subnets),
      annotatedSubnets
        ? `annotation ${SKIP_SUBNETS}`
        : 'linkerd-init --subnets-to-ignore',
    ),
  };
}

/** The plugin heeds an annotation that says something, else its own settings. */
function byCni(pod: PodRecord, cni: CniConfig): Capture {
  const annotation = pod.annotations[SKIP_INBOUND];
  const subnets = pod.annotations[SKIP_SUBNETS];
  const settings = 'unknown' in cni ? undefined : cni;
  const redirected = settings?.redirected ?? [];
  const source = settings?.source ?? '';
  const ignored = inPorts(annotation || settings?.ignoredPorts);
  return {
    passes(port) {
      if (ignored(port)) {
        return annotation
          ? `annotation ${SKIP_INBOUND}`
          : `${source}, inbound-ports-to-ignore`;
      }
      return redirected.length > 0 && !redirected.includes(port)
        ? `${source}, ports-to-redirect`
        : undefined;
    },
    ...(subnets
      ? subnetsOf(partsOf(subnets), `annotation ${SKIP_SUBNETS}`)
      : subnetsOf(
          settings?.ignoredSubnets ?? [],
          `${source}, subnets-to-ignore`,
        )),
    ...('unknown' in cni ? { unknown: cni.unknown } : {}),
  };
}

/**
 * Rules are written once, when the pod starts: ports that are left alone, then networks, then what
 * is redirected.
 *
 * linkerd: charts/partials/templates/_proxy-init.tpl; linkerd2-proxy-init: internal/iptables
 * addIncomingTrafficRules, cni-plugin/main.go cmdAdd
 *
 * @param ignored - the install's own list, where nothing shows what was set up
 */
export function captureOf(
  pod: PodRecord,
  ignored: string,
  cni: CniConfig | undefined,
): Capture {
  const args = pod.initContainers.find(c => c.name === 'linkerd-init')?.args;
  const at = args?.indexOf('--inbound-ports-to-ignore') ?? -1;
  if (args && at >= 0) return byInitContainer(pod, args, args[at + 1]);
  if (!args && cni) return byCni(pod, cni);
  const annotation = pod.annotations[SKIP_INBOUND];
  const annotated = inPorts(annotation);
  // The annotation stands in the place of the install's list, not beside it.
  const left = inPorts(annotation === undefined ? ignored : '');
  return {
    passes(port) {
      if (annotated(port)) return `annotation ${SKIP_INBOUND}`;
      return left(port) ? 'proxyInit.ignoreInboundPorts' : undefined;
    },
    ...subnetsOf(
      partsOf(pod.annotations[SKIP_SUBNETS]),
      `annotation ${SKIP_SUBNETS}`,
    ),
  };
}
