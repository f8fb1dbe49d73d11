import { DataPlane } from '@meshboard/backstage-plugin-mesh-common';
import {
  NamespaceRecord,
  PodMembership,
  PodRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { imageTag, runningContainer } from '../shared/containers';
import { podTarget } from '../shared/fixes';
import { WhyNot } from './injection';
import {
  CNI_RESOURCE,
  CONTROL_PLANE_COMPONENT,
  CONTROL_PLANE_NAMESPACE,
  EXTENSION,
  PROXY,
  PROXY_VERSION,
} from './names';

/** Linkerd's own pods: control plane, CNI, and extensions with their gateways. */
function infrastructureDataPlane(pod: PodRecord): DataPlane | undefined {
  if (pod.labels[CNI_RESOURCE] !== undefined) return 'node';
  if (pod.labels[CONTROL_PLANE_COMPONENT] !== undefined) return 'none';
  if (pod.labels[EXTENSION] === undefined) return undefined;
  return pod.labels.app === 'linkerd-gateway' ? 'gateway' : 'none';
}

/** linkerd: pkg/k8s/labels.go IsMeshed, and the proxy that must go with it */
export function membershipReader(
  namespaces: Map<string, NamespaceRecord>,
  whyNot: WhyNot,
): (pod: PodRecord, workload?: WorkloadReference) => PodMembership | undefined {
  return (pod, workload) => {
    const proxy = runningContainer(pod, name => name === PROXY);
    const facts = {
      mesh: 'linkerd',
      version:
        pod.annotations[PROXY_VERSION] ||
        (proxy && imageTag(proxy.image)) ||
        null,
      revision: null,
    };
    const infrastructure = infrastructureDataPlane(pod);
    if (infrastructure) {
      return {
        ...facts,
        state: 'infrastructure',
        dataPlane: infrastructure,
      };
    }
    if (proxy && pod.labels[CONTROL_PLANE_NAMESPACE]) {
      return {
        ...facts,
        state: 'in',
        dataPlane: 'sidecar',
        ...(proxy.ready === false
          ? {
              reason: {
                code: 'proxy-not-ready',
                message: 'Its linkerd-proxy container is not ready.',
                fix: [
                  {
                    label: 'Check the proxies',
                    command: `linkerd check --proxy -n ${pod.namespace}`,
                  },
                  {
                    label: 'Read the proxy’s log',
                    command: `kubectl logs ${podTarget(pod, workload)} -n ${
                      pod.namespace
                    } -c ${PROXY}`,
                  },
                ],
              },
            }
          : {}),
      };
    }
    const reason = proxy
      ? {
          code: 'injection-incomplete',
          message: `It runs a ${PROXY} container without the label ${CONTROL_PLANE_NAMESPACE}.`,
        }
      : whyNot(pod, namespaces.get(pod.namespace), workload);
    return (
      reason && {
        ...facts,
        state: 'out',
        dataPlane: 'sidecar',
        version: null,
        reason,
      }
    );
  };
}
