/*
 * From a manifest to what a running cluster holds: the controller, its ReplicaSet or Job, and pods
 * with a status, since no controller runs against a bare API server.
 */

const ID = 'backstage.io/kubernetes-id';
const CHILD = { Deployment: 'ReplicaSet', CronJob: 'Job' };
// The Deployment controller names its ReplicaSets after it.
const HASH = { 'pod-template-hash': '1' };
const API = { ReplicaSet: 'apps/v1', Job: 'batch/v1' };

function templateOf(object) {
  if (object.kind === 'Pod') return object;
  return object.kind === 'CronJob'
    ? object.spec.jobTemplate.spec.template
    : object.spec.template;
}

/** What a scheduler and the admission of service accounts would have added, and volumes a manifest leaves out. */
function podSpec(spec) {
  const { serviceAccount: _, ...rest } = spec;
  const volumes = spec.volumes ?? [];
  const mounted = [...spec.containers, ...(spec.initContainers ?? [])]
    .flatMap(container => container.volumeMounts ?? [])
    .map(mount => mount.name)
    .filter(name => !volumes.some(volume => volume.name === name));
  return {
    serviceAccountName: 'default',
    ...rest,
    volumes: [
      ...volumes,
      ...[...new Set(mounted)].map(name => ({ name, emptyDir: {} })),
    ],
    nodeName: 'node-1',
  };
}

function runningStatus(spec) {
  const started = (container, state) => ({
    name: container.name,
    image: container.image ?? 'none',
    imageID: '',
    ready: true,
    restartCount: 0,
    ...state,
  });
  const running = {
    state: { running: { startedAt: '2026-05-01T09:00:00Z' } },
    started: true,
  };
  const done = {
    state: {
      terminated: {
        exitCode: 0,
        finishedAt: '2026-05-01T09:00:00Z',
        startedAt: '2026-05-01T09:00:00Z',
      },
    },
  };
  return {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: spec.containers.map(c => started(c, running)),
    initContainerStatuses: (spec.initContainers ?? []).map(c =>
      started(c, c.restartPolicy === 'Always' ? running : done),
    ),
  };
}

const ownedBy = ({ apiVersion, kind, metadata: { name, uid } }) => [
  { apiVersion, kind, name, uid, controller: true },
];

/** Writes a workload, its pods and their status. */
export async function runWorkload(
  admin,
  manifest,
  { namespace, id, pods = 2 },
) {
  const object = structuredClone(manifest);
  delete object.status;
  object.metadata = { ...object.metadata, namespace };
  delete object.metadata.creationTimestamp;
  const template = templateOf(object);
  // The injector's command marks a CronJob's Job; its webhook marks the pods.
  if (object.kind === 'CronJob') {
    template.metadata = {
      ...template.metadata,
      annotations: {
        ...object.spec.jobTemplate.metadata?.annotations,
        ...template.metadata?.annotations,
      },
    };
  }
  const labels = { ...template.metadata?.labels, [ID]: id };
  template.metadata = { ...template.metadata, labels };
  delete template.metadata.creationTimestamp;
  template.spec = podSpec(template.spec);
  // Injectors mark the pods, not the controller; the API server holds the mutated pod.
  let owner;
  const podLabels = { ...labels, ...(object.kind === 'Deployment' && HASH) };
  if (object.kind !== 'Pod') {
    owner = await admin.apply(object);
    const child = CHILD[object.kind];
    if (child) {
      const { selector } = object.spec;
      owner = await admin.apply({
        apiVersion: API[child],
        kind: child,
        metadata: {
          name: `${object.metadata.name}-1`,
          namespace,
          labels: podLabels,
          ownerReferences: ownedBy(owner),
        },
        spec:
          child === 'ReplicaSet'
            ? { replicas: pods, selector, template }
            : { template },
      });
    }
  }
  for (let i = 0; i < (owner ? pods : 1); i++) {
    const name = owner ? `${owner.metadata.name}-${i}` : object.metadata.name;
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace,
        labels: podLabels,
        annotations: template.metadata.annotations,
        ...(owner ? { ownerReferences: ownedBy(owner) } : {}),
      },
      spec: template.spec,
    };
    await admin.apply(pod);
    await admin.status(pod, runningStatus(template.spec));
  }
}

/** What an injector did to one template, done to another: its proxy, init containers and marks. */
export function graftProxy(template, injected) {
  const own = structuredClone(template);
  const from = structuredClone(injected);
  const isProxy = c => /proxy|init$|validat/.test(c.name);
  own.metadata.labels = {
    ...from.metadata.labels,
    ...own.metadata.labels,
  };
  own.metadata.annotations = {
    ...own.metadata.annotations,
    ...from.metadata.annotations,
  };
  own.spec.initContainers = (from.spec.initContainers ?? []).filter(isProxy);
  own.spec.containers = [
    ...own.spec.containers,
    ...from.spec.containers.filter(isProxy),
  ];
  own.spec.volumes = [
    ...(own.spec.volumes ?? []),
    ...(from.spec.volumes ?? []),
  ];
  return own;
}
