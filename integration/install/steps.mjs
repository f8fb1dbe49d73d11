/*
 * The steps of the README's install section, as a person would do them. Each line that is written
 * into the portal has to stand in the README.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/root.mjs';

const flat = text => text.replace(/\s+/g, ' ').trim();
const readme = flat(readFileSync(join(root, 'README.md'), 'utf8'));

/** What the README says, which it has to say. */
export function documented(text) {
  assert.ok(readme.includes(flat(text)), `The README does not say:\n${text}`);
  return text;
}

export const ADD_BACKEND =
  'yarn --cwd packages/backend add @meshboard/backstage-plugin-mesh-backend@^0.1.0';
export const ADD_FRONTEND =
  'yarn --cwd packages/app add @meshboard/backstage-plugin-mesh@^0.1.0';

export const BACKEND = [
  {
    file: 'packages/backend/src/index.ts',
    after: "backend.add(import('@backstage/plugin-kubernetes-backend'));",
    text: "backend.add(import('@meshboard/backstage-plugin-mesh-backend'));",
  },
];

const APP = 'packages/app/src/App.tsx';
const ROOT = 'packages/app/src/components/Root/Root.tsx';
const ENTITY_PAGE = 'packages/app/src/components/catalog/EntityPage.tsx';

export const LEGACY = [
  {
    file: APP,
    after: "import { Root } from './components/Root';",
    text: "import { MeshPage } from '@meshboard/backstage-plugin-mesh';",
  },
  {
    file: APP,
    after: '<Route path="/settings" element={<UserSettingsPage />} />',
    text: '<Route path="/mesh" element={<MeshPage />} />',
  },
  {
    file: ROOT,
    after: "import GroupIcon from '@material-ui/icons/People';",
    text: "import MeshIcon from '@material-ui/icons/DeviceHub';",
  },
  {
    file: ROOT,
    after: '<SidebarItem icon={LibraryBooks} to="docs" text="Docs" />',
    text: '<SidebarItem icon={MeshIcon} to="mesh" text="Service mesh" />',
  },
  {
    file: ENTITY_PAGE,
    after:
      "import { EntityTechdocsContent } from '@backstage/plugin-techdocs';",
    text: `import {
  EntityMeshCard,
  EntityMeshContent,
} from '@meshboard/backstage-plugin-mesh';`,
  },
  {
    file: ENTITY_PAGE,
    after: `<Grid item md={6}>
      <EntityAboutCard />
    </Grid>`,
    text: `<EntitySwitch>
  <EntitySwitch.Case if={isKind('component')}>
    <Grid item md={6} xs={12}>
      <EntityMeshCard />
    </Grid>
  </EntitySwitch.Case>
</EntitySwitch>`,
  },
  {
    file: ENTITY_PAGE,
    after: `const serviceEntityPage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      {overviewContent}
    </EntityLayout.Route>`,
    text: `<EntityLayout.Route path="/mesh" title="Mesh">
  <EntityMeshContent />
</EntityLayout.Route>`,
  },
];

/** Writes each text after the line that it belongs behind; in which app can be said. */
export function apply(steps, folder, app = 'app') {
  for (const { file, after, text } of steps) {
    const path = join(
      folder,
      file.replace('packages/app/', `packages/${app}/`),
    );
    const source = readFileSync(path, 'utf8');
    assert.ok(source.includes(after), `${file} has no\n${after}`);
    writeFileSync(
      path,
      source.replace(after, () => `${after}\n${documented(text)}`),
    );
  }
}
