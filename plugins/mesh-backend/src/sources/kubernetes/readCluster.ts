import {
  ClusterSnapshot,
  MeshAdapter,
  PodRecord,
  ResourceQuery,
} from '@meshboard/backstage-plugin-mesh-node';
import { SourceError } from '../http';
import { sharing } from './alike';
import { KubernetesClient } from './KubernetesClient';
import * as project from './project';

type Access = ClusterSnapshot['access'];

/** Reading a kind that membership needs failed: nothing may be said of the cluster. */
const REQUIRED = ['namespaces', 'pods'];

const CONTROLLERS = [
  { plural: 'replicasets', kind: 'ReplicaSet', group: 'apps/v1' },
  { plural: 'deployments', kind: 'Deployment', group: 'apps/v1' },
  { plural: 'statefulsets', kind: 'StatefulSet', group: 'apps/v1' },
  { plural: 'daemonsets', kind: 'DaemonSet', group: 'apps/v1' },
  { plural: 'jobs', kind: 'Job', group: 'batch/v1' },
  { plural: 'cronjobs', kind: 'CronJob', group: 'batch/v1' },
];

/** Kinds and objects that a cluster may do without; every cluster has the others. */
const isOptional = (key: string) => key.includes('/');

/** An API server's own 404; the Kubernetes plugin and proxies have theirs, which mean other things. */
function saysAbsent({ status, answer = '' }: SourceError): boolean {
  return (
    status === 404 &&
    (/"kind":\s*"Status"/.test(answer) ||
      answer.startsWith('404 page not found'))
  );
}

class Reader {
  readonly access: Access = {};

  constructor(
    private readonly client: KubernetesClient,
    private readonly cluster: string,
    private readonly signal?: AbortSignal,
  ) {}

  /** Notes what became of a kind; a required one that fails throws. */
  async read<T>(
    key: string,
    attempt: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      const result = await attempt();
      this.access[key] = { outcome: 'ok' };
      return result;
    } catch (error) {
      this.signal?.throwIfAborted();
      if (!(error instanceof SourceError) || REQUIRED.includes(key)) {
        throw error;
      }
      let outcome: Access[string]['outcome'] = 'failed';
      if (isOptional(key) && saysAbsent(error)) outcome = 'absent';
      else if (error.notPermitted) outcome = 'not-permitted';
      this.access[key] = { outcome, message: error.message };
      return undefined;
    }
  }

  /** Lists a kind, in some namespaces where these are given and the kind is namespaced. */
  async list<T>(
    key: string,
    groupVersion: string,
    plural: string,
    toRecord: (object: any, list: { apiVersion: string }) => T,
    namespaces?: string[],
    fieldSelector?: string,
  ): Promise<T[]> {
    const base = groupVersion.includes('/')
      ? `/apis/${groupVersion}`
      : `/api/${groupVersion}`;
    const paths = namespaces?.map(
      name => `${base}/namespaces/${encodeURIComponent(name)}/${plural}`,
    ) ?? [`${base}/${plural}`];
    const result = await this.read(key, async () => {
      const items: T[] = [];
      for (const path of paths) {
        const page = await this.client.list(this.cluster, path, toRecord, {
          fieldSelector,
          signal: this.signal,
        });
        for (const item of page) items.push(item);
      }
      return items;
    });
    return result ?? [];
  }

  get(path: string): Promise<any> {
    return this.client.get(this.cluster, path, this.signal);
  }

  async custom(query: ResourceQuery) {
    const key = `${query.group}/${query.plural}`;
    for (const version of query.versions) {
      const items = await this.list(
        key,
        `${query.group}/${version}`,
        query.plural,
        project.custom(query.kind),
      );
      if (this.access[key].outcome !== 'absent') return items;
    }
    return [];
  }
}

/** A pod that runs shows by its containers whether it is in a mesh: without them, nothing does. */
function legiblePod(object: any): PodRecord {
  const pod = project.pod(object);
  if (pod.phase === 'Running' && pod.containers.length === 0) {
    throw new SourceError(
      `/api/v1/pods: pod ${pod.namespace}/${pod.name} is told without its containers`,
    );
  }
  return pod;
}

/**
 * Runs at most `width` at a time, so that one reading does not crowd an API server. The first that
 * fails stops the others; none runs on after this has settled.
 */
