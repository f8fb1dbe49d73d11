import { spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A folder with initdb and pg_ctl: on the PATH, or where Debian keeps its servers. */
export function findPostgres() {
  const debian = '/usr/lib/postgresql';
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...(existsSync(debian)
      ? readdirSync(debian)
          .sort((a, b) => Number(b) - Number(a))
          .map(version => join(debian, version, 'bin'))
      : []),
  ];
  return folders.find(
    folder =>
      existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')),
  );
}

const freePort = () =>
  new Promise(done => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

function userId(name) {
  const { stdout, status } = spawnSync('id', ['-u', name], {
    encoding: 'utf8',
  });
  return status === 0 ? Number(stdout) : undefined;
}

/** A PostgreSQL of our own on a free port of loopback; undefined where none is installed. */
export async function startPostgres() {
  const bin = findPostgres();
  if (!bin) return undefined;
  const dir = mkdtempSync(join(tmpdir(), 'mesh-postgres-'));
  const data = join(dir, 'data');
  // The server refuses to run as root.
  const uid = process.getuid?.() === 0 ? userId('postgres') : undefined;
  if (process.getuid?.() === 0 && uid === undefined) return undefined;
  if (uid !== undefined) chownSync(dir, uid, uid);
  const run = (command, args) => {
    const { status, stderr, stdout } = spawnSync(join(bin, command), args, {
      cwd: dir,
      encoding: 'utf8',
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    if (status !== 0) throw new Error(`${command}: ${stderr || stdout}`);
  };
  const port = await freePort();
  run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8']);
  run('pg_ctl', [
    '-D',
    data,
    '-w',
    '-l',
    join(dir, 'log'),
    '-o',
    `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`,
    'start',
  ]);
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    stop() {
      run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
