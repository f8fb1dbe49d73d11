import { LINKERD } from '../../model/versions';
import { WorkloadSpec } from '../../model/types';
import { PodParts } from './parts';

/* What Linkerd's proxy injector leaves on a pod (linkerd2: charts/patch). */

export const TRUST_ROOT =
  '5a8e2c0db1f04e7793b6c4f6f0d2a1c98e3b47d65f120a9bc8e7d4f3a2b1c0de';
export const DEFAULT_POLICY = 'config.linkerd.io/default-inbound-policy';

/** A linkerd-proxy container. */
export const linkerdProxy = (policy: string, version = LINKERD) => ({
  name: 'linkerd-proxy',
  image: `cr.l5d.io/linkerd/proxy:${version}`,
  imagePullPolicy: 'IfNotPresent',
  env: [
    { name: 'LINKERD2_PROXY_LOG', value: 'warn,linkerd=info' },
    { name: 'LINKERD2_PROXY_INBOUND_DEFAULT_POLICY', value: policy },
    { name: 'LINKERD2_PROXY_ADMIN_LISTEN_ADDR', value: '0.0.0.0:4191' },
    { name: 'LINKERD2_PROXY_INBOUND_LISTEN_ADDR', value: '0.0.0.0:4143' },
    { name: '_l5d_ns', value: 'linkerd' },
    { name: '_l5d_trustdomain', value: 'cluster.local' },
  ],
  ports: [
    { name: 'linkerd-proxy', containerPort: 4143, protocol: 'TCP' },
    { name: 'linkerd-admin', containerPort: 4191, protocol: 'TCP' },
  ],
  livenessProbe: {
    httpGet: { path: '/live', port: 4191, scheme: 'HTTP' },
    initialDelaySeconds: 10,
    timeoutSeconds: 1,
  },
  readinessProbe: {
    httpGet: { path: '/ready', port: 4191, scheme: 'HTTP' },
    initialDelaySeconds: 2,
    timeoutSeconds: 1,
  },
  resources: {},
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsUser: 2102,
  },
  terminationMessagePolicy: 'FallbackToLogsOnError',
  volumeMounts: [
    {
      name: 'linkerd-identity-end-entity',
      mountPath: '/var/run/linkerd/identity/end-entity',
    },
  ],
});

const init = () => ({
  name: 'linkerd-init',
  image: `cr.l5d.io/linkerd/proxy:${LINKERD}`,
  imagePullPolicy: 'IfNotPresent',
  command: ['/usr/lib/linkerd/linkerd2-proxy-init'],
  args: [
    ...['--firewall-bin-path', 'iptables-nft'],
    ...['--firewall-save-bin-path', 'iptables-nft-save', '--ipv6=false'],
    ...['--incoming-proxy-port', '4143', '--outgoing-proxy-port', '4140'],
    ...['--proxy-uid', '2102'],
    ...['--inbound-ports-to-ignore', '4190,4191,4567,4568'],
    ...['--outbound-ports-to-ignore', '4567,4568'],
  ],
  securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
});

/** Where the CNI plugin redirects, the init container only looks whether it did. */
const validator = () => ({
  name: 'linkerd-network-validator',
  image: `cr.l5d.io/linkerd/proxy:${LINKERD}`,
  imagePullPolicy: 'IfNotPresent',
  command: ['/usr/lib/linkerd/linkerd2-network-validator'],
  args: [
    ...['--log-format', 'plain', '--log-level', 'debug'],
    ...['--connect-addr', '1.1.1.1:20001'],
    ...['--listen-addr', '0.0.0.0:4140', '--timeout', '10s'],
  ],
  securityContext: { capabilities: { drop: ['ALL'] }, runAsUser: 65534 },
});

const OWNER_LABEL = {
  Deployment: 'linkerd.io/proxy-deployment',
  StatefulSet: 'linkerd.io/proxy-statefulset',
  DaemonSet: 'linkerd.io/proxy-daemonset',
  CronJob: 'linkerd.io/proxy-cronjob',
};

export function injectLinkerd(
  pod: PodParts,
  workload: WorkloadSpec,
  native: boolean,
  place: { annotations: Record<string, string>; cni?: boolean },
): void {
  // Namespace configuration is copied to the pod; later edits there do not count.
  for (const [key, value] of Object.entries(place.annotations)) {
    if (key.startsWith('config.linkerd.io/')) pod.annotations[key] ??= value;
  }
  const version = workload.proxyVersion ?? LINKERD;
  const policy = pod.annotations[DEFAULT_POLICY] ?? 'all-unauthenticated';
  Object.assign(pod.labels, {
    'linkerd.io/control-plane-ns': 'linkerd',
    'linkerd.io/workload-ns': workload.namespace,
    [OWNER_LABEL[workload.kind]]: workload.name,
  });
  Object.assign(pod.annotations, {
    'linkerd.io/created-by': `linkerd/proxy-injector ${version}`,
    'linkerd.io/inject': 'enabled',
    'linkerd.io/proxy-version': version,
    'linkerd.io/trust-root-sha256': TRUST_ROOT,
  });
  pod.initContainers.unshift(place.cni ? validator() : init());
  const proxy = linkerdProxy(policy, version);
  if (native) {
    pod.initContainers.splice(1, 0, { ...proxy, restartPolicy: 'Always' });
  } else {
    // Before the application, which it has to be ready for.
    pod.containers.unshift(proxy);
  }
  pod.volumes.push(
    { name: 'linkerd-proxy-init-xtables-lock', emptyDir: {} },
    { name: 'linkerd-identity-end-entity', emptyDir: { medium: 'Memory' } },
  );
}
