import { CustomSpec, NamespaceSpec, WorkloadSpec } from '../types';
import { ISTIO, KUBERNETES, LINKERD } from '../versions';
import { workloadsOf } from './build';

const HUB = 'registry.istio.io/release';

export const kubeSystem: NamespaceSpec = { name: 'kube-system' };
/** Every cluster has them, with nothing in them here. */
export const everywhere: NamespaceSpec[] = [
  { name: 'default' },
  { name: 'kube-node-lease' },
  { name: 'kube-public' },
];
export const monitoring: NamespaceSpec = { name: 'monitoring' };
export const istioSystem: NamespaceSpec = { name: 'istio-system' };
export const ingress: NamespaceSpec = {
  name: 'ingress',
  labels: { 'istio-injection': 'enabled' },
};
export const linkerd: NamespaceSpec = {
  name: 'linkerd',
  labels: {
    'config.linkerd.io/admission-webhooks': 'disabled',
    'linkerd.io/is-control-plane': 'true',
    'linkerd.io/control-plane-ns': 'linkerd',
  },
  annotations: { 'linkerd.io/inject': 'disabled' },
};

export const linkerdCni: NamespaceSpec = {
  name: 'linkerd-cni',
  labels: {
    'linkerd.io/cni-resource': 'true',
    'config.linkerd.io/admission-webhooks': 'disabled',
  },
};

/** What every cluster runs, and nobody's entity is. */
export function platform(nodes: number): WorkloadSpec[] {
  const system = workloadsOf(kubeSystem);
  const watch = workloadsOf(monitoring);
  return [
    system('coredns', 2, {
      image: 'registry.k8s.io/coredns/coredns:v1.12.4',
      ports: [53],
      podLabels: { 'k8s-app': 'kube-dns' },
    }),
    system('kube-proxy', nodes, {
      kind: 'DaemonSet',
      hostNetwork: true,
      image: `registry.k8s.io/kube-proxy:${KUBERNETES}`,
      ports: [],
      podLabels: { 'k8s-app': 'kube-proxy' },
    }),
    watch('prometheus', 1, {
      kind: 'StatefulSet',
      image: 'quay.io/prometheus/prometheus:v3.5.0',
      ports: [9090],
    }),
    watch('node-exporter', nodes, {
      kind: 'DaemonSet',
      hostNetwork: true,
      image: 'quay.io/prometheus/node-exporter:v1.9.1',
      ports: [9100],
    }),
  ];
}

/** Istio's control plane, its node agents where there is ambient. */
export function istioPlane(
  nodes: number,
  trouble: { down?: boolean; agents?: number; ztunnels?: number } = {},
): WorkloadSpec[] {
  const workload = workloadsOf(istioSystem);
  return [
    workload('istiod', 2, {
      notReady: trouble.down,
      image: `${HUB}/pilot:${ISTIO}`,
      containerName: 'discovery',
      args: ['discovery', '--monitoringAddr=:15014'],
      ports: [15010, 15017],
      labels: { 'istio.io/rev': 'default' },
      podLabels: { 'istio.io/rev': 'default', istio: 'pilot' },
      podAnnotations: { 'sidecar.istio.io/inject': 'false' },
    }),
    workload('istio-cni-node', trouble.agents ?? nodes, {
      kind: 'DaemonSet',
      image: `${HUB}/install-cni:${ISTIO}`,
      containerName: 'install-cni',
      ports: [15014],
      withoutService: true,
      podLabels: {
        'k8s-app': 'istio-cni-node',
        'sidecar.istio.io/inject': 'false',
        'istio.io/dataplane-mode': 'none',
      },
    }),
    workload('ztunnel', trouble.ztunnels ?? nodes, {
      kind: 'DaemonSet',
      image: `${HUB}/ztunnel:${ISTIO}`,
      containerName: 'istio-proxy',
      args: ['proxy', 'ztunnel'],
      ports: [15020],
      withoutService: true,
      podLabels: {
        'sidecar.istio.io/inject': 'false',
        'istio.io/dataplane-mode': 'none',
      },
    }),
  ];
}

