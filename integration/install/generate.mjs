import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchTool } from '../../scripts/lib/npm.mjs';
import { root } from '../../scripts/lib/root.mjs';

/** The generator of the Backstage release that the plugins are made for. */
const CREATE_APP = '0.9.2';

/** The generator's own rendering; its output is a spinner for each file. */
const RENDER = `
  const [tasks, template, target] = process.argv.slice(1);
  const answers = { name: 'portal', defaultBranch: 'main' };
  require(tasks).templatingTask(template, target, answers);
`;

export const readJson = file => JSON.parse(readFileSync(file, 'utf8'));

export function editJson(file, change) {
  const content = readJson(file);
  change(content);
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

/**
 * A portal as `@backstage/create-app` makes it, with a second app beside the first: the one that
 * its `--legacy` makes. Rendered without its command, which fetches from github.com and refuses a
 * Node that the plugins support.
 */
export function generatePortal(folder) {
  const generator = fetchTool(
    'create-app',
    '@backstage/create-app',
    CREATE_APP,
  );
  const render = (template, target) => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        '-e',
        RENDER,
        join(generator, 'dist/lib/tasks.cjs.js'),
        join(generator, 'templates', template),
        target,
      ],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
  };
  const legacy = `${folder}-legacy`;
  render('default-app', folder);
  render('legacy-app', legacy);
  const app = join(folder, 'packages/app-legacy');
  cpSync(join(legacy, 'packages/app'), app, { recursive: true });
  rmSync(legacy, { recursive: true });
  editJson(join(app, 'package.json'), content => {
    content.name = 'app-legacy';
  });
}

/** What this registry and this machine need for an install; no step of ours. */
export function easeInstall(folder) {
  const { resolutions } = readJson(join(root, 'package.json'));
  editJson(join(folder, 'package.json'), content => {
    // Builds of these are missing on some registries, whichever portal asks for them.
    content.resolutions = { ...resolutions, ...content.resolutions };
    // The one package that has to be compiled for the portal to run.
    content.dependenciesMeta = { 'better-sqlite3': { built: true } };
  });
  const yarnrc = join(folder, '.yarnrc.yml');
  writeFileSync(
    yarnrc,
    `${readFileSync(yarnrc, 'utf8')}
enableScripts: false
enableTelemetry: false
`,
  );
  // In place of the lockfile that create-app fetches: versions that are known to work together.
  cpSync(join(root, 'yarn.lock'), join(folder, 'yarn.lock'));
}
