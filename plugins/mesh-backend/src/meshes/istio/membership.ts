import { Reason } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  NamespaceRecord,
  PodMembership,
  PodRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { imageTag, isReady, isRunning } from '../shared/containers';
import { podTarget, removeFromTemplate } from '../shared/fixes';
import { Enablement, ExcludedNamespaces } from './cniConfig';
import { Injection } from './injection';
import { DATAPLANE_MODE, REDIRECTION, STATUS } from './names';
import { infrastructureRole, proxyOf, proxyRole, revisionOf } from './proxies';

/** ztunnels by node. */
interface Ztunnels {
  any: boolean;
  ready: Set<string>;
  version: Map<string, string | null>;
}

export function readZtunnels(snapshot: ClusterSnapshot): Ztunnels {
  const result: Ztunnels = { any: false, ready: new Set(), version: new Map() };
  for (const pod of snapshot.pods) {
    const proxy = proxyOf(pod);
    if (!proxy || proxyRole(proxy) !== 'ztunnel' || !isRunning(pod)) continue;
    result.any = true;
    if (!pod.nodeName) continue;
    if (isReady(pod)) result.ready.add(pod.nodeName);
    result.version.set(pod.nodeName, imageTag(proxy.image));
  }
  return result;
}

const out = (
  dataPlane: 'sidecar' | 'ambient',
  reason: Reason,
): PodMembership => ({
  mesh: 'istio',
  state: 'out',
  dataPlane,
  version: null,
  revision: null,
  reason,
});

function noZtunnel(pod: PodRecord, ztunnels: Ztunnels): Reason | undefined {
  // None seen at all: perhaps its namespace was not read, so nothing is said.
  if (!ztunnels.any || !pod.nodeName || ztunnels.ready.has(pod.nodeName)) {
    return undefined;
  }
  return {
    code: 'no-ztunnel-on-node',
    message: `No ztunnel is ready on its node ${pod.nodeName}.`,
    fix: [
      {
        label: 'See the ztunnels',
        command: 'kubectl get pods -A -l app=ztunnel -o wide',
      },
    ],
  };
}

/** What the CNI agent was told. */
interface AmbientRules {
  excluded: ExcludedNamespaces;
  enablement: Enablement;
}

/** istio: cni/pkg/util PodRedirectionEnabled, cni/pkg/nodeagent CompiledEnablementSelectors */
function whyNotAmbient(
  pod: PodRecord,
  namespace: NamespaceRecord | undefined,
  ztunnels: Ztunnels,
  { excluded, enablement }: AmbientRules,
  workload?: WorkloadReference,
): Reason | undefined {
  const own = pod.labels[DATAPLANE_MODE];
  const wide = namespace?.labels ?? {};
  const { [DATAPLANE_MODE]: _, ...unlabelled } = pod.labels;
  if (!enablement.asks(pod.labels, wide)) {
    if (own === 'none' && enablement.asks(unlabelled, wide)) {
      return {
        code: 'opted-out',
        message: `Its label ${DATAPLANE_MODE} is "none".`,
        fix: removeFromTemplate(workload, 'labels', DATAPLANE_MODE),
      };
    }
    const meant =
      own === 'ambient' ||
      (own === undefined && wide[DATAPLANE_MODE] === 'ambient');
    return meant
      ? {
          code: 'not-requested',
          message: `Labels say ${DATAPLANE_MODE}=ambient, and Istio’s CNI agent goes by others here: AMBIENT_ENABLEMENT_SELECTOR in ${enablement.source}.`,
        }
      : undefined;
  }
  if (pod.hostNetwork) {
    return {
      code: 'host-network',
      message: 'It uses the host’s network, which ztunnel cannot redirect.',
    };
  }
  if (excluded.names.includes(pod.namespace)) {
    return {
      code: 'namespace-excluded',
      message: excluded.source
        ? `Istio’s CNI agent leaves ${pod.namespace} out, by EXCLUDED_NAMESPACES in ${excluded.source}.`
        : `Istio’s CNI agent leaves ${pod.namespace} out by default.`,
    };
  }
  if (pod.annotations[STATUS] !== undefined) {
    return {
      code: 'other-sidecar-present',
      message: `Its annotation ${STATUS} says that a sidecar was injected: ambient leaves such pods alone.`,
    };
  }
  return (
    noZtunnel(pod, ztunnels) ?? {
      code: 'redirection-pending',
      message:
        pod.annotations[REDIRECTION] === 'pending'
          ? 'Its traffic is redirected, but no ztunnel has accepted it yet.'
          : 'It asks for the ambient mesh, and its traffic is not redirected to ztunnel.',
      fix: [
        {
          label: 'Ask ztunnel',
          command: `istioctl ztunnel-config workload --workload-namespace ${pod.namespace}`,
        },
      ],
    }
  );
}

/** Whether each pod is in Istio, by what is in the pod: labels only say that somebody asked. */
export function membershipReader(
  namespaces: Map<string, NamespaceRecord>,
  injection: Injection,
  ztunnels: Ztunnels,
  rules: AmbientRules,
): (pod: PodRecord, workload?: WorkloadReference) => PodMembership | undefined {
  return (pod, workload) => {
    const role = infrastructureRole(pod);
    const proxy = proxyOf(pod);
    if (role) {
      const container =
        proxy ?? pod.containers.find(c => c.name === 'discovery');
      return {
        mesh: 'istio',
        state: 'infrastructure',
        dataPlane: role === 'control-plane' ? 'none' : role,
        version: imageTag((container ?? pod.containers[0])?.image ?? ''),
        revision: revisionOf(pod),
      };
    }
    const isSidecar = proxy !== undefined && proxyRole(proxy) === 'sidecar';
    if (isSidecar && pod.annotations[STATUS] !== undefined) {
      return {
        mesh: 'istio',
        state: 'in',
        dataPlane: 'sidecar',
        version: imageTag(proxy.image),
        revision: revisionOf(pod),
        ...(proxy.ready === false
          ? {
              reason: {
                code: 'proxy-not-ready',
                message: 'Its istio-proxy container is not ready.',
                fix: [
                  {
                    label: 'Read the proxy’s log',
                    command: `kubectl logs ${podTarget(pod, workload)} -n ${
                      pod.namespace
                    } -c istio-proxy`,
                  },
                ],
              },
            }
          : {}),
      };
    }
    if (pod.annotations[REDIRECTION] === 'enabled') {
      const reason = noZtunnel(pod, ztunnels);
      return {
        mesh: 'istio',
        state: 'in',
        dataPlane: 'ambient',
        version: ztunnels.version.get(pod.nodeName ?? '') ?? null,
        revision: revisionOf(pod),
        ...(reason ? { reason } : {}),
      };
    }
    if (isSidecar) {
      return out('sidecar', {
        code: 'injection-incomplete',
        message:
          'It runs an istio-proxy container without the injector’s status annotation.',
      });
    }
    const namespace = namespaces.get(pod.namespace);
    const sidecar = injection.whyNot(pod, namespace, workload);
    const ambient = whyNotAmbient(pod, namespace, ztunnels, rules, workload);
    if (ambient) return out('ambient', ambient);
    return sidecar && out('sidecar', sidecar);
  };
}
