import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fetchTool, registry } from './npm.mjs';
import { root } from './root.mjs';

export { root };

const { packageManager } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const version = packageManager.replace(/^yarn@/, '');

/** How to run Yarn: the one that runs us, where it is Yarn 4, else our own. */
export function yarnCommand() {
  const running = process.env.npm_execpath;
  const agent = process.env.npm_config_user_agent ?? '';
  const bin =
    /^yarn\/4\./.test(agent) && running?.includes('yarn')
      ? running
      : join(fetchTool('Yarn', '@yarnpkg/cli-dist', version), 'bin/yarn.js');
  return [process.execPath, bin];
}

/** The environment that Yarn and what it starts need. */
export function yarnEnvironment() {
  const env = { ...process.env };
  // Yarn does not read npm's settings: a mirror set for npm is meant for both.
  if (!env.YARN_NPM_REGISTRY_SERVER) {
    const url = registry();
    if (url) env.YARN_NPM_REGISTRY_SERVER = url;
  }
  // Native modules build against the headers of this Node, without a download, where it has them.
  const prefix = dirname(dirname(process.execPath));
  if (!env.npm_config_nodedir && existsSync(join(prefix, 'include/node'))) {
    env.npm_config_nodedir = prefix;
  }
  return env;
}

/** Runs Yarn; resolves to its exit code. */
export function yarn(args, options = {}) {
  const [command, ...rest] = yarnCommand();
  const child = spawn(command, [...rest, ...args], {
    cwd: root,
    stdio: 'inherit',
    ...options,
    env: { ...yarnEnvironment(), ...options.env },
  });
  return new Promise((done, reject) => {
    child.on('error', reject);
    child.on('close', code => done(code ?? 1));
  });
}
