#!/usr/bin/env node
/*
 * `npm run bench`: what Meshboard costs and how fast it answers, against a made-up load in another
 * process, as Markdown tables. Names of sections run only these: `npm run bench -- collect api`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { install } from '../scripts/lib/install.mjs';
import { requireNode } from '../scripts/lib/node.mjs';
import { startPostgres } from '../scripts/lib/postgres.mjs';
import { measureApi } from './api.mjs';
import { measureApiServer } from './apiserver.mjs';
import { measureIn } from './lib/child.mjs';
import { startEstate } from './lib/estate.mjs';
import { table } from './lib/stats.mjs';

const ms = value => `${Math.round(value)} ms`;
const mb = value => `${Math.round(value)} MB`;
const ratio = (a, b) => (a / b).toFixed(2);
const say = text => process.stdout.write(`${text}\n`);

async function withEstate(load, run) {
  const estate = await startEstate(load);
  try {
    return await run(estate.url);
  } finally {
    await estate.stop();
  }
}

function temporaryDatabase() {
  const directory = mkdtempSync(join(tmpdir(), 'mesh-bench-'));
  return {
    config: { client: 'better-sqlite3', connection: { directory } },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function collect() {
  say('\n### One cluster\n');
  const results = [];
  for (const [pods, runs] of [
    [5000, 7],
    [50_000, 3],
  ]) {
    results.push(
      await withEstate({ clusters: 1, pods, entities: pods / 5 }, estate =>
        measureIn('collect.ts', { estate, cluster: 'load-1', runs }),
      ),
    );
  }
  say(
    table(
      ['', ...results.map(r => `${r.pods} pods`)],
      [
        [
          'lists',
          ...results.map(r => `${mb(r.bytes / 1e6)}, ${r.requests} requests`),
        ],
        ...[
          ['floor: download and parse', 'floor'],
          ['the same through the Kubernetes plugin', 'proxied'],
          ['collect: read, decide, store', 'collect'],
        ].map(([name, key]) => [
          name,
          ...results.map(r => `${ms(r[key].wallMs)}, CPU ${ms(r[key].cpuMs)}`),
        ]),
        [
          'collect / floor',
          ...results.map(
            r =>
              `${ratio(r.collect.wallMs, r.floor.wallMs)}, CPU ${ratio(
                r.collect.cpuMs,
                r.floor.cpuMs,
              )}`,
          ),
        ],
        [
          'collect / through the plugin',
          ...results.map(
            r =>
              `${ratio(r.collect.wallMs, r.proxied.wallMs)}, CPU ${ratio(
                r.collect.cpuMs,
                r.proxied.cpuMs,
              )}`,
          ),
        ],
      ],
    ),
  );
  const [small, large] = results;
  say(
    `\nTen times the pods: ${ratio(
      large.collect.wallMs,
      small.collect.wallMs,
    )} times the time, ${ratio(
      large.collect.cpuMs,
      small.collect.cpuMs,
    )} times the CPU.`,
  );
}

async function memory() {
  say('\n### A portal at work: memory\n');
  const rows = [];
  for (const clusters of [1, 10]) {
    const load = { clusters, pods: 5000, entities: 1000 * clusters };
    await withEstate(load, async estate => {
      for (const limit of [512, undefined]) {
        const database = temporaryDatabase();
        const result = await measureIn(
          'cycle.ts',
          { estate, load, database: database.config },
          limit ? [`--max-old-space-size=${limit}`] : [],
        );
        database.remove();
        rows.push([
          `${clusters} × 5000 pods`,
          limit ? `${limit} MB` : 'none',
          mb(result.idleMb),
          mb(result.peakOverIdleMb),
          mb(result.keptMb),
        ]);
      }
    });
  }
  say(
    table(
      [
        'clusters',
        'heap limit',
        'idle (resident)',
        'peak over idle',
        'kept after a collection',
      ],
      rows,
    ),
  );
}

async function prometheus() {
  say('\n### Requests to Prometheus\n');
  const rows = [];
  for (const entities of [100, 10_000]) {
    const load = { clusters: 2, pods: entities, entities };
    await withEstate(load, async estate => {
      const database = temporaryDatabase();
      const { queries } = await measureIn('cycle.ts', {
        estate,
        load,
        database: database.config,
        cycles: 1,
        metricsEvery: { hours: 1 },
      });
      database.remove();
      rows.push([entities, queries]);
    });
  }
  say(table(['entities', 'requests in the first cycle'], rows));
}

async function api() {
  say('\n### Answers, at 10,000 entities\n');
  const load = { clusters: 2, pods: 10_000, entities: 10_000 };
  const postgres = await startPostgres();
  const databases = { SQLite: temporaryDatabase() };
  if (postgres) {
    databases['PostgreSQL 15'] = {
      config: {
        client: 'pg',
        connection: postgres.url,
        pluginDivisionMode: 'schema',
      },
      remove: () => {},
    };
  }
  const rows = [];
  await withEstate(load, async estate => {
    for (const [name, database] of Object.entries(databases)) {
      rows.push(
        ...(await measureApi(name, {
          estate,
          load,
          database: database.config,
        })),
      );
      database.remove();
    }
  });
  await postgres?.stop();
  say(
    table(
      [
        '',
        'database',
        'catalog policy',
        'alone p50',
        'p99',
        'ten at once p50',
        'p99',
      ],
      rows,
    ),
  );
  if (!postgres) say('\nPostgreSQL is not installed, so it was not measured.');
}

async function apiserver() {
  say('\n### A real API server, 5000 pods\n');
  if (!process.env.KUBECONFIG) {
    say('Not measured: KUBECONFIG names no cluster that may be written to.');
    return;
  }
  say(
    table(
      ['LIST of pods', 'CPU of the API server', 'until it is here', 'bytes'],
      await measureApiServer(),
    ),
  );
}

const sections = { collect, memory, prometheus, api, apiserver };
const wanted = process.argv.slice(2);
const unknown = wanted.filter(name => !sections[name]);
if (unknown.length > 0) {
  process.stderr.write(
    `No section is called ${unknown.join(', ')}; there are ${Object.keys(
      sections,
    ).join(', ')}.\n`,
  );
  process.exit(1);
}
requireNode();
await install();
say(
  `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(
    totalmem() / 2 ** 30,
  )} GiB, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`,
);
for (const [name, run] of Object.entries(sections)) {
  if (wanted.length === 0 || wanted.includes(name)) await run();
}
process.exit(0);
