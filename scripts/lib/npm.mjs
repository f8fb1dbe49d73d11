import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { fail, say } from './say.mjs';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** The registry that npm is set to. */
export function registry() {
  const { stdout } = spawnSync(npm, ['config', 'get', 'registry'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = stdout?.trim();
  return url && url !== 'undefined' ? url : undefined;
}

/** The folder of a tool from npm, kept in `.cache` at one version. */
export function fetchTool(title, name, version) {
  const home = join(root, '.cache', `${title.toLowerCase()}-${version}`);
  const folder = join(home, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return folder;
  say(`Fetching ${title} ${version} from npm`);
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
      `${name}@${version}`,
    ],
    { cwd: home, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  if (status !== 0 || !existsSync(join(folder, 'package.json'))) {
    fail(
      `${title} ${version} could not be fetched from npm; check the network and npm's registry setting, then run this again.\n${
        stderr ?? ''
      }`,
    );
  }
  return folder;
}
