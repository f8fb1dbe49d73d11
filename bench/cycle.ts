import { subscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPortal } from './lib/portal';

/*
 * A whole portal at work until every cluster was read twice: memory over what it had before,
 * and what it asked of Prometheus.
 */
const CYCLES = 2;

/** Longer than any stretch of writing between two queries: then a cycle is over. */
const PAUSE_MS = 20_000;

async function main() {
  const {
    estate,
    load,
    database,
    cycles = CYCLES,
    // One cycle of metrics in the time of the measurement, where it is them that are counted.
    metricsEvery,
  } = JSON.parse(process.argv[2]);
  const queries: number[] = [];
  subscribe('undici:request:create', message => {
    const { path } = (message as any).request;
    if (path.startsWith('/prometheus/')) queries.push(Date.now());
  });
  const portal = await startPortal({
    estate,
    load,
    database,
    ...(metricsEvery
      ? { prometheus: { schedule: { frequency: metricsEvery } } }
      : {}),
    mesh: { schedule: { frequency: { seconds: 30 }, timeout: { minutes: 5 } } },
  });
  (globalThis as any).gc();
  const idle = process.memoryUsage();
  let peak = idle.rss;
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 10);
  const seen = new Set<string>();
  const metrics = new Set<string>();
  for (;;) {
    const answer = await portal.get('/sources').catch(() => undefined);
    for (const source of answer?.items ?? []) {
      const mark = `${source.cluster} ${source.lastSuccess}`;
      if (!source.lastSuccess) continue;
      if (source.kind === 'kubernetes') seen.add(mark);
      else metrics.add(mark);
    }
    if (
      seen.size >= load.clusters * cycles &&
      metrics.size >= load.clusters &&
      Date.now() - queries[queries.length - 1] > PAUSE_MS
    ) {
      break;
    }
    await sleep(500);
  }
  clearInterval(sampler);
  (globalThis as any).gc();
  const after = process.memoryUsage();
  process.send!({
    measured: {
      idleMb: idle.rss / 1e6,
      peakOverIdleMb: (peak - idle.rss) / 1e6,
      keptMb: (after.heapUsed - idle.heapUsed) / 1e6,
      queries: queries.length,
    },
  });
}

main().catch(error => {
  console.error(error); // eslint-disable-line no-console
  process.exit(1);
});
