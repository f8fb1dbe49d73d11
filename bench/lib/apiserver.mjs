import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { readKubeconfig } from '../../integration/lib/cluster.mjs';

const TICKS_PER_SECOND = 100;

/** Pid of the process that listens on a port of this machine; undefined where none is ours to see. */
export function listenerOn(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6']
      .flatMap(file => readFileSync(file, 'utf8').split('\n').slice(1))
      .map(line => line.trim().split(/\s+/))
      .filter(f => f[1]?.endsWith(`:${hex}`) && f[3] === '0A')
      .map(f => `socket:[${f[9]}]`),
  );
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .find(pid => {
      try {
        return readdirSync(`/proc/${pid}/fd`).some(fd =>
          inodes.has(readlinkSync(`/proc/${pid}/fd/${fd}`)),
        );
      } catch {
        return false;
      }
    });
}

/** CPU milliseconds that a process has used so far. */
export function cpuMs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

/** Requests to the API server of a kubeconfig, over kept connections. */
export function apiServer(kubeconfig) {
  const { server, token, tls } = readKubeconfig(kubeconfig);
  const agent = new Agent({ keepAlive: true, maxSockets: 16, ...tls });
  const call = (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const req = request(
        `${server}${path}`,
        {
          method,
          agent,
          headers: {
            ...(token ? { authorization: `Bearer ${token}` } : {}),
            ...(body ? { 'content-type': 'application/json' } : {}),
            ...headers,
          },
        },
        response => {
          const chunks = [];
          response.on('data', chunk => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const buffer = Buffer.concat(chunks);
            if (response.statusCode < 300) resolve(buffer);
            else {
              reject(
                new Error(
                  `${method} ${path}: ${response.statusCode} ${buffer
                    .toString()
                    .slice(0, 300)}`,
                ),
              );
            }
          });
        },
      );
      req.on('error', reject);
      req.end(body && JSON.stringify(body));
    });
  return { server, call, pid: listenerOn(Number(new URL(server).port)) };
}
