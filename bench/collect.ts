import knexFactory from 'knex';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { builtInAdapters } from '../plugins/mesh-backend/src/meshes';
import { KubernetesClient } from '../plugins/mesh-backend/src/sources/kubernetes/KubernetesClient';
import { readCluster } from '../plugins/mesh-backend/src/sources/kubernetes/readCluster';
import { DatabaseMeshStore } from '../plugins/mesh-backend/src/store/DatabaseMeshStore';
import { assessCluster } from '../plugins/mesh-backend/src/workloads/assessCluster';
import { median } from './lib/stats.mjs';
import { startKubernetes } from './lib/portal';

/*
 * One cluster: what it costs to download and parse its lists and do nothing, directly and through
 * the Kubernetes plugin's proxy, against reading, deciding and storing.
 */
/** Lists that a collect has under way at a time. */
const WIDTH = 3;

const { estate, cluster, runs } = JSON.parse(process.argv[2]);

interface Cost {
  wallMs: number;
  cpuMs: number;
}

async function costOf(run: () => Promise<unknown>): Promise<Cost> {
  const costs: Cost[] = [];
  await run();
  for (let i = 0; i < runs; i++) {
    (globalThis as any).gc();
    const from = process.cpuUsage();
    const at = performance.now();
    await run();
    const { user, system } = process.cpuUsage(from);
    costs.push({
      wallMs: performance.now() - at,
      cpuMs: (user + system) / 1000,
    });
  }
  return {
    wallMs: median(costs.map(c => c.wallMs)),
    cpuMs: median(costs.map(c => c.cpuMs)),
  };
}

async function each(paths: string[], get: (path: string) => Promise<unknown>) {
  const queue = [...paths];
  const worker = async () => {
    for (let path = queue.shift(); path; path = queue.shift()) await get(path);
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
}

async function main() {
  let services: any;
  await startKubernetes({
    estate,
    clusters: [cluster],
    features: [
      createBackendPlugin({
        pluginId: 'mesh',
        register(env) {
          env.registerInit({
            deps: {
              auth: coreServices.auth,
              discovery: coreServices.discovery,
            },
            async init(deps) {
              services = deps;
            },
          });
        },
      }),
    ],
  });
  const client = new KubernetesClient(services);
  const read = () =>
    readCluster(client, cluster, builtInAdapters, {
      readAt: new Date().toISOString(),
    });

  // The very pages that a collect asks for.
  const paths: string[] = [];
  const get = client.get.bind(client);
  client.get = async (name, path, signal) => {
    paths.push(path);
    return get(name, path, signal);
  };
  const snapshot = await read();
  client.get = get;

  let bytes = 0;
  const floor = await costOf(async () => {
    bytes = 0;
    await each(paths, async path => {
      const answer = await fetch(`${estate}/clusters/${cluster}${path}`, {
        headers: { authorization: 'Bearer demo-token' },
      });
      const text = await answer.text();
      bytes += text.length;
      JSON.parse(text);
    });
  });
  const proxied = await costOf(() =>
    each(paths, path => get(cluster, path).catch(() => undefined)),
  );
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });
  const store = await DatabaseMeshStore.create({
    database: { getClient: async () => knex },
  });
  const collect = await costOf(async () => {
    const { workloads } = assessCluster(await read(), builtInAdapters);
    await store.replaceWorkloads(cluster, workloads);
  });
  process.send!({
    measured: {
      pods: snapshot.pods.length,
      requests: paths.length,
      bytes,
      floor,
      proxied,
      collect,
    },
  });
}

main().catch(error => {
  console.error(error); // eslint-disable-line no-console
  process.exit(1);
});
