import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const command = (flags: string[]) => [
  '--require',
  require.resolve('@backstage/cli/config/nodeTransform.cjs'),
  resolve(__dirname, 'cli.ts'),
  ...flags,
];
const env = { ...process.env, NODE_OPTIONS: '' };

const run = (...flags: string[]) =>
  spawnSync(process.execPath, command(flags), { encoding: 'utf8', env });

describe('the command', () => {
  it('says in one sentence that its port is taken', async () => {
    const server = createServer();
    await new Promise<void>(done => {
      server.listen(0, '127.0.0.1', done);
    });
    const { port } = server.address() as AddressInfo;
    const { status, stderr } = run('--port', String(port));
    server.close();
    expect(status).toBe(1);
    expect(stderr.trim()).toBe(
      `Port ${port} is taken: end what listens there, or choose another with --port.`,
    );
  });

  it.each([
    [['--port', 'http'], '--port'],
    [['--time', 'noon'], '--time'],
    [['--pods', '0'], '--pods'],
    [['--colour', 'red'], '--colour'],
  ])('names the flag in %j', (flags, name) => {
    const { status, stderr } = run(...flags);
    expect(status).toBe(1);
    expect(stderr).toContain(name);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'says where it is, and ends on %s with a connection open',
    async signal => {
      const child = spawn(process.execPath, command(['--port', '0']), { env });
      const ended = new Promise(done => child.once('exit', done));
      const address = await new Promise<string>((found, failed) => {
        let said = '';
        child.stdout.on('data', chunk => {
          said += chunk;
          const [url] = /http:\S+/.exec(said) ?? [];
          if (url) found(url);
        });
        child.once('exit', code => failed(new Error(`ended with ${code}`)));
      });
      const { status } = await fetch(`${address}/healthz`);
      expect(status).toBe(200);
      child.kill(signal);
      expect(await ended).toBe(0);
    },
  );

  it('writes the examples that are in the repository', () => {
    const directory = mkdtempSync(join(tmpdir(), 'examples-'));
    expect(run('--write-examples', directory).status).toBe(0);
    const read = (from: string) =>
      readFileSync(join(from, 'catalog-info.yaml'), 'utf8');
    expect(read(directory)).toBe(read(resolve(__dirname, '../../../examples')));
  });
});
