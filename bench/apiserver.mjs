/*
 * What a collect costs the API server, against one unpaged LIST from its cache: needs KUBECONFIG of
 * a throw-away cluster whose API server runs on this machine. It is filled with the load's pods.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { apiServer, cpuMs } from './lib/apiserver.mjs';
import { startEstate } from './lib/estate.mjs';

const PODS = Number(process.argv[2] ?? 5000);

async function eachOf(items, width, run) {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let item = queue.shift(); item; item = queue.shift()) await run(item);
    }),
  );
}

async function fill(api) {
  const estate = await startEstate({ clusters: 1, pods: PODS, entities: PODS / 5 });
  const headers = { authorization: 'Bearer demo-token' };
  const read = async path =>
    (await (await fetch(`${estate.url}/clusters/load-1${path}`, { headers })).json()).items;
  const clean = ({ metadata, ...rest }, kind, apiVersion) => {
    const { uid, resourceVersion, managedFields, creationTimestamp, ...kept } = metadata;
    return { ...rest, kind, apiVersion, metadata: kept };
  };
  const namespaces = await read('/api/v1/namespaces');
  await eachOf(namespaces, 16, n =>
    api.call('POST', '/api/v1/namespaces', clean(n, 'Namespace', 'v1')).catch(() => {}),
  );
  let failed = 0;
  await eachOf(await read('/api/v1/pods'), 16, async pod => {
    const body = clean(pod, 'Pod', 'v1');
    const base = `/api/v1/namespaces/${pod.metadata.namespace}/pods`;
    try {
      await api.call('POST', base, body);
      await api.call('PATCH', `${base}/${pod.metadata.name}/status`, { status: pod.status }, { 'content-type': 'application/merge-patch+json' });
    } catch (e) { if (!failed++) console.log(String(e).slice(0, 600)); }
  });
  console.log('failed', failed);
  await estate.stop();
}

async function measure(api, name, run) {
  const times = [];
  let bytes = 0;
  for (let i = 0; i < 6; i++) {
    await sleep(1000);
    const idleFrom = cpuMs(api.pid); await sleep(1000); const idle = cpuMs(api.pid) - idleFrom;
    const at = performance.now(); const from = cpuMs(api.pid);
    bytes = await run();
    const wall = performance.now() - at;
    await sleep(500);
    times.push([cpuMs(api.pid) - from - idle * (wall + 500) / 1000, wall]);
  }
  const mid = n => times.map(t => t[n]).sort((a, b) => a - b)[3];
  console.log(name.padEnd(40), 'cpu', mid(0).toFixed(0), 'wall', mid(1).toFixed(0), 'bytes', bytes);
}

const api = apiServer(process.env.KUBECONFIG);
console.time('fill');
await fill(api);
console.timeEnd('fill');
const whole = (query, headers) => async () => (await api.call('GET', `/api/v1/pods${query}`, undefined, headers)).length;
const paged = (limit, extra = '', headers) => async () => {
  let bytes = 0, next = '', pages = 0;
  do {
    const body = await api.call('GET', `/api/v1/pods?limit=${limit}${next ? `&continue=${encodeURIComponent(next)}` : extra}`, undefined, headers);
    bytes += body.length; pages++;
    next = JSON.parse(body).metadata.continue;
  } while (next);
  return `${bytes} in ${pages}`;
};
await measure(api, 'unpaged rv=0', whole('?resourceVersion=0'));
await measure(api, 'unpaged rv=0 gzip', whole('?resourceVersion=0', { 'accept-encoding': 'gzip' }));
await measure(api, 'unpaged', whole(''));
await measure(api, 'limit=500', paged(500));
await measure(api, 'limit=250', paged(250));
await measure(api, 'limit=500 rv=0', paged(500, '&resourceVersion=0'));
await measure(api, 'limit=500 gzip', async () => {
  let bytes = 0;
  const { gunzipSync } = await import('node:zlib');
  let next = '';
  do {
    const body = await api.call('GET', `/api/v1/pods?limit=500${next ? `&continue=${encodeURIComponent(next)}` : ''}`, undefined, { 'accept-encoding': 'gzip' });
    bytes += body.length;
    next = JSON.parse(gunzipSync(body)).metadata.continue;
  } while (next);
  return bytes;
});
await measure(api, 'unpaged rv=0', whole('?resourceVersion=0'));
process.exit(0);