async function inParallel(
  width: number,
  jobs: (() => Promise<void>)[],
  stop: AbortController,
): Promise<void> {
  const queue = [...jobs];
  const worker = async () => {
    try {
      for (let job = queue.shift(); job; job = queue.shift()) await job();
    } catch (error) {
      queue.length = 0;
      stop.abort(error);
      throw error;
    }
  };
  await Promise.allSettled(Array.from({ length: width }, worker));
  stop.signal.throwIfAborted();
}

interface ReadOptions {
  readAt: string;
  /** Read pods, controllers and services of these only. */
  namespaces?: string[];
  signal?: AbortSignal;
}

/**
 * Reads a cluster into slim records.
 *
 * @throws SourceError where namespaces or pods cannot be read; every other kind's failure is told
 * in `access`
 */
export async function readCluster(
  ...args: Parameters<typeof openCluster>
): Promise<ClusterSnapshot> {
  const { read } = await openCluster(...args);
  return read();
}

/**
 * Asks for a cluster's namespaces: one that does not answer is known after one request, and nobody
 * has waited for it. What it answers to `read` is the rest, and most of the bytes.
 */
export async function openCluster(
  client: KubernetesClient,
  cluster: string,
  adapters: MeshAdapter[],
  options: ReadOptions,
): Promise<{ read(): Promise<ClusterSnapshot> }> {
  const stop = new AbortController();
  const signal = options.signal
    ? AbortSignal.any([options.signal, stop.signal])
    : stop.signal;
  const reader = new Reader(client, cluster, signal);
  const namespaces = await reader.list(
    'namespaces',
    'v1',
    'namespaces',
    project.namespace,
  );
  const snapshot: ClusterSnapshot = {
    cluster,
    readAt: options.readAt,
    namespaces,
    nodes: [],
    pods: [],
    controllers: [],
    services: [],
    webhooks: [],
    custom: {},
    configMaps: [],
    events: [],
    access: reader.access,
  };
  return {
    read: () => readRest(reader, snapshot, adapters, stop, options.namespaces),
  };
}

async function readRest(
  reader: Reader,
  snapshot: ClusterSnapshot,
  adapters: MeshAdapter[],
  stop: AbortController,
  namespaces?: string[],
): Promise<ClusterSnapshot> {
  const resources = new Map(
    adapters
      .flatMap(adapter => adapter.resources)
      .map(query => [`${query.group}/${query.plural}`, query]),
  );
  const reasons = new Set(adapters.flatMap(a => a.eventReasons ?? []));
  await inParallel(
    3,
    [
      async () => {
        const share = sharing();
        snapshot.pods = await reader.list(
          'pods',
          'v1',
          'pods',
          object => share(legiblePod(object)),
          namespaces,
        );
      },
      ...CONTROLLERS.map(({ plural, kind, group }) => async () => {
        const items = await reader.list(
          plural,
          group,
          plural,
          project.controller(kind),
          namespaces,
        );
        for (const item of items) snapshot.controllers.push(item);
      }),
      async () => {
        snapshot.services = await reader.list(
          'services',
          'v1',
          'services',
          project.service,
          namespaces,
        );
      },
      async () => {
        snapshot.nodes = await reader.list(
          'nodes',
          'v1',
          'nodes',
          project.node,
        );
      },
      async () => {
        snapshot.webhooks = await reader.list(
          'mutatingwebhookconfigurations',
          'admissionregistration.k8s.io/v1',
          'mutatingwebhookconfigurations',
          project.webhook,
        );
      },
      ...[...reasons].map(reason => async () => {
        const found = await reader.list(
          `events/${reason}`,
          'v1',
          'events',
          project.event,
          namespaces,
          `reason=${reason}`,
        );
        for (const event of found) snapshot.events.push(event);
      }),
      ...[...resources].map(([key, query]) => async () => {
        snapshot.custom[key] = await reader.custom(query);
      }),
    ],
    stop,
  );

  const wanted = new Map(
    adapters
      .flatMap(adapter => adapter.configMaps(snapshot))
      .map(c => [`configmaps/${c.namespace}/${c.name}`, c]),
  );
  for (const [key, c] of wanted) {
    const path = `/api/v1/namespaces/${encodeURIComponent(
      c.namespace,
    )}/configmaps/${encodeURIComponent(c.name)}`;
    const found = await reader.read(key, () => reader.get(path));
    if (found) snapshot.configMaps.push(project.configMap(found));
  }
  return snapshot;
}
