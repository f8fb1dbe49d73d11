#!/usr/bin/env node
/* `npm run pack -- FOLDER`: the packages as files, for a portal that cannot have them from npm. */
import { basename, resolve } from 'node:path';
import { install } from './lib/install.mjs';
import { requireNode } from './lib/node.mjs';
import { pack } from './lib/pack.mjs';
import { fail, say } from './lib/say.mjs';

const [folder] = process.argv.slice(2);
if (!folder) {
  fail(
    'Name the folder that the packages are to go to: npm run pack -- ../portal/meshboard',
  );
}
requireNode();
await install();
say('Building and packing');
const target = resolve(process.env.INIT_CWD ?? '.', folder);
const packed = await pack(target).catch(error => fail(error.message));
const lines = packed.map(
  ({ name, file }) =>
    `    "${name}": "file:./${basename(target)}/${basename(file)}"`,
);
process.stdout.write(
  `Packed into ${target}. Where that folder lies beside the portal's package.json, this belongs into it:\n\n  "resolutions": {\n${lines.join(
    ',\n',
  )}\n  }\n`,
);