/** A gateway whose pods the injector completed from its gateway template. */
export function ingressGateway(replicas: number): WorkloadSpec {
  return workloadsOf(ingress)('istio-ingressgateway', replicas, {
    image: `${HUB}/proxyv2:${ISTIO}`,
    containerName: 'istio-proxy',
    args: ['proxy', 'router', '--domain', '$(POD_NAMESPACE).svc.cluster.local'],
    ports: [80, 443],
    podLabels: {
      istio: 'ingressgateway',
      'service.istio.io/canonical-name': 'istio-ingressgateway',
      'service.istio.io/canonical-revision': 'latest',
    },
    podAnnotations: {
      'inject.istio.io/templates': 'gateway',
      'istio.io/rev': 'default',
      'sidecar.istio.io/status':
        '{"initContainers":null,"containers":["istio-proxy"],"volumes":["istio-envoy","istio-data"],"imagePullSecrets":null,"revision":"default"}',
    },
  });
}

/** A waypoint, with the Gateway that istiod made it from. */
export function waypoint(
  namespace: NamespaceSpec,
  name: string,
): { workload: WorkloadSpec; gateway: CustomSpec } {
  return {
    workload: workloadsOf(namespace)(name, 2, {
      dataPlane: 'none',
      image: `${HUB}/proxyv2:${ISTIO}`,
      containerName: 'istio-proxy',
      args: ['proxy', 'waypoint'],
      ports: [15008],
      podLabels: {
        'gateway.istio.io/managed': 'istio.io-mesh-controller',
        'gateway.networking.k8s.io/gateway-name': name,
        'istio.io/dataplane-mode': 'none',
        'sidecar.istio.io/inject': 'false',
      },
    }),
    gateway: {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      plural: 'gateways',
      namespace: namespace.name,
      name,
      labels: { 'istio.io/waypoint-for': 'service' },
      spec: {
        gatewayClassName: 'istio-waypoint',
        listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
      },
      status: { conditions: [{ type: 'Programmed', status: 'True' }] },
    },
  };
}

/** A control plane of another revision, beside the default one. */
export function nextIstiod(
  revision: string,
  namespace: NamespaceSpec,
): WorkloadSpec {
  return workloadsOf(namespace)(`istiod-${revision}`, 1, {
    image: `${HUB}/pilot:${ISTIO}`,
    containerName: 'discovery',
    args: ['discovery', '--monitoringAddr=:15014'],
    ports: [15010, 15017],
    labels: { 'istio.io/rev': revision },
    podLabels: { app: 'istiod', 'istio.io/rev': revision, istio: 'istiod' },
    podAnnotations: { 'sidecar.istio.io/inject': 'false' },
  });
}

/** Linkerd's agents that redirect, where pods may not do so themselves. */
export function linkerdCniAgents(agents: number): WorkloadSpec {
  return workloadsOf(linkerdCni)('linkerd-cni', agents, {
    kind: 'DaemonSet',
    hostNetwork: true,
    image: 'cr.l5d.io/linkerd/cni-plugin:v1.6.4',
    containerName: 'install-cni',
    ports: [],
    podLabels: { 'k8s-app': 'linkerd-cni', 'linkerd.io/cni-resource': 'true' },
  });
}

/** Linkerd's control plane in its highly available shape; it is in its own mesh. */
export function linkerdPlane(
  trouble: { degraded?: boolean } = {},
): WorkloadSpec[] {
  const workload = workloadsOf(linkerd);
  return ['identity', 'destination', 'proxy-injector'].map((component, i) =>
    workload(`linkerd-${component}`, 3, {
      lastProxyNotReady: trouble.degraded && component === 'destination',
      // Linkerd gives its own identity service no native sidecar.
      dataPlane:
        component === 'identity' ? 'linkerd-classic' : 'linkerd-native',
      image: `cr.l5d.io/linkerd/controller:${LINKERD}`,
      containerName: component,
      ports: [[8080], [8086], [8443]][i],
      podLabels: { 'linkerd.io/control-plane-component': component },
    }),
  );
}
