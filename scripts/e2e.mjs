#!/usr/bin/env node
/* `npm run test:e2e`: the pages in Chromium, against the portal as `npm start` runs it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './lib/chromium.mjs';
import { install } from './lib/install.mjs';
import { requireNode } from './lib/node.mjs';
import { root } from './lib/yarn.mjs';

requireNode();
await install();

const chromium = findChromium();
const results = join(root, '.data/e2e-results.json');
mkdirSync(join(root, '.data'), { recursive: true });
rmSync(results, { force: true });
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/@playwright/test/cli.js'),
    'test',
    '--config',
    'e2e/playwright.config.ts',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM_PATH: chromium },
  },
);
if (existsSync(results)) {
  const { stats } = JSON.parse(readFileSync(results, 'utf8'));
  process.stdout.write(
    `${stats.expected + stats.flaky} passed, ${stats.unexpected} failed, ${
      stats.skipped
    } skipped\n`,
  );
}
process.exit(status ?? 1);
