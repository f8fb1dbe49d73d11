#!/usr/bin/env node
/* Installs dependencies as yarn.lock has them. */
import { install } from './lib/install.mjs';
import { requireNode } from './lib/node.mjs';

requireNode();
await install();
