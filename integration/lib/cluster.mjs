import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { parse } from 'yaml';

const decode = value => (value ? Buffer.from(value, 'base64') : undefined);

/** What a kubeconfig's current context says: server and credentials. */
export function readKubeconfig(file) {
  const config = parse(readFileSync(file, 'utf8'));
  const by = (list, name) => list.find(item => item.name === name);
  const { context } = by(config.contexts, config['current-context']);
  const { cluster } = by(config.clusters, context.cluster);
  const { user } = by(config.users, context.user);
  return {
    server: cluster.server,
    token: user.token,
    tls: {
      ca: decode(cluster['certificate-authority-data']),
      cert: decode(user['client-certificate-data']),
      key: decode(user['client-key-data']),
      rejectUnauthorized: !cluster['insecure-skip-tls-verify'],
    },
  };
}

/** A client that writes, for tests only: Meshboard itself never does. */
export class ClusterAdmin {
  constructor(kubeconfig) {
    this.config = readKubeconfig(kubeconfig);
  }

  /** @param user - whom to ask as, in place of the administrator */
  call(method, path, body, type = 'application/json', user = undefined) {
    const { server, token, tls } = this.config;
    return new Promise((resolve, reject) => {
      const req = request(
        `${server}${path}`,
        {
          method,
          ...tls,
          headers: {
            ...(token ? { authorization: `Bearer ${token}` } : {}),
            ...(body ? { 'content-type': type } : {}),
            ...(user ? { 'impersonate-user': user } : {}),
          },
        },
        response => {
          const chunks = [];
          response.on('data', chunk => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            if (response.statusCode >= 300) {
              const { statusCode } = response;
              const error = new Error(
                `${method} ${path}: ${statusCode} ${text}`,
              );
              reject(Object.assign(error, { statusCode }));
            } else resolve(JSON.parse(text));
          });
        },
      );
      req.on('error', reject);
      req.end(body && JSON.stringify(body));
    });
  }

  /** Server-side apply of one object; answers it as stored. */
  async apply(object) {
    const path = await this.pathOf(object);
    return this.call(
      'PATCH',
      `${path}?fieldManager=mesh-test&force=true`,
      object,
      'application/apply-patch+yaml',
    );
  }

  async status(object, status) {
    return this.call(
      'PATCH',
      `${await this.pathOf(object)}/status`,
      { status },
      'application/merge-patch+json',
    );
  }

  async pathOf({ apiVersion, kind, metadata }) {
    const base = apiVersion.includes('/')
      ? `/apis/${apiVersion}`
      : `/api/${apiVersion}`;
    this.kinds ??= new Map();
    if (!this.kinds.has(apiVersion)) {
      const { resources } = await this.call('GET', base);
      this.kinds.set(apiVersion, resources);
    }
    const resource = this.kinds
      .get(apiVersion)
      .find(r => r.kind === kind && !r.name.includes('/'));
    const space = resource.namespaced
      ? `/namespaces/${metadata.namespace ?? 'default'}`
      : '';
    return `${base}${space}/${resource.name}/${metadata.name}`;
  }
}
