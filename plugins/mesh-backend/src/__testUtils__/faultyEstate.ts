import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  EntityMeshStatus,
  SourceState,
} from '@meshboard/backstage-plugin-mesh-common';
import { readMeshConfig } from '../config';
import { CatalogReader } from '../entities/catalog';
import { builtInAdapters } from '../meshes';
import { currentSources } from '../routes/sources';
import { KubernetesClient } from '../sources/kubernetes/KubernetesClient';
import { databases, storeOn } from '../store/__testUtils__/databases';
import { DatabaseMeshStore } from '../store/DatabaseMeshStore';
import { Assessor } from '../tasks/Assessor';
import { ClusterCollector } from '../tasks/ClusterCollector';
import { FakeKubernetes } from './FakeKubernetes';
import { startKubernetesPlugin } from './kubernetesPlugin';

/** Stands in the Kubernetes plugin's config; must be in nothing that Meshboard says. */
export const CLUSTER_TOKEN = 'cluster-token';

const PEER_AUTHENTICATIONS = '/apis/security.istio.io/v1/peerauthentications';

/** A running pod of a Deployment with an Istio sidecar. */
export const meshedPod = (app: string) => ({
  metadata: {
    name: `${app}-1-a`,
    namespace: 'shop',
    uid: app,
    creationTimestamp: '2026-05-01T09:00:00Z',
    labels: { 'backstage.io/kubernetes-id': app, 'pod-template-hash': '1' },
    annotations: {
      'sidecar.istio.io/status': '{"revision":"default"}',
    } as Record<string, string>,
    ownerReferences: [
      { kind: 'ReplicaSet', name: `${app}-1`, uid: 'rs', controller: true },
    ],
  },
  spec: {
    containers: [
      { name: 'app', image: `${app}:1`, ports: [{ containerPort: 8080 }] },
      {
        name: 'istio-proxy',
        image: 'docker.io/istio/proxyv2:1.30.1',
        args: ['proxy', 'sidecar'],
      },
    ],
  },
  status: { phase: 'Running' },
});

const deployment = (app: string, replicas: number) => ({
  metadata: {
    name: app,
    namespace: 'shop',
    uid: `d-${app}`,
    labels: { 'backstage.io/kubernetes-id': app },
  },
  spec: { replicas },
});

/** A cluster with a meshed service that requires mTLS, and a Deployment scaled to zero. */
export function furnish(cluster: FakeKubernetes, app: string): void {
  cluster
    .list('/api/v1/namespaces', [{ metadata: { name: 'shop' } }])
    .list('/api/v1/pods', [meshedPod(app)])
    .list('/apis/apps/v1/deployments', [
      deployment(app, 1),
      deployment(`${app}-idle`, 0),
    ])
    .list('/apis/apps/v1/replicasets', [
      {
        metadata: {
          name: `${app}-1`,
          namespace: 'shop',
          uid: 'rs',
          ownerReferences: [
            { kind: 'Deployment', name: app, uid: 'd', controller: true },
          ],
        },
        spec: { replicas: 1 },
      },
    ])
    .list(PEER_AUTHENTICATIONS, [
      {
        metadata: { name: 'default', namespace: 'shop' },
        spec: { mtls: { mode: 'STRICT' } },
      },
    ]);
}

/** Linked to the workloads of its name. */
export const component = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, annotations: { 'backstage.io/kubernetes-id': name } },
  spec: { type: 'service', lifecycle: 'production', owner: 'shop' },
});

/** The two clusters and the Kubernetes plugin that reads them: slow to start, shared by tests. */
export async function startClusters() {
  const faulty = await FakeKubernetes.start();
  const healthy = await FakeKubernetes.start();
  const plugin = await startKubernetesPlugin(
    { faulty: faulty.url, healthy: healthy.url, browser: healthy.url },
    { browser: { authProvider: 'oidc' } },
  );
  return {
    faulty,
    healthy,
    plugin,
    /** Everything as it should be. */
    async heal() {
      await faulty.heal().listen();
      healthy.heal();
      furnish(faulty, 'cart');
      furnish(healthy, 'till');
    },
    async stop() {
      await plugin.stop();
      await faulty.stop();
      await healthy.stop();
    },
  };
}

