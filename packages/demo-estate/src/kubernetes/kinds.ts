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
  requestauthentications: 'RequestAuthentication',
});
const ISTIO_ROUTES = custom('networking.istio.io', {
  destinationrules: 'DestinationRule',
  virtualservices: 'VirtualService',
  serviceentries: 'ServiceEntry',
  sidecars: 'Sidecar',
});
const ISTIO_FILTERS = custom('networking.istio.io', {
  envoyfilters: 'EnvoyFilter',
});
const TELEMETRY = custom('telemetry.istio.io', { telemetries: 'Telemetry' });
const GATEWAY_API = custom('gateway.networking.k8s.io', {
  gateways: 'Gateway',
  httproutes: 'HTTPRoute',
  grpcroutes: 'GRPCRoute',
});
const SERVERS = custom('policy.linkerd.io', { servers: 'Server' });
const LINKERD_ROUTES = custom('policy.linkerd.io', { httproutes: 'HTTPRoute' });
const CERT_MANAGER = custom('cert-manager.io', { certificates: 'Certificate' });

/** Kinds by group and version; of a mesh's own kinds only where it is installed. */
export function kindsOf(cluster: ClusterSpec): Record<string, KindSpec[]> {
  return {
    ...BUILT_IN,
    // Both meshes route by it, and neither brings it along.
    ...(cluster.meshes.length
      ? { 'gateway.networking.k8s.io/v1': GATEWAY_API }
      : {}),
    ...(cluster.certManager ? { 'cert-manager.io/v1': CERT_MANAGER } : {}),
    ...(cluster.meshes.includes('istio')
      ? {
          'security.istio.io/v1': ISTIO,
          'security.istio.io/v1beta1': ISTIO,
          'networking.istio.io/v1': ISTIO_ROUTES,
          'networking.istio.io/v1beta1': ISTIO_ROUTES,
          'networking.istio.io/v1alpha3': [...ISTIO_ROUTES, ...ISTIO_FILTERS],
          'telemetry.istio.io/v1': TELEMETRY,
          'telemetry.istio.io/v1alpha1': TELEMETRY,
        }
      : {}),
    ...(cluster.meshes.includes('linkerd')
      ? {
          'linkerd.io/v1alpha2': custom('linkerd.io', {
            serviceprofiles: 'ServiceProfile',
          }),
          'policy.linkerd.io/v1beta3': [...SERVERS, ...LINKERD_ROUTES],
          'policy.linkerd.io/v1beta2': [...SERVERS, ...LINKERD_ROUTES],
          'policy.linkerd.io/v1beta1': [
            ...SERVERS,
            ...LINKERD_ROUTES,
            ...custom('policy.linkerd.io', {
              serverauthorizations: 'ServerAuthorization',
            }),
          ],
          'policy.linkerd.io/v1alpha1': custom('policy.linkerd.io', {
            authorizationpolicies: 'AuthorizationPolicy',
            meshtlsauthentications: 'MeshTLSAuthentication',
            networkauthentications: 'NetworkAuthentication',
            httplocalratelimitpolicies: 'HTTPLocalRateLimitPolicy',
            egressnetworks: 'EgressNetwork',
          }),
        }
      : {}),
  };
}
