import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const TOKEN = 'integration-test-token';

export const freePort = () =>
  new Promise(done => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** The real backend of this repository, with a config and a catalog of its own. */
export async function startBackend({ kubernetes, mesh, entities }) {
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'mesh-backend-'));
  const url = `http://127.0.0.1:${port}`;
  const catalog = join(dir, 'catalog.yaml');
  const config = join(dir, 'app-config.yaml');
  writeFileSync(catalog, entities.map(e => stringify(e)).join('---\n'));
  writeFileSync(
    config,
    stringify({
      app: { baseUrl: url, title: 'test' },
      organization: { name: 'test' },
      backend: {
        baseUrl: url,
        listen: { host: '127.0.0.1', port },
        database: { client: 'better-sqlite3', connection: ':memory:' },
        auth: {
          externalAccess: [
            { type: 'static', options: { token: TOKEN, subject: 'test' } },
          ],
        },
      },
      auth: { providers: { guest: {} } },
      permission: { enabled: true },
      catalog: {
        rules: [{ allow: ['Component', 'Group'] }],
        locations: [{ type: 'file', target: catalog }],
      },
      kubernetes,
      mesh,
    }),
  );
  let log = '';
  const child = spawn(
    process.execPath,
    [
      '--require',
      join(root, 'node_modules/@backstage/cli/config/nodeTransform.cjs'),
      'src/index.ts',
      '--config',
      config,
    ],
    {
      cwd: join(root, 'packages/backend'),
      env: { ...process.env, NODE_ENV: 'development' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const keep = chunk => {
    log = (log + chunk).slice(-200_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const backend = {
    log: () => log,
    async get(path) {
      const response = await fetch(`${url}/api/mesh${path}`, {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      const json = response.headers.get('content-type')?.includes('json');
      return {
        status: response.status,
        body: await (json ? response.json() : response.text()),
      };
    },
    async stop() {
      child.kill('SIGTERM');
      await new Promise(done => {
        if (child.exitCode !== null || child.signalCode !== null) done();
        child.once('close', done);
      });
      rmSync(dir, { recursive: true, force: true });
    },
  };
  for (let i = 0; i < 240; i++) {
    if (child.exitCode !== null) break;
    try {
      const { ok } = await fetch(`${url}/.backstage/health/v1/readiness`);
      if (ok) return backend;
    } catch {
      // not yet
    }
    await sleep(500);
  }
  await backend.stop();
  throw new Error(`The backend did not start:\n${log.slice(-4000)}`);
}
