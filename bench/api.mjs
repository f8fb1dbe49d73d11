import { startChild } from './lib/child.mjs';
import { quantile } from './lib/stats.mjs';

const REQUESTS = 100;
const LIMITED = 'user:default/limited';

const pick = (list, i) => list[(i * 7919) % list.length];

/** What somebody looks at: a service's card, a page of the table, the scorecard. */
function views(refs) {
  const words = ['0', '00', '1', '12', '7'];
  return {
    card: i => `/entities/by-ref/${pick(refs, i).replace(/[:/]/g, '/')}`,
    'table, by success rate': () => '/entities?limit=50&sort=-successRate',
    'table, filtered and searched': i =>
      `/entities?limit=50&stage=meshed&stage=not-meshed&text=${pick(words, i)}`,
    'scorecard by owner': () => '/scorecard?groupBy=owner',
    'scorecard by cluster': () => '/scorecard?groupBy=cluster',
  };
}

async function timed(url, view, token, width) {
  const times = [];
  const numbers = Array.from({ length: REQUESTS }, (_, i) => i);
  const worker = async () => {
    for (let i = numbers.shift(); i !== undefined; i = numbers.shift()) {
      const at = performance.now();
      const answer = await fetch(`${url}/api/mesh${view(i)}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${view(i)}: ${answer.status}`);
      times.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return [quantile(times, 0.5), quantile(times, 0.99)];
}

/** Rows of times, from another process than the portal's. */
export async function measureApi(name, input) {
  const { result, stop } = await startChild('serve.ts', input);
  const users = { none: 'user:default/all', conditional: LIMITED };
  const rows = [];
  for (const [policy, user] of Object.entries(users)) {
    const token = `mock-user-token:${JSON.stringify({
      sub: user,
    })}`;
    const page = await fetch(`${result.url}/api/mesh/entities?limit=500`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const refs = (await page.json()).items.map(item => item.entityRef);
    for (const [view, path] of Object.entries(views(refs))) {
      const alone = await timed(result.url, path, token, 1);
      const together = await timed(result.url, path, token, 10);
      rows.push([
        view,
        name,
        policy,
        ...[...alone, ...together].map(t => `${t.toFixed(1)} ms`),
      ]);
    }
  }
  await stop();
  return rows;
}
