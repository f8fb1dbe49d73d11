import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { root, yarnCommand, yarnEnvironment } from './yarn.mjs';

/** The packages that a portal installs; each after those that it is made of. */
const FOLDERS = ['mesh-common', 'mesh-node', 'mesh-backend', 'mesh-frontend'];

const execute = promisify(execFile);

async function run(command, args, cwd) {
  const options = {
    cwd,
    env: yarnEnvironment(),
    maxBuffer: 64 * 1024 * 1024,
  };
  try {
    await execute(command, args, options);
  } catch ({ stdout, stderr }) {
    throw new Error(
      `${[basename(args[0]), ...args.slice(1)].join(
        ' ',
      )} in ${cwd}:\n${stdout}${stderr}`,
    );
  }
}

/** Builds and packs the packages as they would be published. */
export async function pack(target) {
  const [node, yarnBin] = yarnCommand();
  const cli = join(root, 'node_modules/@backstage/cli/bin/backstage-cli');
  mkdirSync(target, { recursive: true });
  // The bundled types are made of these.
  await run(node, [join(root, 'node_modules/typescript/bin/tsc')], root);
  const packed = [];
  for (const folder of FOLDERS) {
    const cwd = join(root, 'plugins', folder);
    const { name, version } = JSON.parse(
      readFileSync(join(cwd, 'package.json'), 'utf8'),
    );
    const file = join(
      target,
      `${name.replace('@', '').replace('/', '-')}-${version}.tgz`,
    );
    rmSync(file, { force: true });
    await run(node, [cli, 'package', 'build'], cwd);
    await run(node, [yarnBin, 'pack', '--out', file], cwd);
    packed.push({ name, version, file });
  }
  return packed;
}
