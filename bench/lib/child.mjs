import { spawn } from 'node:child_process';
import { root } from '../../scripts/lib/root.mjs';
import { TRANSFORM } from './estate.mjs';

/**
 * Runs a measurement in a process of its own, and hands back what it tells as `measured`; `stop`
 * ends it.
 */
export async function startChild(script, input, nodeArguments = []) {
  const child = spawn(
    process.execPath,
    [
      '--expose-gc',
      '--experimental-vm-modules',
      '--no-warnings',
      ...nodeArguments,
      ...TRANSFORM,
      `bench/${script}`,
      JSON.stringify(input),
    ],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, LOG_LEVEL: 'error', NODE_ENV: 'production' },
    },
  );
  const result = await new Promise((resolve, reject) => {
    // Backstage's development database talks over the same channel.
    child.on('message', ({ measured }) => measured && resolve(measured));
    child.once('exit', code =>
      reject(new Error(`bench/${script} ended (${code}) and told nothing`)),
    );
  });
  return {
    result,
    stop: () =>
      new Promise(done => {
        child.removeAllListeners('exit');
        if (child.exitCode !== null || child.signalCode !== null) done();
        child.once('exit', done);
        child.kill('SIGKILL');
      }),
  };
}

export async function measureIn(script, input, nodeArguments) {
  const { result, stop } = await startChild(script, input, nodeArguments);
  await stop();
  return result;
}
