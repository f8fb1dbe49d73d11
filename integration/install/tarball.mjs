import { spawnSync } from 'node:child_process';

function tar(...args) {
  const { status, stdout, stderr } = spawnSync('tar', args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** The files of a package, without the folder that they all lie in. */
export const filesOf = file =>
  tar('-tzf', file)
    .split('\n')
    .filter(Boolean)
    .map(path => path.replace(/^package\//, ''));

export const readFrom = (file, path) => tar('-xzOf', file, `package/${path}`);
