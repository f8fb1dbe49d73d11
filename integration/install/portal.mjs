import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { pack } from '../../scripts/lib/pack.mjs';
import { yarnCommand, yarnEnvironment } from '../../scripts/lib/yarn.mjs';
import { freePort } from '../lib/backend.mjs';
import { easeInstall, editJson, generatePortal } from './generate.mjs';

const execute = promisify(execFile);

/** A service of the demo estate, as its team would register it. */
const CHECKOUT = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'checkout',
    annotations: {
      'backstage.io/kubernetes-label-selector': 'app=checkout',
      'backstage.io/kubernetes-namespace': 'checkout',
    },
  },
  spec: { type: 'service', lifecycle: 'production', owner: 'guests' },
};

/** What the organisation has set up before Meshboard: its catalog, its cluster, where it listens. */
function writeConfig(folder, url, estate) {
  const catalog = join(folder, 'checkout.yaml');
  writeFileSync(catalog, stringify(CHECKOUT));
  writeFileSync(
    join(folder, 'app-config.local.yaml'),
    stringify({
      app: { baseUrl: url },
      backend: {
        baseUrl: url,
        listen: { host: '127.0.0.1', port: Number(new URL(url).port) },
        cors: { origin: url },
        // Served without TLS.
        csp: { 'upgrade-insecure-requests': false },
      },
      catalog: { locations: [{ type: 'file', target: catalog }] },
      kubernetes: {
        serviceLocatorMethod: { type: 'multiTenant' },
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: [
              {
                name: 'prod-eu',
                url: `${estate}/clusters/prod-eu`,
                authProvider: 'serviceAccount',
                serviceAccountToken: 'demo-token',
              },
            ],
          },
        ],
      },
    }),
  );
}

/** A portal outside of this repository, without Meshboard yet. */
export async function createPortal(estatePort) {
  const home = mkdtempSync(join(tmpdir(), 'mesh-install-'));
  const folder = join(home, 'portal');
  const url = `http://127.0.0.1:${await freePort()}`;
  generatePortal(folder);
  easeInstall(folder);
  writeConfig(folder, url, `http://127.0.0.1:${estatePort}`);
  return {
    folder,
    url,
    /** Runs a command line that begins with yarn. */
    async yarn(line) {
      const [name, ...args] = line.split(' ');
      if (name !== 'yarn') throw new Error(`Not a Yarn command: ${line}`);
      const [command, ...rest] = yarnCommand();
      try {
        await execute(command, [...rest, ...args], {
          cwd: folder,
          env: {
            ...yarnEnvironment(),
            YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
          },
          maxBuffer: 64 * 1024 * 1024,
        });
      } catch ({ stdout, stderr }) {
        throw new Error(
          `${line}\n${stdout.slice(-6000)}${stderr.slice(-2000)}`,
        );
      }
    },
    has: file => existsSync(join(folder, file)),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** Packs into a folder beside the portal's package.json. */
export const packFor = ({ folder }) => pack(join(folder, 'meshboard'));

/** Says in the portal's package.json where the packages are, as `npm run pack` tells. */
export function addResolutions({ folder }, packages) {
  editJson(join(folder, 'package.json'), content => {
    for (const { name, file } of packages) {
      content.resolutions[name] = `file:./meshboard/${basename(file)}`;
    }
  });
}
