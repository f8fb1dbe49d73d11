import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Types that do not resolve are any, which tsc takes for whatever is asked: so ask for too much. */
const wrong = (name, value) =>
  `// @ts-expect-error\nexport const ${name}: 'not this' = ${value};\n`;

const FILES = {
  'packages/app/src/meshTypes.ts': `import plugin from '@meshboard/backstage-plugin-mesh/alpha';
${wrong('thePlugin', 'plugin')}${wrong(
    'theCard',
    "plugin.getExtension('entity-card:mesh')",
  )}`,
  'packages/app-legacy/src/meshTypes.ts': `import {
  EntityMeshCard,
  MeshApi,
  meshTranslationRef,
} from '@meshboard/backstage-plugin-mesh';

type Stage = Awaited<ReturnType<MeshApi['getEntityStatus']>>['stage'];
${wrong('card', 'EntityMeshCard')}${wrong(
    'texts',
    'meshTranslationRef',
  )}${wrong('stage', "'meshed' as Stage")}`,
  'packages/backend/src/meshTypes.ts': `import plugin from '@meshboard/backstage-plugin-mesh-backend';
${wrong('thePlugin', 'plugin')}`,
};

/** Source that compiles only where the published types are found and say something. */
export function writeTypeProbes(folder) {
  for (const [file, source] of Object.entries(FILES)) {
    writeFileSync(join(folder, file), source);
  }
}
