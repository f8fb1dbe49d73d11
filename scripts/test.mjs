#!/usr/bin/env node
/*
 * `npm test`: installs what is missing and runs every test that this machine can; says at the end
 * which it skipped and what would enable them. Arguments go to Jest: `npm test -- selector`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { install } from './lib/install.mjs';
import { requireNode } from './lib/node.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { say } from './lib/say.mjs';
import { root } from './lib/yarn.mjs';

const onPath = command =>
  spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;

requireNode();
await install();

const results = join(root, '.data/test-results.json');
mkdirSync(join(root, '.data'), { recursive: true });
rmSync(results, { force: true });

const skipped = [];
const env = {
  ...process.env,
  CI: 'true',
  // The Kubernetes plugin loads ES modules.
  NODE_OPTIONS: `${
    process.env.NODE_OPTIONS ?? ''
  } --experimental-vm-modules --no-warnings`.trim(),
  BACKSTAGE_TEST_DISABLE_DOCKER: '1',
};
let postgres;
const variable = 'BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING';
if (!env[variable]) {
  postgres = await startPostgres();
  if (postgres) env[variable] = postgres.url;
  else {
    skipped.push(
      `the store on PostgreSQL: install PostgreSQL 15 (Debian: postgresql-15), or set ${variable}`,
    );
  }
}
if (!onPath('promtool') || !onPath('prometheus')) {
  skipped.push(
    'PromQL against a real Prometheus: put prometheus and promtool on the PATH (Debian: prometheus)',
  );
}
skipped.push(
  'the pages in a browser: npm run test:e2e, with Chromium',
  ...(process.env.KUBECONFIG
    ? ['a real cluster: npm run test:cluster, apart from these']
    : ['a real cluster: set KUBECONFIG and run npm run test:cluster']),
);

say('Running the tests');
const child = spawn(
  process.execPath,
  [
    join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
    'repo',
    'test',
    '--watchAll=false',
    '--maxWorkers=2',
    '--passWithNoTests',
    '--json',
    `--outputFile=${results}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, env, stdio: 'inherit' },
);
const interrupt = () => child.kill('SIGTERM');
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
const code = await new Promise(done => child.on('close', c => done(c ?? 1)));
postgres?.stop();

process.stdout.write(
  `\nNot run here:\n${skipped.map(line => `  - ${line}`).join('\n')}\n`,
);
let counts;
try {
  counts = JSON.parse(readFileSync(results, 'utf8'));
} catch {
  process.stderr.write('Jest wrote no results; its output above says why.\n');
  process.exit(code || 1);
}
const failed = counts.numFailedTests + (counts.numRuntimeErrorTestSuites ?? 0);
process.stdout.write(
  `${counts.numPassedTests} passed, ${failed} failed, ${counts.numPendingTests} skipped\n`,
);
process.exit(code);
