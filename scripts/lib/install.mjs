import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { packageFiles } from './packages.mjs';
import { join } from 'node:path';
import { fail, say } from './say.mjs';
import { root, yarnCommand, yarnEnvironment } from './yarn.mjs';

const stampFile = join(root, 'node_modules/.meshboard-install');

/** What an install depends on: the lockfile, every package.json, and the Node that built natives. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of ['yarn.lock', '.yarnrc.yml', ...packageFiles()]) {
    hash.update(readFileSync(join(root, file)));
  }
  return hash.update(process.version + process.arch).digest('hex');
}

const HINTS = [
  [
    /better-sqlite3@\S+ couldn't be built/,
    'better-sqlite3 had to be compiled, which takes a C++ toolchain: install make, g++ and python3 (Debian: apt-get install build-essential python3; macOS: xcode-select --install) and run this again; if they are there, the log named above says what is missing.',
  ],
  [
    /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN/,
    "The npm registry did not answer: check the network and npm's registry setting, then run this again.",
  ],
  [
    /YN0028/,
    'yarn.lock does not fit package.json: run `node scripts/yarn.mjs install` where you changed a dependency, and commit yarn.lock.',
  ],
  [/ENOSPC/, 'The disk is full: the install takes about 2 GB.'],
];

/** Installs dependencies as yarn.lock has them, where that has not been done yet. */
export async function install() {
  const wanted = fingerprint();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) {
    return;
  }
  say('Installing dependencies (two to four minutes the first time)');
  const [command, ...args] = yarnCommand();
  const child = spawn(command, [...args, 'install', '--immutable'], {
    cwd: root,
    env: yarnEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let step = '';
  const read = chunk => {
    output += chunk;
    const found = /┌ (\w+) step/.exec(String(chunk));
    if (found && found[1] !== step) {
      step = found[1];
      say(`  ${step}`);
    }
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const code = await new Promise(done => child.on('close', done));
  if (code !== 0) {
    const hint = HINTS.find(([pattern]) => pattern.test(output));
    fail(
      `${output.split('\n').slice(-25).join('\n')}\n\n${
        hint?.[1] ?? 'The install failed; the lines above say why.'
      }`,
    );
  }
  writeFileSync(stampFile, wanted);
  say('Installed');
}
