import { spawn } from 'node:child_process';
import { root } from '../../scripts/lib/root.mjs';

/** TypeScript from source, as `backstage-cli` runs it. */
export const TRANSFORM = [
  '--require',
  '@backstage/cli/config/nodeTransform.cjs',
];

/**
 * Starts the load generator in a process of its own, on a free port.
 *
 * @param load - `{ clusters, pods, entities }`; pods are per cluster
 */
export async function startEstate({ clusters, pods, entities }) {
  const child = spawn(
    process.execPath,
    [
      '--max-old-space-size=8192',
      ...TRANSFORM,
      'packages/demo-estate/src/cli.ts',
      ...['--port', '0'],
      ...['--clusters', String(clusters)],
      ...['--pods', String(pods)],
      ...['--entities', String(entities)],
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const url = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', chunk => {
      said += chunk;
      const found = /is at (http:\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    child.once('exit', code =>
      reject(new Error(`The load generator ended (${code})`)),
    );
  });
  return {
    url,
    clusters: Array.from({ length: clusters }, (_, i) => `load-${i + 1}`),
    stop: () =>
      new Promise(resolve => {
        child.removeAllListeners('exit');
        child.once('exit', resolve);
        child.kill('SIGTERM');
      }),
  };
}
