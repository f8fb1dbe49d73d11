import {
  ContainerRecord,
  ControllerRecord,
  ConfigMapRecord,
  CustomRecord,
  EventRecord,
  MetaRecord,
  NamespaceRecord,
  NodeRecord,
  OwnerRecord,
  PodRecord,
  ServiceRecord,
  WebhookRecord,
} from '@meshboard/backstage-plugin-mesh-node';

/*
 * From the API server's objects to slim records. Nothing here trusts a field to be there: a record
 * always has its shape, whatever the server sent.
 */

const LONG_VALUE = 4096;

function strings(value: unknown): Record<string, string> {
  const result: Record<string, string> = {};
  if (!value || typeof value !== 'object') return result;
  for (const [key, text] of Object.entries(value)) {
    // kubectl's copy of the whole object, and its like
    if (typeof text === 'string' && text.length <= LONG_VALUE) {
      result[key] = text;
    }
  }
  return result;
}

const array = (value: unknown): any[] => (Array.isArray(value) ? value : []);

function owner(references: any[]): OwnerRecord | undefined {
  const found =
    references.find(r => r?.controller === true) ??
    (references.length === 1 ? references[0] : undefined);
  return found?.kind && found?.name
    ? {
        apiVersion: found.apiVersion ?? '',
        kind: found.kind,
        name: found.name,
        uid: found.uid ?? '',
      }
    : undefined;
}

export function meta(object: any): MetaRecord {
  const metadata = object?.metadata ?? {};
  return {
    name: String(metadata.name ?? ''),
    namespace: String(metadata.namespace ?? ''),
    uid: String(metadata.uid ?? ''),
    labels: strings(metadata.labels),
    annotations: strings(metadata.annotations),
    createdAt: String(metadata.creationTimestamp ?? ''),
    owner: owner(array(metadata.ownerReferences)),
  };
}

export function namespace(object: any): NamespaceRecord {
  const metadataWrites = array(object?.metadata?.managedFields)
    .filter(f => typeof f?.time === 'string')
    .map(f => ({
      manager: String(f.manager ?? ''),
      time: f.time as string,
      fields: ['f:labels', 'f:annotations'].flatMap(part =>
        Object.keys(f.fieldsV1?.['f:metadata']?.[part] ?? {})
          .filter(key => key.startsWith('f:'))
          .map(key => key.slice(2)),
      ),
    }))
    .filter(write => write.fields.length > 0)
    .sort((a, b) => b.time.localeCompare(a.time));
  return { ...meta(object), metadataWrites };
}

export function node(object: any): NodeRecord {
  return {
    ...meta(object),
    annotations: {},
    kubeletVersion: String(object?.status?.nodeInfo?.kubeletVersion ?? ''),
  };
}

const PROXY =
  /proxy|envoy|ztunnel|istio|linkerd|waypoint|mesh|dataplane|sidecar/;

const quantities = (of: any) => ({
  ...(of?.cpu !== undefined ? { cpu: String(of.cpu) } : {}),
  ...(of?.memory !== undefined ? { memory: String(of.memory) } : {}),
});

const resources = (of: any): ContainerRecord['resources'] => ({
  requests: quantities(of?.requests),
  limits: quantities(of?.limits),
});

/** Variables whose value stands in the pod; what comes from a Secret or ConfigMap is not read. */
function plainEnv(of: unknown): Record<string, string> {
  const result: Record<string, string> = {};
  for (const variable of array(of)) {
    const { name, value } = variable ?? {};
    if (typeof name === 'string' && typeof value === 'string') {
      if (value.length <= LONG_VALUE) result[name] = value;
    }
  }
  return result;
}

const userOf = (securityContext: any): number | undefined =>
  Number.isInteger(securityContext?.runAsUser)
    ? securityContext.runAsUser
    : undefined;

function containers(
  specs: unknown,
  statuses: unknown,
  podUser?: number,
): ContainerRecord[] {
  const ready = new Map<string, boolean>(
    array(statuses).map(s => [s?.name, s?.ready === true]),
  );
  return array(specs).map(spec => {
    const name = String(spec?.name ?? '');
    const image = String(spec?.image ?? '');
    const runAsUser = userOf(spec?.securityContext) ?? podUser;
    const isProxy = PROXY.test(name) || PROXY.test(image);
    return {
      name,
      image,
      args: isProxy
        ? [...array(spec?.command), ...array(spec?.args)].map(String)
        : [],
      restartPolicy: spec?.restartPolicy,
      ports: array(spec?.ports)
        .filter(p => Number.isInteger(Number(p?.containerPort)))
        .map(p => ({
          name: p.name,
          port: Number(p.containerPort),
          protocol: p.protocol ?? 'TCP',
        })),
      ready: ready.get(name),
      ...(runAsUser === undefined ? {} : { runAsUser }),
      ...(isProxy
        ? { resources: resources(spec?.resources), env: plainEnv(spec?.env) }
        : {}),
    };
  });
}

