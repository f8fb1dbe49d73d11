import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './yarn.mjs';

/** package.json of the root and of every workspace, relative to the root. */
export function packageFiles() {
  const files = ['packages', 'plugins'].flatMap(folder =>
    readdirSync(join(root, folder))
      .sort()
      .map(name => join(folder, name, 'package.json')),
  );
  return [
    'package.json',
    ...files.filter(file => existsSync(join(root, file))),
  ];
}
