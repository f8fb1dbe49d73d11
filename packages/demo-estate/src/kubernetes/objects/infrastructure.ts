import { Dice } from '../../model/random';
import { ClusterSpec, NamespaceSpec } from '../../model/types';
import {
  FOUNDED,
  ISTIO,
  KUBERNETES,
  LINKERD,
  MESH_INSTALLED,
} from '../../model/versions';
import { KubeObject, metadata, nodeAddress } from './meta';

const fields = (keys: string[]) =>
  Object.fromEntries(keys.map(key => [`f:${key}`, {}]));

/** A namespace, with who wrote its labels and when. */
export function namespace(
  dice: Dice,
  cluster: string,
  spec: NamespaceSpec,
): KubeObject {
  const labels = { 'kubernetes.io/metadata.name': spec.name, ...spec.labels };
  const written = {
    'f:metadata': {
      ...(spec.labels ? { 'f:labels': fields(Object.keys(spec.labels)) } : {}),
      ...(spec.annotations
        ? { 'f:annotations': fields(Object.keys(spec.annotations)) }
        : {}),
    },
  };
  const touched = Object.keys(written['f:metadata']).length > 0;
  return {
    metadata: {
      ...metadata(dice, cluster, 'Namespace', {
        name: spec.name,
        labels,
        annotations: spec.annotations,
        createdAt: FOUNDED,
      }),
      managedFields: [
        {
          manager: 'kubectl-create',
          operation: 'Update',
          apiVersion: 'v1',
          time: FOUNDED,
          fieldsType: 'FieldsV1',
          fieldsV1: {
            'f:metadata': {
              'f:labels': fields(['kubernetes.io/metadata.name']),
            },
          },
        },
        ...(touched
          ? [
              {
                manager: 'kubectl-label',
                operation: 'Update',
                apiVersion: 'v1',
                time: spec.labelledAt ?? MESH_INSTALLED,
                fieldsType: 'FieldsV1',
                fieldsV1: written,
              },
            ]
          : []),
      ],
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

/** The nodes of a cluster. */
export function nodes(dice: Dice, cluster: ClusterSpec): KubeObject[] {
  return Array.from({ length: cluster.nodes }, (_, i) => {
    const name = `${cluster.name}-node-${i + 1}`;
    return {
      metadata: metadata(dice, cluster.name, 'Node', {
        name,
        labels: {
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'topology.kubernetes.io/region': cluster.region,
          'topology.kubernetes.io/zone': `${cluster.region}${'abc'[i % 3]}`,
        },
        createdAt: FOUNDED,
      }),
      spec: { providerID: `brightlane:///${name}` },
      status: {
        addresses: [
          { type: 'InternalIP', address: nodeAddress(i + 1) },
          { type: 'Hostname', address: name },
        ],
        capacity: { cpu: '16', memory: '64Gi', pods: '110' },
        conditions: [{ type: 'Ready', status: 'True' }],
        nodeInfo: {
          kubeletVersion: KUBERNETES,
          containerRuntimeVersion: 'containerd://2.1.4',
          operatingSystem: 'linux',
          architecture: 'amd64',
        },
      },
    };
  });
}

/** Settings of a control plane and of its injector. */
const istioMaps = (home: string, suffix: string, withoutAutoMtls = false) => [
  {
    namespace: home,
    name: `istio${suffix}`,
    data: {
      mesh: [
        'accessLogFile: /dev/stdout',
        ...(withoutAutoMtls ? ['enableAutoMtls: false'] : []),
        'enablePrometheusMerge: true',
        'extensionProviders:',
        '  - name: otel',
        '    opentelemetry:',
        '      service: otel-collector.observability.svc.cluster.local',
        '      port: 4317',
        `rootNamespace: ${home}`,
        'trustDomain: cluster.local',
        '',
      ].join('\n'),
      meshNetworks: 'networks: {}',
    },
  },
  {
    namespace: home,
    name: `istio-sidecar-injector${suffix}`,
    data: {
      config: [
        'policy: enabled',
        'alwaysInjectSelector: []',
        'neverInjectSelector: []',
        'templates: {}',
        '',
      ].join('\n'),
      values: JSON.stringify(
        {
          global: {
            hub: 'docker.io/istio',
            tag: ISTIO,
            proxy: { image: 'proxyv2' },
          },
        },
        null,
        2,
      ),
    },
  },
];

/** The ConfigMaps that decide: mesh settings, and no others. */
export function configMaps(dice: Dice, cluster: ClusterSpec): KubeObject[] {
  const maps: { namespace: string; name: string; data: object }[] = [];
  if (cluster.meshes.includes('istio')) {
    const { next, withoutAutoMtls } = cluster.istio ?? {};
    maps.push(...istioMaps('istio-system', '', withoutAutoMtls));
    if (next) maps.push(...istioMaps(next.namespace, `-${next.revision}`));
  }
  if (cluster.meshes.includes('linkerd')) {
    maps.push({
      namespace: 'linkerd',
      name: 'linkerd-config',
      data: {
        'linkerd-crds-chart-version': LINKERD,
        values: [
          `linkerdVersion: ${LINKERD}`,
          'proxy:',
          '  defaultInboundPolicy: all-unauthenticated',
          '  nativeSidecar: true',
          '  opaquePorts: 25,587,3306,4444,5432,6379,9300,11211',
          'proxyInit:',
          '  ignoreInboundPorts: 4567,4568',
          '  ignoreOutboundPorts: 4567,4568',
          'identity:',
          `  serviceAccountTokenProjection: ${!cluster.linkerd
            ?.withoutTokenProjection}`,
          '',
        ].join('\n'),
      },
    });
  }
  if (cluster.linkerd?.cni) {
    maps.push({
      namespace: 'linkerd-cni',
      name: 'linkerd-cni-config',
      data: {
        dest_cni_bin_dir: '/opt/cni/bin',
        dest_cni_net_dir: '/etc/cni/net.d',
        cni_network_config: JSON.stringify(
          {
            name: 'linkerd-cni',
            type: 'linkerd-cni',
            log_level: 'info',
            linkerd: {
              'incoming-proxy-port': 4143,
              'outgoing-proxy-port': 4140,
              'proxy-uid': 2102,
              'ports-to-redirect': [],
              'inbound-ports-to-ignore': ['4191', '4190'],
              simulate: false,
            },
          },
          null,
          2,
        ),
      },
    });
  }
  return maps.map(({ data, ...given }) => ({
    metadata: metadata(dice, cluster.name, 'ConfigMap', {
      ...given,
      createdAt: MESH_INSTALLED,
    }),
    data,
  }));
}