export function pod(object: any): PodRecord {
  const spec = object?.spec ?? {};
  const status = object?.status ?? {};
  const podUser = userOf(spec.securityContext);
  return {
    ...meta(object),
    phase: String(status.phase ?? 'Unknown'),
    deleting: Boolean(object?.metadata?.deletionTimestamp),
    nodeName: spec.nodeName,
    hostNetwork: spec.hostNetwork === true,
    serviceAccountName: spec.serviceAccountName,
    automountServiceAccountToken: spec.automountServiceAccountToken,
    containers: containers(spec.containers, status.containerStatuses, podUser),
    initContainers: containers(
      spec.initContainers,
      status.initContainerStatuses,
      podUser,
    ),
  };
}

function wanted(kind: string, object: any): number | null {
  const { spec = {}, status = {} } = object ?? {};
  switch (kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
      return Number(spec.replicas ?? 1);
    case 'DaemonSet':
      return Number(status.desiredNumberScheduled ?? 0);
    case 'Job':
      return spec.suspend ? 0 : Number(spec.parallelism ?? 1);
    default:
      return null;
  }
}

export function controller(kind: string): (object: any) => ControllerRecord {
  return object => {
    const template =
      kind === 'CronJob'
        ? object?.spec?.jobTemplate?.spec?.template
        : object?.spec?.template;
    const conditions = array(object?.status?.conditions);
    return {
      ...meta(object),
      kind,
      wanted: wanted(kind, object),
      podLabels: strings(template?.metadata?.labels),
      podAnnotations: strings(template?.metadata?.annotations),
      hostNetwork: template?.spec?.hostNetwork === true,
      finished:
        kind === 'Job'
          ? conditions.some(
              c =>
                ['Complete', 'Failed'].includes(c?.type) &&
                c?.status === 'True',
            )
          : undefined,
      createFailure: conditions.find(
        c => c?.type === 'ReplicaFailure' && c?.status === 'True',
      )?.message,
    };
  };
}

export function service(object: any): ServiceRecord {
  const spec = object?.spec ?? {};
  return {
    ...meta(object),
    selector: strings(spec.selector),
    type: spec.type,
    ports: array(spec.ports).map(p => ({
      name: p?.name,
      port: Number(p?.port),
      targetPort: p?.targetPort ?? Number(p?.port),
      protocol: p?.protocol ?? 'TCP',
      appProtocol: p?.appProtocol,
    })),
  };
}

export function webhook(object: any): WebhookRecord {
  return {
    ...meta(object),
    webhooks: array(object?.webhooks).map(w => ({
      name: String(w?.name ?? ''),
      failurePolicy: String(w?.failurePolicy ?? 'Fail'),
      namespaceSelector: w?.namespaceSelector,
      objectSelector: w?.objectSelector,
      service: w?.clientConfig?.service && {
        namespace: String(w.clientConfig.service.namespace),
        name: String(w.clientConfig.service.name),
      },
    })),
  };
}

export function custom(
  kind: string,
): (object: any, list: { apiVersion: string }) => CustomRecord {
  return (object, list) => ({
    ...meta(object),
    apiVersion: object?.apiVersion ?? list.apiVersion,
    kind,
    spec: object?.spec ?? {},
    status: object?.status,
  });
}

export function event(object: any): EventRecord {
  const involved = object?.involvedObject ?? {};
  return {
    reason: String(object?.reason ?? ''),
    message: String(object?.message ?? ''),
    lastSeen: String(
      object?.series?.lastObservedTime ??
        object?.lastTimestamp ??
        object?.eventTime ??
        object?.metadata?.creationTimestamp ??
        '',
    ),
    count: Number(object?.series?.count ?? object?.count ?? 1),
    involved: {
      kind: String(involved.kind ?? ''),
      namespace: String(involved.namespace ?? ''),
      name: String(involved.name ?? ''),
    },
  };
}

export function configMap(object: any): ConfigMapRecord {
  const data: Record<string, string> = {};
  for (const [key, value] of Object.entries(object?.data ?? {})) {
    if (typeof value === 'string') data[key] = value;
  }
  return { ...meta(object), data };
}
