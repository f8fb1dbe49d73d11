import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './backend.mjs';

export const hasPrometheus = () =>
  ['prometheus', 'promtool'].every(
    command => !spawnSync(command, ['--version'], { stdio: 'ignore' }).error,
  );

/**
 * A real Prometheus that holds counters growing evenly over the last two hours.
 *
 * @param series - name, labels and growth per second
 */
export async function startPrometheus(series) {
  const dir = mkdtempSync(join(tmpdir(), 'mesh-prometheus-'));
  const end = Math.floor(Date.now() / 1000);
  const lines = [];
  for (const { name, labels, perSecond, value } of series) {
    const set = Object.entries(labels)
      .map(([key, text]) => `${key}="${text}"`)
      .join(',');
    for (let at = end - 7200; at <= end + 1800; at += 30) {
      lines.push(
        `${name}{${set}} ${value ?? perSecond * (at - end + 7200)} ${at}`,
      );
    }
  }
  writeFileSync(join(dir, 'metrics'), `${lines.join('\n')}\n# EOF\n`);
  const made = spawnSync(
    'promtool',
    [
      'tsdb',
      'create-blocks-from',
      'openmetrics',
      join(dir, 'metrics'),
      join(dir, 'data'),
    ],
    { encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(made.stderr);
  writeFileSync(join(dir, 'prometheus.yml'), 'global: {}\n');
  const port = await freePort();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(dir, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      '--storage.tsdb.retention.time=10y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  for (let i = 0; i < 120; i++) {
    try {
      if ((await fetch(`${url}/-/ready`)).ok) break;
    } catch {
      // not yet
    }
    await sleep(250);
  }
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await new Promise(done => {
        if (child.exitCode !== null || child.signalCode !== null) done();
        child.once('close', done);
      });
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
