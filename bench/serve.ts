import { setTimeout as sleep } from 'node:timers/promises';
import { startPortal } from './lib/portal';

/** A portal that has read and assessed everything once, and then only answers. */
async function main() {
  const { estate, load, database } = JSON.parse(process.argv[2]);
  const portal = await startPortal({
    estate,
    load,
    database,
    mesh: {
      schedule: { frequency: { minutes: 30 }, timeout: { minutes: 5 } },
    },
  });
  for (;;) {
    const answer = await portal
      .get('/entities?limit=1&stage=meshed&stage=encrypted&stage=strict')
      .catch(() => undefined);
    const sources = await portal.get('/sources').catch(() => undefined);
    if (
      answer?.totalItems >= load.entities / 2 &&
      sources?.items.every((s: any) => s.lastSuccess)
    ) {
      break;
    }
    await sleep(1000);
  }
  await sleep(15_000);
  process.send!({ measured: { url: portal.url } });
}

main().catch(error => {
  console.error(error); // eslint-disable-line no-console
  process.exit(1);
});
