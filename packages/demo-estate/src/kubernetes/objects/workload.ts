import { Dice } from '../../model/random';
import { NamespaceSpec, WorkloadSpec } from '../../model/types';
import { FOUNDED, JOB_STARTED, PODS_STARTED } from '../../model/versions';
import { KubeObject, metadata } from './meta';
import { pod, template } from './pod';

/** Objects by plural. */
export type Objects = Record<string, KubeObject[]>;

interface Place {
  dice: Dice;
  cluster: { name: string; nodes: number };
  namespace: NamespaceSpec;
}

function controller(
  { dice, cluster }: Place,
  workload: WorkloadSpec,
  spec: object,
  status: object,
): KubeObject {
  const labels = { app: workload.name, ...workload.labels };
  return {
    metadata: metadata(dice, cluster.name, workload.kind, {
      name: workload.name,
      namespace: workload.namespace,
      labels,
      annotations: workload.annotations,
      createdAt: FOUNDED,
    }),
    spec,
    status,
  };
}

/** What its pods are known by. */
const appOf = ({ name, podLabels }: WorkloadSpec) => podLabels?.app ?? name;

const selector = (workload: WorkloadSpec) => ({
  matchLabels: { app: appOf(workload) },
});

/** Why a controller cannot make pods, as its status has it. */
const refusal = ({ refused }: WorkloadSpec) =>
  refused
    ? {
        conditions: [
          {
            type: 'ReplicaFailure',
            status: 'True',
            reason: 'FailedCreate',
            message: refused,
            lastTransitionTime: PODS_STARTED,
          },
        ],
      }
    : {};

function deployment(place: Place, workload: WorkloadSpec): Objects {
  const { dice, cluster, namespace } = place;
  const { name, replicas } = workload;
  const made = workload.refused ? 0 : replicas;
  const counts = { replicas: made, readyReplicas: made };
  const hash = dice.suffix(10, 'rs', cluster.name, workload.namespace, name);
  const set = `${name}-${hash}`;
  const own = template(workload);
  const labels = { ...own.metadata.labels, 'pod-template-hash': hash };
  return {
    deployments: [
      controller(
        place,
        workload,
        { replicas, selector: selector(workload), template: own },
        {
          ...counts,
          availableReplicas: made,
          updatedReplicas: made,
          ...refusal(workload),
        },
      ),
    ],
    replicasets: [
      {
        metadata: metadata(dice, cluster.name, 'ReplicaSet', {
          name: set,
          namespace: workload.namespace,
          labels,
          createdAt: PODS_STARTED,
          owner: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        }),
        spec: {
          replicas,
          selector: { matchLabels: { ...labels } },
          template: { ...own, metadata: { ...own.metadata, labels } },
        },
        status: { ...counts, ...refusal(workload) },
      },
    ],
    pods: Array.from({ length: made }, (_, index) =>
      pod(dice, cluster, namespace, workload, {
        name: `${set}-${dice.suffix(5, 'pod', cluster.name, set, index)}`,
        generateName: `${set}-`,
        index,
        owner: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: set },
        labels: { 'pod-template-hash': hash },
      }),
    ),
  };
}

function statefulSet(place: Place, workload: WorkloadSpec): Objects {
  const { dice, cluster, namespace } = place;
  const { name, replicas } = workload;
  return {
    statefulsets: [
      controller(
        place,
        workload,
        {
          replicas,
          serviceName: name,
          selector: selector(workload),
          template: template(workload),
        },
        { replicas, readyReplicas: replicas },
      ),
    ],
    pods: Array.from({ length: replicas }, (_, index) =>
      pod(dice, cluster, namespace, workload, {
        name: `${name}-${index}`,
        generateName: `${name}-`,
        index,
        owner: { apiVersion: 'apps/v1', kind: 'StatefulSet', name },
        labels: {
          'apps.kubernetes.io/pod-index': String(index),
          'statefulset.kubernetes.io/pod-name': `${name}-${index}`,
        },
      }),
    ),
  };
}

