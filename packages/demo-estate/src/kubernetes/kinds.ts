import { ClusterSpec } from '../model/types';

/** A kind that an API server knows. */
export interface KindSpec {
  plural: string;
  kind: string;
  /** Where its objects are kept. */
  key: string;
  namespaced: boolean;
}

const core = (names: Record<string, string>, namespaced = true): KindSpec[] =>
  Object.entries(names).map(([plural, kind]) => ({
    plural,
    kind,
    key: plural,
    namespaced,
  }));

const BUILT_IN: Record<string, KindSpec[]> = {
  v1: [
    ...core({ namespaces: 'Namespace', nodes: 'Node' }, false),
    ...core({
      pods: 'Pod',
      services: 'Service',
      configmaps: 'ConfigMap',
      events: 'Event',
      limitranges: 'LimitRange',
      resourcequotas: 'ResourceQuota',
      serviceaccounts: 'ServiceAccount',
    }),
  ],
  'apps/v1': core({
    deployments: 'Deployment',
    replicasets: 'ReplicaSet',
    statefulsets: 'StatefulSet',
    daemonsets: 'DaemonSet',
  }),
  'batch/v1': core({ jobs: 'Job', cronjobs: 'CronJob' }),
  'autoscaling/v2': core({
    horizontalpodautoscalers: 'HorizontalPodAutoscaler',
  }),
  'networking.k8s.io/v1': core({ ingresses: 'Ingress' }),
  'admissionregistration.k8s.io/v1': core(
    { mutatingwebhookconfigurations: 'MutatingWebhookConfiguration' },
    false,
  ),
};

const custom = (group: string, names: Record<string, string>): KindSpec[] =>
  Object.entries(names).map(([plural, kind]) => ({
    plural,
    kind,
    key: `${group}/${plural}`,
    namespaced: true,
  }));

const ISTIO = custom('security.istio.io', {
  peerauthentications: 'PeerAuthentication',
  authorizationpolicies: 'AuthorizationPolicy',
});
const ISTIO_ROUTES = custom('networking.istio.io', {
  destinationrules: 'DestinationRule',
  virtualservices: 'VirtualService',
});
const GATEWAY_API = custom('gateway.networking.k8s.io', {
  gateways: 'Gateway',
  httproutes: 'HTTPRoute',
});
const SERVERS = custom('policy.linkerd.io', { servers: 'Server' });

/** Kinds by group and version; of a mesh's own kinds only where it is installed. */
export function kindsOf(cluster: ClusterSpec): Record<string, KindSpec[]> {
  return {
    ...BUILT_IN,
    // Both meshes route by it, and neither brings it along.
    ...(cluster.meshes.length
      ? { 'gateway.networking.k8s.io/v1': GATEWAY_API }
      : {}),
    ...(cluster.meshes.includes('istio')
      ? {
          'security.istio.io/v1': ISTIO,
          'security.istio.io/v1beta1': ISTIO,
          'networking.istio.io/v1': ISTIO_ROUTES,
          'networking.istio.io/v1beta1': ISTIO_ROUTES,
        }
      : {}),
    ...(cluster.meshes.includes('linkerd')
      ? {
          'policy.linkerd.io/v1beta3': SERVERS,
          'policy.linkerd.io/v1beta2': SERVERS,
          'policy.linkerd.io/v1beta1': [
            ...SERVERS,
            ...custom('policy.linkerd.io', {
              serverauthorizations: 'ServerAuthorization',
            }),
          ],
          'policy.linkerd.io/v1alpha1': custom('policy.linkerd.io', {
            authorizationpolicies: 'AuthorizationPolicy',
            meshtlsauthentications: 'MeshTLSAuthentication',
            networkauthentications: 'NetworkAuthentication',
          }),
        }
      : {}),
  };
}
