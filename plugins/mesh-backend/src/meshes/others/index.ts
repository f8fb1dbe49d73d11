import {
  ClusterSnapshot,
  ContainerRecord,
  MeshAdapter,
  PodRecord,
  ServiceRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { runningContainer } from '../shared/containers';
import { byNamespace, unreadable } from '../shared/records';
import { matchesLabels } from '../shared/selector';
import { consul } from './consul';
import { recognise, RecognisedMesh } from './recognised';

const container = (pod: PodRecord, name: RegExp): ContainerRecord | undefined =>
  runningContainer(pod, n => name.test(n));

/** traefik/mesh: pkg/annotations/annotations.go getAnnotation; Maesh is what it was called once */
const isTraefikMesh = ({ annotations }: ServiceRecord) =>
  Object.keys(annotations).some(key =>
    /^(mesh\.traefik\.io|maesh\.containo\.us)\//.test(key),
  );

const CILIUM_CONFIG = { namespace: 'kube-system', name: 'cilium-config' };

const CILIUM_ENROLLED = 'io.cilium/mtls-enabled';

/** Whether Cilium's own configuration turns its ztunnel on; null: it was not read. */
function ciliumZtunnel(snapshot: ClusterSnapshot): boolean | null {
  const { namespace, name } = CILIUM_CONFIG;
  if (unreadable(snapshot, `configmaps/${namespace}/${name}`)) return null;
  const config = snapshot.configMaps.find(
    c => c.namespace === namespace && c.name === name,
  );
  if (config) return config.data['enable-ztunnel'] === 'true';
  // Installed elsewhere, or not at all: labels alone prove neither.
  return snapshot.namespaces.some(n => n.labels[CILIUM_ENROLLED] === 'true')
    ? null
    : false;
}

/** Where Open Service Mesh never injects. */
const SYSTEM = ['kube-system', 'kube-public'];

/** kuma: metadata/annotations.go GetEnabled, and osm: injector/webhook.go isAnnotatedForInjection */
const TURNED_ON = ['enabled', 'true', 'yes'];

/** Control plane, CNI and zone proxies of Kuma, and of Kong Mesh, which is built on it. */
const KUMA = /^(kuma|kong-mesh)-(control-plane|cni|ingress|egress)$/;

/** What else App Mesh puts beside its proxy. */
const APP_MESH = /^(envoy|xray-daemon)$/;

const appMeshProxy = (pod: PodRecord) => {
  const envoy = container(pod, /^envoy$/);
  const isOurs =
    /appmesh/.test(envoy?.image ?? '') ||
    Object.keys(envoy?.env ?? {}).some(name => name.startsWith('APPMESH_'));
  return isOurs ? envoy : undefined;
};

const MESHES: RecognisedMesh[] = [
  consul,
  {
    id: 'kuma',
    title: 'Kuma',
    isInfrastructure: ({ labels, annotations }) =>
      KUMA.test(labels.app ?? '') ||
      labels['k8s.kuma.io/zone-proxy-type'] !== undefined ||
      annotations['kuma.io/gateway'] === 'builtin' ||
      ['kuma.io/ingress', 'kuma.io/egress'].some(key =>
        TURNED_ON.includes(annotations[key]),
      ),
    proxy: pod =>
      TURNED_ON.includes(pod.annotations['kuma.io/sidecar-injected'])
        ? container(pod, /^kuma-sidecar$/)
        : undefined,
    requested: () => (pod, namespace) =>
      TURNED_ON.includes(
        pod.labels['kuma.io/sidecar-injection'] ??
          namespace?.labels['kuma.io/sidecar-injection'] ??
          '',
      ),
  },
  {
    // Its ztunnel leaves no mark on a pod: who is in cannot be told.
    untold: snapshot => {
      const enabled = ciliumZtunnel(snapshot);
      // What uses the host's network is no endpoint of Cilium's, and cannot be enrolled.
      return ({ hostNetwork }, namespace) =>
        !hostNetwork &&
        enabled !== false &&
        namespace?.labels[CILIUM_ENROLLED] === 'true'
          ? {
              code: 'no-trace-in-pod',
              message: `Its namespace is enrolled in Cilium’s ztunnel (${CILIUM_ENROLLED}=true), which leaves no mark on a pod: whether its traffic goes that way cannot be told from here.`,
              fix: [
                {
                  label: 'Ask Cilium',
                  command:
                    'kubectl -n kube-system exec ds/cilium -- cilium-dbg encrypt status',
                },
              ],
            }
          : undefined;
    },
    id: 'cilium',
    title: 'Cilium',
    isInfrastructure: ({ labels }) =>
      labels.app === 'ztunnel-cilium' ||
      labels['app.kubernetes.io/name'] === 'ztunnel-cilium',
    configMaps: snapshot =>
      snapshot.pods.some(pod => pod.labels['k8s-app'] === 'cilium')
        ? [CILIUM_CONFIG]
        : [],
    installed: snapshot => {
      const enabled = ciliumZtunnel(snapshot);
      return snapshot.namespaces.some(n => n.labels[CILIUM_ENROLLED] === 'true')
        ? enabled !== false
        : enabled;
    },
  },
  {
    id: 'app-mesh',
    title: 'AWS App Mesh',
    discontinued: 'AWS ended App Mesh on 2026-09-30.',
    // aws-app-mesh-controller: pkg/inject/virtualgateway_envoy.go: nothing but the proxy
    isInfrastructure: pod =>
      pod.labels['app.kubernetes.io/name'] === 'appmesh-controller' ||
      (appMeshProxy(pod) !== undefined &&
        pod.containers.every(({ name }) => APP_MESH.test(name))),
    proxy: appMeshProxy,
    // aws-app-mesh-controller: pkg/inject/inject.go determineSidecarInjectMode
    requested: () => (pod, namespace) => {
      const key = 'appmesh.k8s.aws/sidecarInjectorWebhook';
      const wide = namespace?.labels[key];
      // The webhook is asked only where the namespace says one or the other.
      return (
        (wide === 'enabled' || wide === 'disabled') &&
        (pod.annotations[key] ?? wide).toLowerCase() === 'enabled'
      );
    },
  },
  {
    id: 'open-service-mesh',
    title: 'Open Service Mesh',
    discontinued: 'The CNCF archived Open Service Mesh in 2023.',
    isInfrastructure: pod =>
      /^osm-(controller|injector|bootstrap|multicluster-gateway)$/.test(
        pod.labels.app ?? '',
      ),
    proxy: pod =>
      pod.labels['osm-proxy-uuid'] ? container(pod, /^envoy$/) : undefined,
    requested: () => (pod, namespace) => {
      const key = 'openservicemesh.io/sidecar-injection';
      const value = pod.annotations[key] || namespace?.annotations[key] || '';
      return (
        namespace?.labels['openservicemesh.io/monitored-by'] !== undefined &&
        namespace.labels['openservicemesh.io/ignore'] === undefined &&
        !SYSTEM.includes(pod.namespace) &&
        TURNED_ON.includes(value.toLowerCase())
      );
    },
  },
  {
    id: 'nginx-service-mesh',
    title: 'NGINX Service Mesh',
    discontinued: 'NGINX Service Mesh is archived.',
    // Its ingress controller is its gateway.
    isInfrastructure: ({ labels }) =>
      labels['app.kubernetes.io/part-of'] === 'nginx-service-mesh' ||
      labels['nsm.nginx.com/enable-ingress'] === 'true' ||
      labels['nsm.nginx.com/enable-egress'] === 'true',
    proxy: pod =>
      [pod.annotations, pod.labels].some(
        marks => marks['injector.nsm.nginx.com/status'] === 'injected',
      )
        ? container(pod, /^nginx-mesh-sidecar$/)
        : undefined,
    // nginx-service-mesh: helm-chart/templates/nginx-mesh-controller.yaml, the webhooks' selectors;
    // before 2.0 the words were true and false, and a pod's an annotation
    requested: () => (pod, namespace) => {
      const key = 'injector.nsm.nginx.com/auto-inject';
      const value =
        pod.labels[key] ?? pod.annotations[key] ?? namespace?.labels[key];
      return (
        pod.namespace !== 'kube-system' &&
        (value === 'enabled' || value === 'true')
      );
    },
  },
  {
    // No sidecar: clients ask for a name of its own, which leaves no mark on a pod.
    untold: snapshot => {
      const services = byNamespace(snapshot.services.filter(isTraefikMesh));
      return pod =>
        (services.get(pod.namespace) ?? []).some(
          ({ selector }) =>
            Object.keys(selector).length > 0 &&
            matchesLabels(selector, pod.labels),
        )
          ? {
              code: 'no-trace-in-pod',
              message:
                'A Service of it is set up for Traefik Mesh, which leaves no mark on a pod: who calls it through the mesh cannot be told from here.',
            }
          : undefined;
    },
    id: 'traefik-mesh',
    title: 'Traefik Mesh',
    discontinued:
      'Traefik Mesh has had no release since v1.4.8 of August 2022.',
    // Older charts give `app` the release's name.
    isInfrastructure: ({ labels }) =>
      labels.component === 'maesh-mesh' ||
      (labels.app === 'maesh' && labels.component !== undefined),
    installed: snapshot => snapshot.services.some(isTraefikMesh),
  },
];

/** Meshes that are recognised: who is in, and no more. */
export const otherAdapters: MeshAdapter[] = MESHES.map(recognise);
