import { ISTIO } from '../../model/versions';
import { WorkloadSpec } from '../../model/types';
import { PodParts } from './parts';

/*
 * What Istio's injector and CNI leave on a pod (istio: manifests/charts/istio-control/
 * istio-discovery/files/injection-template.yaml, cni/pkg/util/podutil.go).
 */

const HUB = 'registry.istio.io/release';
const VOLUMES = [
  'workload-socket',
  'credential-socket',
  'workload-certs',
  'istio-envoy',
  'istio-data',
  'istio-podinfo',
  'istio-token',
  'istiod-ca-cert',
  'istio-ca-crl',
];

const mounts = () => [
  {
    name: 'workload-socket',
    mountPath: '/var/run/secrets/workload-spiffe-uds',
  },
  { name: 'istiod-ca-cert', mountPath: '/var/run/secrets/istio' },
  { name: 'istio-data', mountPath: '/var/lib/istio/data' },
  { name: 'istio-envoy', mountPath: '/etc/istio/proxy' },
  { name: 'istio-token', mountPath: '/var/run/secrets/tokens' },
];

/** An istio-proxy container in one of its roles. */
export function istioProxy(
  role: 'sidecar' | 'router' | 'waypoint',
  version = ISTIO,
) {
  return {
    name: 'istio-proxy',
    image: `${HUB}/proxyv2:${version}`,
    imagePullPolicy: 'IfNotPresent',
    args: [
      'proxy',
      role,
      '--domain',
      '$(POD_NAMESPACE).svc.cluster.local',
      '--proxyLogLevel=warning',
      '--proxyComponentLogLevel=misc:error',
      '--log_output_level=default:info',
    ],
    env: [
      { name: 'PILOT_CERT_PROVIDER', value: 'istiod' },
      { name: 'CA_ADDR', value: 'istiod.istio-system.svc:15012' },
      { name: 'ISTIO_META_INTERCEPTION_MODE', value: 'REDIRECT' },
      { name: 'ISTIO_META_MESH_ID', value: 'cluster.local' },
    ],
    ports: [{ name: 'http-envoy-prom', containerPort: 15090, protocol: 'TCP' }],
    readinessProbe: {
      httpGet: { path: '/healthz/ready', port: 15021, scheme: 'HTTP' },
      periodSeconds: 15,
      failureThreshold: 4,
      timeoutSeconds: 3,
    },
    startupProbe: {
      httpGet: { path: '/healthz/ready', port: 15021, scheme: 'HTTP' },
      periodSeconds: 1,
      failureThreshold: 600,
      timeoutSeconds: 3,
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: 1337,
      runAsNonRoot: true,
      runAsUser: 1337,
    },
    resources: {
      limits: { cpu: '2', memory: '1Gi' },
      requests: { cpu: '100m', memory: '128Mi' },
    },
    volumeMounts: mounts(),
  };
}

/** Where the CNI plugin redirects traffic, the init container only checks that it did. */
const validation = () => ({
  name: 'istio-validation',
  image: `${HUB}/proxyv2:${ISTIO}`,
  args: ['istio-iptables', '-p', '15001', '-z', '15006', '-u', '1337'].concat(
    ['-m', 'REDIRECT', '-i', '*', '-x', '', '-b', '*', '-d', '15020'],
    ['--run-validation', '--skip-rule-apply'],
  ),
  securityContext: { capabilities: { drop: ['ALL'] }, runAsUser: 1337 },
});

const EXCLUDE = 'traffic.sidecar.istio.io/excludeInboundPorts';

/** Written for the CNI plugin on every pod. */
const redirection = {
  'sidecar.istio.io/interceptionMode': 'REDIRECT',
  'traffic.sidecar.istio.io/excludeInboundPorts': '15020',
  'traffic.sidecar.istio.io/includeInboundPorts': '*',
  'traffic.sidecar.istio.io/includeOutboundIPRanges': '*',
};

const scraped = {
  'prometheus.io/path': '/stats/prometheus',
  'prometheus.io/port': '15020',
  'prometheus.io/scrape': 'true',
};

export function injectIstio(
  pod: PodParts,
  workload: WorkloadSpec,
  native: boolean,
): void {
  const proxy = istioProxy('sidecar', workload.proxyVersion);
  const own = pod.annotations[EXCLUDE];
  Object.assign(pod.labels, {
    'security.istio.io/tlsMode': 'istio',
    'service.istio.io/canonical-name': workload.name,
    'service.istio.io/canonical-revision': 'latest',
  });
  Object.assign(pod.annotations, scraped, redirection, {
    'istio.io/rev': 'default',
    // What its author excludes comes beside the agent's own port.
    ...(own ? { [EXCLUDE]: `15020,${own}` } : {}),
    'kubectl.kubernetes.io/default-container': workload.name,
    'kubectl.kubernetes.io/default-logs-container': workload.name,
    'sidecar.istio.io/status': JSON.stringify({
      initContainers: native
        ? ['istio-validation', 'istio-proxy']
        : ['istio-validation'],
      containers: native ? null : ['istio-proxy'],
      volumes: VOLUMES,
      imagePullSecrets: null,
      revision: 'default',
    }),
  });
  pod.initContainers.unshift(validation());
  if (native) {
    pod.initContainers.splice(1, 0, { ...proxy, restartPolicy: 'Always' });
  } else {
    pod.containers.push(proxy);
  }
  for (const name of VOLUMES) pod.volumes.push({ name, emptyDir: {} });
}

/** What somebody copied from a pod of another cluster. */
export function addIstioProxy(pod: PodParts): void {
  pod.containers.push({ ...istioProxy('sidecar'), volumeMounts: [] });
}

/** Ambient leaves one annotation, written by the CNI agent. */
export function enrolAmbient(pod: PodParts): void {
  pod.annotations['ambient.istio.io/redirection'] = 'enabled';
}
