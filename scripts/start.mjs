#!/usr/bin/env node
/*
 * `npm start`: installs what is missing, then runs the demo estate, the backend and the app until
 * Ctrl-C. Uses nothing but Node until the install is done.
 */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { install } from './lib/install.mjs';
import { requireNode } from './lib/node.mjs';
import { fail, say } from './lib/say.mjs';
import { root } from './lib/yarn.mjs';

const PORTS = { app: 3000, backend: 7007, 'demo estate': 7107 };
const logs = join(root, '.data/logs');
const children = [];
let stopping = false;

function isTaken(port) {
  return new Promise(done => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

/** Ends every child with its own children, the gentle way first. */
async function stop(code) {
  if (stopping) return;
  stopping = true;
  const signal = name => {
    for (const { pid, exitCode, signalCode } of children) {
      if (exitCode !== null || signalCode !== null) continue;
      try {
        // Each leads a process group of its own; Windows has none.
        process.kill(process.platform === 'win32' ? pid : -pid, name);
      } catch {
        // gone already
      }
    }
  };
  signal('SIGTERM');
  for (let i = 0; i < 50; i++) {
    if (children.every(c => c.exitCode !== null || c.signalCode !== null))
      break;
    await sleep(100);
  }
  signal('SIGKILL');
  process.exit(code);
}

/** Starts a part of the portal; its output goes to a file, and to the terminal where it fails. */
function run(name, args, options = {}) {
  const file = join(logs, `${name.replace(' ', '-')}.log`);
  const out = createWriteStream(file);
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    ...options,
  });
  child.stdout.pipe(out, { end: false });
  child.stderr.pipe(out, { end: false });
  children.push(child);
  child.on('exit', async code => {
    if (stopping) return;
    await sleep(200);
    const tail = readFileSync(file, 'utf8').split('\n').slice(-20).join('\n');
    process.stderr.write(
      `${tail}\n\nThe ${name} ended (${code}); all of its output is in ${file}\n`,
    );
    await stop(1);
  });
  return child;
}

async function answers(name, url, seconds) {
  for (let i = 0; i < seconds * 2; i++) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
      if (response.ok) return;
    } catch {
      // not yet
    }
    await sleep(500);
  }
  process.stderr.write(
    `\nThe ${name} did not answer at ${url} within ${seconds} s; its output is in ${logs}\n`,
  );
  await stop(1);
}

requireNode();
for (const [name, port] of Object.entries(PORTS)) {
  if (await isTaken(port)) {
    fail(
      `Port ${port} (${name}) is taken: end what listens there (lsof -i :${port} names it) and run this again.`,
    );
  }
}
process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));
process.on('SIGHUP', () => stop(0));

await install();
mkdirSync(logs, { recursive: true });
mkdirSync(join(root, '.data/db'), { recursive: true });

const cli = join(root, 'node_modules/@backstage/cli/bin/backstage-cli');
const environment = {
  ...process.env,
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --no-node-snapshot`.trim(),
};

say('Starting the demo estate');
run('demo estate', [
  '--require',
  join(root, 'node_modules/@backstage/cli/config/nodeTransform.cjs'),
  'packages/demo-estate/src/cli.ts',
  '--port',
  String(PORTS['demo estate']),
]);
await answers(
  'demo estate',
  `http://127.0.0.1:${PORTS['demo estate']}/healthz`,
  60,
);

say('Starting the backend and the app');
run('backend', [cli, 'package', 'start'], {
  cwd: join(root, 'packages/backend'),
  env: environment,
});
run('app', [cli, 'package', 'start'], {
  cwd: join(root, 'packages/app'),
  env: { ...environment, BROWSER: 'none' },
});
await Promise.all([
  answers(
    'backend',
    `http://127.0.0.1:${PORTS.backend}/.backstage/health/v1/readiness`,
    180,
  ).then(() => say('The backend is ready')),
  answers('app', `http://localhost:${PORTS.app}/`, 240).then(() =>
    say('The app is ready'),
  ),
]);
if (!stopping) {
  say(
    'Open http://localhost:3000 and enter as a guest (Ctrl-C stops everything)',
  );
}
