import { Reason } from '@meshboard/backstage-plugin-mesh-common';
import {
  ContainerRecord,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { LinkerdConfig } from './config';

/** What counts as a sidecar, by name or by the beginning of its image. */
const SIDECARS = {
  containers: {
    names: ['linkerd-proxy', 'istio-proxy'],
    images: ['cr.l5d.io/linkerd/proxy:', 'gcr.io/istio-release/proxyv2:'],
  },
  initContainers: {
    names: ['linkerd-proxy', 'linkerd-init', 'istio-init'],
    images: [
      'cr.l5d.io/linkerd/proxy:',
      'cr.l5d.io/linkerd/proxy-init:',
      'gcr.io/istio-release/proxy_init:',
    ],
  },
};

/** linkerd: pkg/healthcheck/sidecar.go HasExistingSidecars */
function existingSidecar(pod: PodRecord): string | undefined {
  const found = (
    all: ContainerRecord[],
    { names, images }: { names: string[]; images: string[] },
  ) =>
    all.find(
      c => names.includes(c.name) || images.some(i => c.image.startsWith(i)),
    )?.name;
  return (
    found(pod.containers, SIDECARS.containers) ??
    found(pod.initContainers, SIDECARS.initContainers)
  );
}

/**
 * Why the injector leaves out a pod that asks for a proxy, in its order; several may hold.
 *
 * linkerd: pkg/inject/report.go newReport, Injectable
 *
 * @param byAnnotation - what the annotations say against it
 */
export function refusals(
  pod: PodRecord,
  config: LinkerdConfig,
  byAnnotation?: Reason,
): Reason[] {
  const reasons: Reason[] = [];
  if (pod.hostNetwork) {
    reasons.push({
      code: 'host-network',
      message:
        'It uses the host’s network, where no proxy can take over its traffic.',
    });
  }
  const sidecar = existingSidecar(pod);
  if (sidecar) {
    reasons.push({
      code: 'other-sidecar-present',
      message: `It already has ${sidecar}: Linkerd adds no proxy beside another.`,
    });
  }
  if (byAnnotation) reasons.push(byAnnotation);
  if (
    pod.automountServiceAccountToken === false &&
    !('unknown' in config) &&
    !config.serviceAccountTokenProjection
  ) {
    reasons.push({
      code: 'no-service-account-token',
      message:
        'It has automountServiceAccountToken: false, and this install takes identity from that token.',
    });
  }
  return reasons;
}

/** The first reason, with what would still be in the way of a fix. */
export function inOneWord([first, ...others]: Reason[]): Reason | undefined {
  if (!first || others.length === 0) return first;
  return {
    ...first,
    message: [first, ...others].map(r => r.message).join(' And: '),
  };
}
