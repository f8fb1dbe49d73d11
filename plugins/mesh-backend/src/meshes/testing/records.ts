import {
  ClusterSnapshot,
  ContainerRecord,
  ControllerRecord,
  CustomRecord,
  NamespaceRecord,
  PodRecord,
  ServiceRecord,
} from '@meshboard/backstage-plugin-mesh-node';

/*
 * Records as a reading gives them, with what a test does not care about filled in.
 */

type Labels = Record<string, string>;

const CREATED = '2026-01-01T00:00:00Z';

/** Everything was read, and nothing is there. */
export function snapshotOf(
  parts: Partial<ClusterSnapshot> = {},
): ClusterSnapshot {
  return {
    cluster: 'test',
    readAt: '2026-03-01T00:00:00Z',
    namespaces: [],
    nodes: [],
    pods: [],
    controllers: [],
    services: [],
    webhooks: [],
    custom: {},
    configMaps: [],
    events: [],
    access: { mutatingwebhookconfigurations: { outcome: 'ok' } },
    ...parts,
  };
}

export function metaOf(
  namespace: string,
  name: string,
  labels: Labels = {},
  annotations: Labels = {},
) {
  return {
    name,
    namespace,
    uid: `uid-${namespace}-${name}`,
    labels,
    annotations,
    createdAt: CREATED,
  };
}

export function namespaceOf(
  name: string,
  labels: Labels = {},
  annotations: Labels = {},
  metadataWrites: NamespaceRecord['metadataWrites'] = [],
): NamespaceRecord {
  return { ...metaOf('', name, labels, annotations), metadataWrites };
}

export function containerOf(
  name: string,
  parts: Partial<ContainerRecord> = {},
): ContainerRecord {
  return {
    name,
    image: `example.test/${name}:1`,
    args: [],
    ports: [],
    ready: true,
    ...parts,
  };
}

export const tcp = (port: number, name?: string) => ({
  name,
  port,
  protocol: 'TCP',
});

/** A running pod with one application container on port 8080. */
export function podOf(
  namespace: string,
  name: string,
  parts: Partial<PodRecord> = {},
): PodRecord {
  return {
    ...metaOf(namespace, name),
    phase: 'Running',
    deleting: false,
    nodeName: 'node-a',
    hostNetwork: false,
    containers: [containerOf('app', { ports: [tcp(8080, 'http')] })],
    initContainers: [],
    ...parts,
  };
}

export function controllerOf(
  kind: string,
  namespace: string,
  name: string,
  parts: Partial<ControllerRecord> = {},
): ControllerRecord {
  return {
    ...metaOf(namespace, name),
    kind,
    wanted: 1,
    podLabels: {},
    podAnnotations: {},
    hostNetwork: false,
    ...parts,
  };
}

export const ownedBy = (kind: string, name: string) => ({
  apiVersion: 'apps/v1',
  kind,
  name,
  uid: `uid-${kind}-${name}`,
});

export function serviceOf(
  namespace: string,
  name: string,
  selector: Labels,
  ports: Partial<ServiceRecord['ports'][number]>[],
  labels: Labels = {},
): ServiceRecord {
  return {
    ...metaOf(namespace, name, labels),
    selector,
    ports: ports.map(p => ({
      name: 'http',
      port: 80,
      targetPort: 80,
      protocol: 'TCP',
      ...p,
    })),
  };
}

export function customOf(
  kind: string,
  namespace: string,
  name: string,
  spec: any,
  parts: Partial<CustomRecord> = {},
): CustomRecord {
  return {
    ...metaOf(namespace, name),
    apiVersion: 'example.test/v1',
    kind,
    spec,
    ...parts,
  };
}
