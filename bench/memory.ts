import { setTimeout as sleep } from 'node:timers/promises';
import { startPortal } from './lib/portal';

const { estate, load, database, cycles } = JSON.parse(process.argv[2]);
const mb = (bytes: number) => Math.round(bytes / 1e6);

async function main() {
  const portal = await startPortal({ estate, load, database, mesh: { schedule: { frequency: { seconds: 40 }, timeout: { minutes: 4 } } } });
  await sleep(1500);
  (globalThis as any).gc?.();
  const idle = process.memoryUsage();
  let peak = 0, heap = 0;
  const sampler = setInterval(() => {
    const m = process.memoryUsage();
    peak = Math.max(peak, m.rss); heap = Math.max(heap, m.heapUsed);
  }, 20);
  const t0 = Date.now();
  const sources = async () =>
    (await (await fetch(`${portal.url}/api/mesh/sources`, { headers: { authorization: 'Bearer mock-service-token:{"sub":"external:bench"}' } })).json());
  const done = new Set<string>();
  for (;;) {
    const body = await sources();
    for (const s of body.items ?? []) if (s.lastSuccess) done.add(`${s.name}/${s.cluster} ${s.lastSuccess}`);
    if (!body.items) { console.log(body); break; }
    if (done.size >= load.clusters * 2 * (cycles ?? 1)) break;
    if (Date.now() - t0 > 240_000) { console.log(body.items); break; }
    await sleep(500);
  }
  await sleep(4000);
  clearInterval(sampler);
  console.log(JSON.stringify(load), 'idle', mb(idle.rss), 'peak', mb(peak), 'over', mb(peak - idle.rss), 'heap idle', mb(idle.heapUsed), 'heap peak', mb(heap), 'seconds', (Date.now() - t0) / 1000, 'cpu s', process.cpuUsage().user / 1e6);
  process.exit(0);
}
main().catch(e => { console.error(e); process.exit(1); });
