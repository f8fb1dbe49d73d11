import { Dice } from '../../model/random';
import { NamespaceSpec, WorkloadSpec } from '../../model/types';
import { OLDER_PODS_STARTED, PODS_STARTED } from '../../model/versions';
import { addIstioProxy, enrolAmbient, injectIstio } from './istio';
import { injectLinkerd } from './linkerd';
import { KubeObject, metadata, nodeAddress } from './meta';
import { addEnvoy, injectOsm } from './otherProxies';
import { PodParts } from './parts';

/** A pod's template as its author wrote it. */
export function template(workload: WorkloadSpec) {
  const annotations = {
    ...workload.podAnnotations,
    // Where kubelets can do native sidecars, Istio makes no other unless told so.
    ...(workload.dataPlane === 'istio-classic'
      ? { 'sidecar.istio.io/nativeSidecar': 'false' }
      : {}),
  };
  return {
    metadata: {
      labels: { app: workload.name, ...workload.podLabels },
      ...(Object.keys(annotations).length ? { annotations } : {}),
    },
    spec: {
      serviceAccountName: workload.name,
      ...(workload.hostNetwork ? { hostNetwork: true } : {}),
      serviceAccount: workload.name,
      automountServiceAccountToken: !workload.withoutToken,
      restartPolicy: workload.kind === 'CronJob' ? 'Never' : 'Always',
      dnsPolicy: workload.hostNetwork
        ? 'ClusterFirstWithHostNet'
        : 'ClusterFirst',
      schedulerName: 'default-scheduler',
      terminationGracePeriodSeconds: 30,
      containers: [
        {
          name: workload.containerName ?? workload.name,
          image: workload.image,
          ...(workload.args ? { args: workload.args } : {}),
          ports: workload.ports.map(({ name, port }) => ({
            name,
            containerPort: port,
            protocol: 'TCP',
          })),
          ...(workload.runAsUser === undefined
            ? {}
            : { securityContext: { runAsUser: workload.runAsUser } }),
          resources: { requests: { cpu: '50m', memory: '128Mi' } },
        },
      ],
    },
  };
}

function inject(
  parts: PodParts,
  workload: WorkloadSpec,
  namespace: NamespaceSpec,
  given: { uuid: string; cni?: boolean },
): void {
  const { uuid, cni } = given;
  const linkerd = {
    annotations: namespace.annotationsBefore ?? namespace.annotations ?? {},
    cni,
  };
  switch (workload.dataPlane) {
    case 'istio-classic':
    case 'istio-native':
      injectIstio(parts, workload, workload.dataPlane === 'istio-native');
      break;
    case 'ambient':
      enrolAmbient(parts);
      break;
    case 'linkerd-classic':
    case 'linkerd-native':
      injectLinkerd(
        parts,
        workload,
        workload.dataPlane === 'linkerd-native',
        linkerd,
      );
      break;
    case 'osm':
      injectOsm(parts, uuid);
      break;
    case 'linkerd-and-osm':
      injectLinkerd(parts, workload, false, linkerd);
      injectOsm(parts, uuid);
      break;
    case 'envoy':
      addEnvoy(parts);
      break;
    case 'istio-by-hand':
      addIstioProxy(parts);
      break;
    default:
  }
}

const PROXIES = ['istio-proxy', 'linkerd-proxy'];

function statuses(
  dice: Dice,
  containers: Record<string, any>[],
  startedAt: string,
  init: boolean,
  proxyReady: boolean,
  given: { notReady?: boolean; finishedButForProxy?: boolean } = {},
) {
  return containers.map(({ name, image, restartPolicy }) => {
    const isProxy = PROXIES.includes(name);
    const done = init
      ? restartPolicy !== 'Always'
      : Boolean(given.finishedButForProxy) && !isProxy;
    return {
      name,
      image,
      imageID: `${image.replace(/:[^:/]*$/, '')}@sha256:${dice
        .hex(8, image)
        .repeat(8)}`,
      ready: isProxy ? proxyReady : !given.notReady && (init || !done),
      started: !done,
      restartCount: 0,
      state: done
        ? { terminated: { exitCode: 0, reason: 'Completed' } }
        : { running: { startedAt } },
    };
  });
}

/** One running pod, after the injectors. */
export function pod(
  dice: Dice,
  cluster: { name: string; nodes: number; linkerd?: { cni?: boolean } },
  namespace: NamespaceSpec,
  workload: WorkloadSpec,
  given: {
    name: string;
    generateName?: string;
    index: number;
    owner: { apiVersion: string; kind: string; name: string };
    labels?: Record<string, string>;
    startedAt?: string;
  },
): KubeObject {
  const older = given.index < workload.olderPods;
  const startedAt =
    given.startedAt ?? (older ? OLDER_PODS_STARTED : PODS_STARTED);
  const { metadata: own, spec } = template(workload);
  const parts: PodParts = {
    labels: { ...own.labels, ...given.labels },
    annotations: { ...own.annotations },
    containers: spec.containers.map(c => ({ ...c })),
    initContainers: [],
    volumes: [{ name: 'kube-api-access', projected: { sources: [] } }],
  };
  if (!older) {
    const uuid = dice.uid('osm', cluster.name, given.name);
    inject(parts, workload, namespace, { uuid, cni: cluster.linkerd?.cni });
  }
  const last = given.index === workload.replicas - 1;
  const ready = !(workload.lastProxyNotReady && last) && !workload.notReady;
  const at = (part: string, range: number) =>
    1 + Math.floor(dice.unit(part, cluster.name, given.name) * range);
  const node =
    workload.kind === 'DaemonSet' ? given.index + 1 : at('node', cluster.nodes);
  const hostIP = nodeAddress(node);
  const ip = workload.hostNetwork
    ? hostIP
    : `10.${at('a', 200)}.${at('b', 250)}.${at('c', 250)}`;
  return {
    metadata: metadata(dice, cluster.name, 'Pod', {
      ...given,
      namespace: workload.namespace,
      labels: parts.labels,
      annotations: parts.annotations,
      createdAt: startedAt,
    }),
    spec: {
      ...spec,
      containers: parts.containers,
      ...(parts.initContainers.length
        ? { initContainers: parts.initContainers }
        : {}),
      volumes: parts.volumes,
      nodeName: `${cluster.name}-node-${node}`,
    },
    status: {
      phase: 'Running',
      hostIP,
      hostIPs: [{ ip: hostIP }],
      podIP: ip,
      podIPs: [{ ip }],
      startTime: startedAt,
      qosClass: 'Burstable',
      conditions: [
        'PodScheduled',
        'Initialized',
        'ContainersReady',
        'Ready',
      ].map(type => ({
        type,
        status: !ready && /Ready$/.test(type) ? 'False' : 'True',
      })),
      containerStatuses: statuses(
        dice,
        parts.containers,
        startedAt,
        false,
        ready,
        workload,
      ),
      ...(parts.initContainers.length
        ? {
            initContainerStatuses: statuses(
              dice,
              parts.initContainers,
              startedAt,
              true,
              ready,
            ),
          }
        : {}),
    },
  };
}
