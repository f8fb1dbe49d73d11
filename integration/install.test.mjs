/*
 * A portal as Backstage's own generator makes it, outside of this repository, with the packages as
 * they would be published and the README's steps, and nothing else: what a team would have.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  enter,
  menuEntry,
  openBrowser,
  reloadUntil,
} from './install/browser.mjs';
import { addResolutions, createPortal, packFor } from './install/portal.mjs';
import { startEstate, startPortal } from './install/processes.mjs';
import {
  ADD_BACKEND,
  ADD_FRONTEND,
  apply,
  BACKEND,
  documented,
  LEGACY,
} from './install/steps.mjs';
import { readJson } from './install/generate.mjs';
import { filesOf, readFrom } from './install/tarball.mjs';
import { writeTypeProbes } from './install/types.mjs';
import { freePort } from './lib/backend.mjs';

/** Where pictures of the pages go, where somebody wants to see them. */
const pictures = process.env.MESH_INSTALL_PICTURES;
if (pictures) mkdirSync(pictures, { recursive: true });
const picture = (page, name) =>
  pictures && page.screenshot({ path: join(pictures, `${name}.png`) });

const COMPONENT = '/catalog/default/component/checkout';

let portal;
let packages;
let estate;

before(async () => {
  const port = await freePort();
  portal = await createPortal(port);
  [packages] = await Promise.all([
    packFor(portal),
    portal.yarn('yarn install'),
  ]);
  estate = await startEstate(port);
});
after(async () => {
  await estate?.stop();
  portal?.remove();
});

describe('the packages', () => {
  test('hold what is built, and what it says about itself', () => {
    for (const { name, file } of packages) {
      const files = filesOf(file);
      for (const wanted of ['README.md', 'LICENSE', 'dist/index.d.ts']) {
        assert.ok(files.includes(wanted), `${name} has no ${wanted}`);
      }
      const stray = files.filter(
        path =>
          !/^(package\.json|README\.md|LICENSE|config\.schema\.json|dist\/.*|migrations\/\d+_\w+\.js)$/.test(
            path,
          ) || /test|fixture|setupTests/i.test(path),
      );
      assert.deepEqual(stray, [], `${name} holds what no portal needs`);
    }
  });

  test('point at what they hold, and at no workspace', () => {
    for (const { name, file } of packages) {
      const text = readFrom(file, 'package.json');
      assert.ok(!text.includes('workspace:'), `${name} depends on a workspace`);
      const { main, module = main, types, exports = {} } = JSON.parse(text);
      const files = new Set(filesOf(file));
      const targets = Object.values(exports).flatMap(target =>
        typeof target === 'string'
          ? [target]
          : [target.import, target.types, target.default],
      );
      for (const target of [main, module, types, ...targets]) {
        const path = target.replace(/^\.\//, '');
        if (path === 'package.json') continue;
        assert.ok(files.has(path), `${name} has no ${path}`);
      }
    }
  });

  test('bring migrations and a config schema with the backend', () => {
    const { file } = packages.find(({ name }) => name.endsWith('-backend'));
    assert.ok(filesOf(file).some(path => path.startsWith('migrations/')));
    const schema = JSON.parse(readFrom(file, 'config.schema.json'));
    const { prometheus } = schema.properties.mesh.properties;
    assert.equal(prometheus.items.properties.headers.deepVisibility, 'secret');
  });

  test('are found by a portal of the new frontend system', () => {
    const { file } = packages.find(({ name }) => name.endsWith('-mesh'));
    const { backstage } = JSON.parse(readFrom(file, 'package.json'));
    assert.equal(backstage.features['./alpha'], '@backstage/FrontendPlugin');
  });
});

describe('a portal of Backstage 1.55', () => {
  test('is what they are installed into', () => {
    const { version } = readJson(join(portal.folder, 'backstage.json'));
    assert.match(version, /^1\.55\./);
  });

  test('takes them with the commands of the README', async () => {
    addResolutions(portal, packages);
    await portal.yarn(documented(ADD_BACKEND));
    await portal.yarn(documented(ADD_FRONTEND));
    await portal.yarn(
      ADD_FRONTEND.replace('packages/app', 'packages/app-legacy'),
    );
    apply(BACKEND, portal.folder);
    apply(LEGACY, portal.folder, 'app-legacy');
    assert.ok(portal.has('node_modules/@meshboard/backstage-plugin-mesh-node'));
  });

  test('compiles against their types', async () => {
    writeTypeProbes(portal.folder);
    await portal.yarn('yarn tsc');
  });

  test('accepts its config, in which nothing is said of Meshboard', async () => {
    await portal.yarn('yarn backstage-cli config:check --lax');
  });

  test('builds its app, and another of the old frontend system', async () => {
    await portal.yarn('yarn workspace app build');
    await portal.yarn('yarn workspace app-legacy build');
    assert.ok(portal.has('packages/app/dist/index.html'));
    assert.ok(portal.has('packages/app-legacy/dist/index.html'));
  });

  for (const [app, system] of [
    ['app', 'new'],
    ['app-legacy', 'old'],
  ]) {
    describe(`in the ${system} frontend system`, () => {
      let server;
      let browser;
      let page;
      before(async () => {
        server = await startPortal(portal, app);
        browser = await openBrowser();
        page = browser.page;
        await enter(page, portal.url);
      });
      after(async () => {
        await browser?.close();
        await server?.stop();
      });

      test('shows a verdict on the card of a service', async () => {
        await page.goto(portal.url + COMPONENT);
        const verdict = page.getByText('required on every port');
        await reloadUntil(page, verdict);
        await page.getByText(/^(\d+) of \1 pods$/).waitFor();
        await page.getByText('Keep Istio (sidecar)').waitFor();
        await verdict.scrollIntoViewIfNeeded();
        await picture(page, `${app}-card`);
      });

      test('has a tab for the service', async () => {
        await page.goto(`${portal.url}${COMPONENT}/mesh`);
        const workloads = page.getByRole('region', { name: 'Workloads' });
        await workloads
          .getByRole('cell', { name: 'checkout', exact: true })
          .first()
          .waitFor();
        await picture(page, `${app}-tab`);
      });

      test('leads from the menu to the scorecard', async () => {
        await menuEntry(page).click();
        await page.waitForURL(`${portal.url}/mesh`);
        await page.getByText('1 of 1 clusters read').waitFor();
        await page.getByRole('heading', { name: 'Service mesh' }).waitFor();
        await picture(page, `${app}-page`);
      });

      test('leads from the tab of the page to its health', async () => {
        await page.getByRole('tab', { name: 'Health' }).click();
        await page
          .getByRole('table', { name: 'Sources' })
          .getByRole('row', { name: /prod-eu Kubernetes/ })
          .waitFor();
      });
    });
  }
});