function daemonSet(place: Place, workload: WorkloadSpec): Objects {
  const { dice, cluster, namespace } = place;
  const { name, replicas } = workload;
  return {
    daemonsets: [
      controller(
        place,
        workload,
        { selector: selector(workload), template: template(workload) },
        { desiredNumberScheduled: replicas, numberReady: replicas },
      ),
    ],
    pods: Array.from({ length: replicas }, (_, index) =>
      pod(dice, cluster, namespace, workload, {
        name: `${name}-${dice.suffix(5, 'ds', cluster.name, name, index)}`,
        generateName: `${name}-`,
        index,
        owner: { apiVersion: 'apps/v1', kind: 'DaemonSet', name },
      }),
    ),
  };
}

/** A CronJob with one run under way; none where no replica is wanted. */
function cronJob(place: Place, workload: WorkloadSpec): Objects {
  const { dice, cluster, namespace } = place;
  const { name, replicas } = workload;
  const job = `${name}-${Date.parse(JOB_STARTED) / 60_000}`;
  const jobLabels = {
    'batch.kubernetes.io/job-name': job,
    'batch.kubernetes.io/controller-uid': dice.uid(
      cluster.name,
      'Job',
      workload.namespace,
      job,
    ),
  };
  const running = Array.from({ length: Math.min(replicas, 1) });
  return {
    cronjobs: [
      controller(
        place,
        workload,
        {
          schedule: '0 2 * * *',
          concurrencyPolicy: 'Forbid',
          jobTemplate: { spec: { template: template(workload) } },
        },
        { lastScheduleTime: JOB_STARTED },
      ),
    ],
    jobs: running.map(() => ({
      metadata: metadata(dice, cluster.name, 'Job', {
        name: job,
        namespace: workload.namespace,
        labels: { app: name, ...workload.labels },
        createdAt: JOB_STARTED,
        owner: { apiVersion: 'batch/v1', kind: 'CronJob', name },
      }),
      spec: { parallelism: 1, completions: 1, template: template(workload) },
      status: { active: 1, ready: 1, startTime: JOB_STARTED },
    })),
    pods: running.map((_, index) =>
      pod(dice, cluster, namespace, workload, {
        name: `${job}-${dice.suffix(5, 'job', cluster.name, job)}`,
        generateName: `${job}-`,
        index,
        owner: { apiVersion: 'batch/v1', kind: 'Job', name: job },
        labels: jobLabels,
        startedAt: JOB_STARTED,
      }),
    ),
  };
}

function service(place: Place, workload: WorkloadSpec): KubeObject {
  const { dice, cluster } = place;
  const octet = (part: string) =>
    1 + Math.floor(dice.unit(part, cluster.name, workload.name) * 250);
  return {
    metadata: metadata(dice, cluster.name, 'Service', {
      name: workload.name,
      namespace: workload.namespace,
      labels: {
        app: workload.name,
        ...workload.labels,
        ...workload.serviceLabels,
      },
      annotations: workload.serviceAnnotations,
      createdAt: FOUNDED,
    }),
    spec: {
      type: 'ClusterIP',
      clusterIP:
        workload.kind === 'StatefulSet'
          ? 'None'
          : `172.20.${octet('c')}.${octet('d')}`,
      selector: { app: appOf(workload) },
      ports: workload.ports.map(({ name, port }, index) => ({
        name,
        port: index === 0 && port === 8080 ? 80 : port,
        targetPort: port,
        protocol: 'TCP',
      })),
    },
    status: {
      loadBalancer: {},
      ...(place.namespace.labels?.['istio.io/use-waypoint']
        ? {
            conditions: [{ type: 'istio.io/WaypointBound', status: 'True' }],
          }
        : {}),
    },
  };
}

/** A workload with all that hangs on it: ReplicaSet or Job, pods, Service. */
export function workloadObjects(place: Place, workload: WorkloadSpec): Objects {
  const build = {
    Deployment: deployment,
    StatefulSet: statefulSet,
    DaemonSet: daemonSet,
    CronJob: cronJob,
  }[workload.kind];
  const objects = build(place, workload);
  const served =
    !workload.withoutService &&
    workload.kind !== 'CronJob' &&
    workload.ports.length > 0;
  return served
    ? { ...objects, services: [service(place, workload)] }
    : objects;
}
