#!/usr/bin/env node
/* `npm run test:install`: the packages in a portal made for it, outside of this repository. */
import { spawn } from 'node:child_process';
import { findChromium } from './lib/chromium.mjs';
import { install } from './lib/install.mjs';
import { requireNode } from './lib/node.mjs';
import { root } from './lib/yarn.mjs';

requireNode();
findChromium();
await install();
const child = spawn(
  process.execPath,
  ['--test', '--test-reporter=spec', 'integration/install.test.mjs'],
  { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
);
let output = '';
child.stdout.on('data', chunk => {
  output += chunk;
  process.stdout.write(chunk);
});
const status = await new Promise(done => child.on('close', done));
const count = name =>
  Number(new RegExp(`^ℹ ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
process.stdout.write(
  `${count('pass')} passed, ${
    count('fail') + count('cancelled')
  } failed, ${count('skipped')} skipped\n`,
);
process.exit(status ?? 1);
