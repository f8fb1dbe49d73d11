import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { root } from '../../scripts/lib/root.mjs';

const KEEP = 100_000;

/** Starts a server and waits until it answers; `stop` ends it with its own children. */
async function serve(name, args, { cwd, env, ready, seconds }) {
  let log = '';
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const keep = chunk => {
    log = (log + chunk).slice(-KEEP);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const closed = new Promise(done => {
    child.once('close', done);
  });
  const server = {
    log: () => log,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        process.kill(-child.pid, 'SIGTERM');
      }
      await closed;
    },
  };
  for (let i = 0; i < seconds * 2 && child.exitCode === null; i++) {
    const answer = await fetch(ready).catch(() => undefined);
    if (answer?.ok) return server;
    await sleep(500);
  }
  await server.stop();
  throw new Error(`The ${name} did not start:\n${log.slice(-4000)}`);
}

/** The made-up company of this repository, which knows nothing of the portal. */
export const startEstate = port =>
  serve(
    'demo estate',
    [
      '--require',
      join(root, 'node_modules/@backstage/cli/config/nodeTransform.cjs'),
      'packages/demo-estate/src/cli.ts',
      '--port',
      String(port),
    ],
    { cwd: root, ready: `http://127.0.0.1:${port}/healthz`, seconds: 60 },
  );

/** The portal's backend as `yarn start` runs it, serving an app that was built. */
export const startPortal = (portal, app) =>
  serve(
    'portal',
    [
      join(portal.folder, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'package',
      'start',
    ],
    {
      cwd: join(portal.folder, 'packages/backend'),
      env: {
        NODE_OPTIONS: '--no-node-snapshot',
        APP_CONFIG_app_packageName: JSON.stringify(app),
      },
      ready: `${portal.url}/.backstage/health/v1/readiness`,
      seconds: 120,
    },
  );
