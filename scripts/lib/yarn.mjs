import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, say } from './say.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const { packageManager } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const version = packageManager.replace(/^yarn@/, '');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

function registry() {
  const { stdout } = spawnSync(npm, ['config', 'get', 'registry'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = stdout?.trim();
  return url && url !== 'undefined' ? url : undefined;
}

/** Yarn 4 from npm, kept in `.cache`, at the version package.json pins. */
function fetchYarn() {
  const home = join(root, '.cache', `yarn-${version}`);
  const bin = join(home, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js');
  if (existsSync(bin)) return bin;
  say(`Fetching Yarn ${version} from npm`);
  mkdirSync(home, { recursive: true });
  // A folder of its own: npm must not take the portal's package.json for the one to install.
  writeFileSync(join(home, 'package.json'), '{"private":true}\n');
  const { status, stderr } = spawnSync(
    npm,
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      `@yarnpkg/cli-dist@${version}`,
    ],
    { cwd: home, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  if (status !== 0 || !existsSync(bin)) {
    fail(
      `Yarn ${version} could not be fetched from npm; check the network and npm's registry setting, then run this again.\n${
        stderr ?? ''
      }`,
    );
  }
  return bin;
}

/** How to run Yarn: the one that runs us, where it is Yarn 4, else our own. */
export function yarnCommand() {
  const running = process.env.npm_execpath;
  const agent = process.env.npm_config_user_agent ?? '';
  const bin =
    /^yarn\/4\./.test(agent) && running?.includes('yarn')
      ? running
      : fetchYarn();
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
