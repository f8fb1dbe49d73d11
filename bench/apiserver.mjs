import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { apiServer, cpuMs } from './lib/apiserver.mjs';
import { startEstate } from './lib/estate.mjs';
import { median } from './lib/stats.mjs';

const PODS = 5000;
const RUNS = 5;

async function eachOf(items, width, run) {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** As one would write it: without what the server adds. */
function manifest({ metadata, ...rest }, kind) {
  const { uid, resourceVersion, managedFields, creationTimestamp, ...kept } =
    metadata;
  return { ...rest, kind, apiVersion: 'v1', metadata: kept };
}

async function fill(api) {
  const estate = await startEstate({
    clusters: 1,
    pods: PODS,
    entities: PODS / 5,
  });
  const list = async path => {
    const answer = await fetch(`${estate.url}/clusters/load-1${path}`, {
      headers: { authorization: 'Bearer demo-token' },
    });
    return (await answer.json()).items;
  };
  await eachOf(await list('/api/v1/namespaces'), 16, namespace =>
    api.call('POST', '/api/v1/namespaces', manifest(namespace, 'Namespace')),
  );
  await eachOf(await list('/api/v1/pods'), 16, async pod => {
    const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods`;
    await api.call('POST', path, manifest(pod, 'Pod'));
    await api.call(
      'PATCH',
      `${path}/${pod.metadata.name}/status`,
      { status: pod.status },
      { 'content-type': 'application/merge-patch+json' },
    );
  });
  await estate.stop();
}

/** CPU of the server over what it uses when nobody asks. */
async function costOf(api, run) {
  const results = [];
  for (let i = 0; i < RUNS; i++) {
    await sleep(1000);
    const before = cpuMs(api.pid);
    await sleep(1000);
    const idlePerMs = (cpuMs(api.pid) - before) / 1000;
    const from = cpuMs(api.pid);
    const at = performance.now();
    const bytes = await run();
    const wallMs = performance.now() - at;
    await sleep(500);
    const used = cpuMs(api.pid) - from - idlePerMs * (wallMs + 500);
    results.push({ cpuMs: used, wallMs, bytes });
  }
  return {
    cpuMs: median(results.map(r => r.cpuMs)),
    wallMs: median(results.map(r => r.wallMs)),
    bytes: results[0].bytes,
  };
}

function lists(api) {
  const get = (query, encoding) =>
    api.call('GET', `/api/v1/pods?${query}`, undefined, {
      'accept-encoding': encoding,
    });
  const paged = async (limit, encoding) => {
    let bytes = 0;
    let next = '';
    do {
      const page = await get(`limit=${limit}${next}`, encoding);
      bytes += page.length;
      const { metadata } = JSON.parse(
        encoding === 'gzip' ? gunzipSync(page) : page,
      );
      next = metadata.continue
        ? `&continue=${encodeURIComponent(metadata.continue)}`
        : undefined;
    } while (next);
    return bytes;
  };
  const whole = async encoding =>
    (await get('resourceVersion=0', encoding)).length;
  return {
    'whole, from its cache (resourceVersion=0)': () => whole('identity'),
    'the same, compressed': () => whole('gzip'),
    'pages of 500': () => paged(500, 'identity'),
    'pages of 500, compressed: what Meshboard asks for': () =>
      paged(500, 'gzip'),
  };
}

/**
 * What a list of pods costs a real API server, page by page and whole. It needs KUBECONFIG of a
 * throw-away cluster whose API server runs on this machine, and fills it.
 */
export async function measureApiServer() {
  const api = apiServer(process.env.KUBECONFIG);
  await fill(api);
  const rows = [];
  for (const [name, run] of Object.entries(lists(api))) {
    const { cpuMs: cpu, wallMs, bytes } = await costOf(api, run);
    rows.push([
      name,
      `${Math.round(cpu)} ms`,
      `${Math.round(wallMs)} ms`,
      `${(bytes / 1e6).toFixed(1)} MB`,
    ]);
  }
  return rows;
}
