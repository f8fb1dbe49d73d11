import { ChildProcess, execFile, spawn } from 'child_process';
import { existsSync } from 'fs';
import { mkdtemp, rm, writeFile } from 'fs/promises';
import { createServer } from 'net';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';
import { promisify } from 'util';

const READY_TIMEOUT_MS = 30_000;

/**
 * A Prometheus of its own process, with nothing in it but the given samples.
 *
 * @internal
 */
export interface RealPrometheus {
  url: string;
  stop(): Promise<void>;
}

/**
 * Whether `prometheus` and `promtool` are on PATH.
 *
 * @internal
 */
export function hasRealPrometheus(): boolean {
  return ['prometheus', 'promtool'].every(program =>
    (process.env.PATH ?? '')
      .split(delimiter)
      .some(dir => dir && existsSync(join(dir, program))),
  );
}

/**
 * Loads samples into a Prometheus on loopback; undefined where none is installed.
 *
 * @param openMetrics - samples with timestamps, ending in `# EOF`
 * @internal
 */
export async function startRealPrometheus(
  openMetrics: string | Iterable<string>,
): Promise<RealPrometheus | undefined> {
  if (!hasRealPrometheus()) {
    return undefined;
  }
  const dir = await mkdtemp(join(tmpdir(), 'real-prometheus-'));
  let running: Running | undefined;
  const stop = async () => {
    await running?.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const samples = join(dir, 'samples.txt');
    const config = join(dir, 'prometheus.yml');
    const data = join(dir, 'data');
    await writeFile(samples, openMetrics);
    await writeFile(config, '{}\n');
    await promisify(execFile)(
      'promtool',
      ['tsdb', 'create-blocks-from', 'openmetrics', '-q', samples, data],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    const url = `http://127.0.0.1:${await freePort()}`;
    running = run([
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=${url.slice('http://'.length)}`,
      '--log.level=error',
    ]);
    await ready(url, running);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Running {
  /** What it wrote and why it ended, if it did. */
  ended(): string | undefined;
  stop(): Promise<void>;
}

function run(args: string[]): Running {
  const child: ChildProcess = spawn('prometheus', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let written = '';
  let end: string | undefined;
  child.stderr!.on('data', chunk => {
    written += chunk;
  });
  const exit = new Promise<void>(resolve => {
    child.once('error', error => {
      end = String(error);
      resolve();
    });
    child.once('exit', code => {
      end = `prometheus ended with ${code}: ${written}`;
      resolve();
    });
  });
  return {
    ended: () => end,
    stop: async () => {
      if (end === undefined) {
        child.kill('SIGTERM');
      }
      await exit;
    },
  };
}

async function ready(url: string, running: Running) {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (running.ended() !== undefined) {
      throw new Error(running.ended());
    }
    const response = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (response?.ok) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`prometheus was not ready within ${READY_TIMEOUT_MS} ms`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (address === null || typeof address === 'string') {
    throw new Error('no free port');
  }
  return address.port;
}
