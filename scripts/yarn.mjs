#!/usr/bin/env node
/* Runs the pinned Yarn with what follows: `node scripts/yarn.mjs workspaces list`. */
import { requireNode } from './lib/node.mjs';
import { yarn } from './lib/yarn.mjs';

requireNode();
process.exit(await yarn(process.argv.slice(2)));
