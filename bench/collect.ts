import knexFactory from 'knex';
import { startKubernetesPlugin } from '../plugins/mesh-backend/src/__testUtils__/kubernetesPlugin';
import { builtInAdapters } from '../plugins/mesh-backend/src/meshes';
import { KubernetesClient } from '../plugins/mesh-backend/src/sources/kubernetes/KubernetesClient';
import { readCluster } from '../plugins/mesh-backend/src/sources/kubernetes/readCluster';
import { DatabaseMeshStore } from '../plugins/mesh-backend/src/store/DatabaseMeshStore';
import { assessCluster } from '../plugins/mesh-backend/src/workloads/assessCluster';

const { url, cluster } = JSON.parse(process.argv[2]);

async function timed<T>(name: string, run: () => Promise<T>) {
  const results = [];
  let value: T | undefined;
  for (let i = 0; i < 4; i++) {
    (globalThis as any).gc?.();
    const cpu = process.cpuUsage();
    const at = process.hrtime.bigint();
    value = await run();
    const used = process.cpuUsage(cpu);
    results.push({
      wallMs: Number(process.hrtime.bigint() - at) / 1e6,
      cpuMs: (used.user + used.system) / 1e3,
    });
  }
  console.log(name, results.map(r => `${r.wallMs.toFixed(0)}/${r.cpuMs.toFixed(0)}`).join(' '));
  return value!;
}

async function main() {
  const api = `${url}/clusters/${cluster}`;
  const k8s = await startKubernetesPlugin({ [cluster]: api }, { [cluster]: { token: 'demo-token' } });
  const client = new KubernetesClient(k8s);
  // Which pages a collect asks for.
  const paths: string[] = [];
  const get = client.get.bind(client);
  client.get = async (c, p, s) => { paths.push(p); return get(c, p, s); };
  await readCluster(client, cluster, builtInAdapters, { readAt: new Date().toISOString() });
  client.get = get;
  let bytes = 0;
  const floor = async () => {
    bytes = 0;
    const queue = [...paths];
    await Promise.all([1,2,3].map(async () => {
      for (let p = queue.shift(); p; p = queue.shift()) {
      const res = await fetch(`${api}${p}`, { headers: { authorization: 'Bearer demo-token' } });
      const text = await res.text();
      bytes += text.length;
      JSON.parse(text);
    }}));
  };
  const proxied = async () => {
    const queue = [...paths];
    await Promise.all([1,2,3].map(async () => {
      for (let p = queue.shift(); p; p = queue.shift()) await client.get(cluster, p).catch(() => {});
    }));
  };
  await timed('floor direct', floor);
  console.log(paths.length, bytes);
  await timed('floor proxied', proxied);
  const snapshot = await timed('read', () => readCluster(client, cluster, builtInAdapters, { readAt: new Date().toISOString() }));
  const result = await timed('decide', async () => assessCluster(snapshot, builtInAdapters));
  const knex = knexFactory({ client: 'better-sqlite3', connection: '/tmp/w/bench.sqlite', useNullAsDefault: true });
  const store = await DatabaseMeshStore.create({ database: { getClient: async () => knex } as any });
  await timed('store', () => store.replaceWorkloads(cluster, result.workloads));
  console.log(snapshot.pods.length, snapshot.controllers.length, result.workloads.length, process.memoryUsage().rss / 1e6);
  await k8s.stop();
  process.exit(0);
}
main();