type Clusters = Awaited<ReturnType<typeof startClusters>>;

const START = Date.parse('2026-05-01T10:00:00.000Z');
const MINUTE_MS = 60_000;

/**
 * Meshboard over the two clusters, from its client to its store, on a clock that only the test
 * moves. `cart` runs in `faulty`, `till` in `healthy`.
 */
export class FaultyEstate {
  readonly warnings: string[] = [];
  /** Where the Kubernetes plugin is, when not where it really is. */
  kubernetesUrl?: string;
  #now = START;

  private constructor(
    readonly store: DatabaseMeshStore,
    readonly clusters: Clusters,
  ) {}

  static async start(
    clusters: Clusters,
    store?: DatabaseMeshStore,
  ): Promise<FaultyEstate> {
    await clusters.heal();
    return new FaultyEstate(
      store ?? (await storeOn(await databases.init('SQLITE_3'))),
      clusters,
    );
  }

  readonly now = () => new Date(this.#now);

  pass(minutes: number): void {
    this.#now += minutes * MINUTE_MS;
  }

  get shared() {
    const logger = mockServices.logger.mock();
    logger.warn.mockImplementation(text => {
      this.warnings.push(text);
    });
    const config = readMeshConfig(new ConfigReader({}), logger);
    const { store, now } = this;
    return { store, now, config, logger, adapters: builtInAdapters };
  }

  client(timeoutMs?: number): KubernetesClient {
    const { auth, discovery } = this.clusters.plugin;
    return new KubernetesClient({
      auth,
      discovery: {
        getBaseUrl: async id =>
          this.kubernetesUrl ?? (await discovery.getBaseUrl(id)),
        getExternalBaseUrl: id => discovery.getExternalBaseUrl(id),
      },
      timeoutMs,
    });
  }

  collector(
    timeoutMs?: number,
    more: Partial<ConstructorParameters<typeof ClusterCollector>[0]> = {},
  ): ClusterCollector {
    return new ClusterCollector({
      ...this.shared,
      client: this.client(timeoutMs),
      ...more,
    });
  }

  /** @param catalog - instead of one that has both components */
  assessor(
    catalog: CatalogService = catalogServiceMock({
      entities: ['cart', 'till'].map(component),
    }),
  ): Assessor {
    return new Assessor({
      ...this.shared,
      catalog: new CatalogReader({
        catalog,
        auth: mockServices.auth(),
        filter: { kind: 'component' },
      }),
    });
  }

  /** One turn of everything: both clusters, then the verdicts. */
  async turn(
    timeoutMs?: number,
  ): Promise<{ faulty: boolean; healthy: boolean }> {
    const faulty = await this.collector(timeoutMs).collect('faulty');
    const healthy = await this.collector().collect('healthy');
    await this.assessor().assessAll();
    return { faulty, healthy };
  }

  async status(name: string): Promise<EntityMeshStatus> {
    return (await this.store.getStatus(`component:default/${name}`))!;
  }

  async source(cluster: string): Promise<SourceState | undefined> {
    const { store, now, shared } = this;
    const all = await currentSources({
      store,
      now,
      staleAfterMs: shared.config.staleAfterMs,
    });
    return all.find(s => s.kind === 'kubernetes' && s.cluster === cluster);
  }

  async workloads(cluster: string): Promise<string[]> {
    const rows = await this.store.listWorkloads({ cluster });
    return rows.map(row => `${row.kind} ${row.name}`);
  }

  /** Everything that anybody could read of it, for looking for secrets. */
  async everything(): Promise<string> {
    return JSON.stringify([
      this.warnings,
      await this.store.listSources(),
      await this.store.listClusters(),
      await this.status('cart'),
      await this.status('till'),
    ]);
  }
}
