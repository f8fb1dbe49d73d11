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
import { recognise, RecognisedMesh } from './recognised';

const container = (pod: PodRecord, name: RegExp): ContainerRecord | undefined =>
  runningContainer(pod, n => name.test(n));

const isTraefikMesh = ({ annotations }: ServiceRecord) =>
  Object.keys(annotations).some(key => key.startsWith('mesh.traefik.io/'));

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

/** Where neither Consul nor Open Service Mesh ever injects. */
const SYSTEM = ['kube-system', 'kube-public'];

/** Go: strconv.ParseBool */
const GO_TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];

/** kuma: metadata/annotations.go GetEnabled, and osm: injector/webhook.go isAnnotatedForInjection */
const TURNED_ON = ['enabled', 'true', 'yes'];

const MESHES: RecognisedMesh[] = [
  {
    id: 'consul',
    title: 'Consul',
    isInfrastructure: pod =>
      pod.labels.app === 'consul' &&
      pod.labels.component !== undefined &&
      pod.labels.chart !== undefined,
    proxy: pod =>
      pod.annotations['consul.hashicorp.com/connect-inject-status'] ===
      'injected'
        ? container(pod, /^consul-dataplane/)
        : undefined,
    // Where the annotation is not required every pod is asked for, which nothing here tells.
    requested: pod =>
      !SYSTEM.includes(pod.namespace) &&
      GO_TRUE.includes(pod.annotations['consul.hashicorp.com/connect-inject']),
  },
  {
    id: 'kuma',
    title: 'Kuma',
    isInfrastructure: pod => pod.labels.app === 'kuma-control-plane',
    proxy: pod =>
      TURNED_ON.includes(pod.annotations['kuma.io/sidecar-injected'])
        ? container(pod, /^kuma-sidecar$/)
        : undefined,
    requested: (pod, namespace) =>
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
      return (_, namespace) =>
        enabled !== false && namespace?.labels[CILIUM_ENROLLED] === 'true'
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
    isInfrastructure: pod =>
      pod.labels['app.kubernetes.io/name'] === 'appmesh-controller',
    proxy: pod => {
      const envoy = container(pod, /^envoy$/);
      return envoy && /appmesh/.test(envoy.image) ? envoy : undefined;
    },
    requested: (pod, namespace) => {
      const key = 'appmesh.k8s.aws/sidecarInjectorWebhook';
      const value = pod.annotations[key] ?? namespace?.labels[key];
      return value === 'enabled';
    },
  },
  {
    id: 'open-service-mesh',
    title: 'Open Service Mesh',
    discontinued: 'The CNCF archived Open Service Mesh in 2023.',
    isInfrastructure: pod =>
      /^osm-(controller|injector|bootstrap)$/.test(pod.labels.app ?? ''),
    proxy: pod =>
      pod.labels['osm-proxy-uuid'] ? container(pod, /^envoy$/) : undefined,
    requested: (pod, namespace) => {
      const key = 'openservicemesh.io/sidecar-injection';
      const value = pod.annotations[key] || namespace?.annotations[key] || '';
      return (
        namespace?.labels['openservicemesh.io/monitored-by'] !== undefined &&
        !SYSTEM.includes(pod.namespace) &&
        TURNED_ON.includes(value.toLowerCase())
      );
    },
  },
  {
    id: 'nginx-service-mesh',
    title: 'NGINX Service Mesh',
    discontinued: 'NGINX Service Mesh is archived.',
    isInfrastructure: pod =>
      pod.labels['app.kubernetes.io/part-of'] === 'nginx-service-mesh',
    proxy: pod =>
      pod.annotations['injector.nsm.nginx.com/status'] === 'injected'
        ? container(pod, /^nginx-mesh-sidecar$/)
        : undefined,
    requested: (pod, namespace) => {
      const key = 'injector.nsm.nginx.com/auto-inject';
      return (
        (pod.annotations[key] ??
          pod.labels[key] ??
          namespace?.labels[key] ??
          namespace?.annotations[key]) === 'true'
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
    isInfrastructure: pod =>
      pod.labels.app === 'maesh' && pod.labels.component !== undefined,
    installed: snapshot => snapshot.services.some(isTraefikMesh),
  },
];

/** Meshes that are recognised: who is in, and no more. */
export const otherAdapters: MeshAdapter[] = MESHES.map(recognise);
