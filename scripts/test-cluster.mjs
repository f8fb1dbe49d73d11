#!/usr/bin/env node
/* `npm run test:cluster`: against the cluster of KUBECONFIG, which it writes to. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { install } from './lib/install.mjs';
import { requireNode } from './lib/node.mjs';
import { fail } from './lib/say.mjs';
import { root } from './lib/yarn.mjs';

requireNode();
if (!process.env.KUBECONFIG) {
  fail(
    'KUBECONFIG is not set: point it at a throw-away cluster (kind create cluster), since the tests write to it. docs/testing.md says more.',
  );
}
const data = process.env.MESH_TEST_DATA;
if (!data || !existsSync(join(data, 'istio-injected'))) {
  fail(
    'MESH_TEST_DATA is not set to a folder with istio-injected, linkerd-injected, control-planes and apps; docs/testing.md says what they are and where they come from.',
  );
}
await install();
const { status, stdout } = spawnSync(
  process.execPath,
  [
    '--test',
    '--test-reporter=spec',
    '--test-concurrency=1',
    'integration/cluster.test.mjs',
    'integration/serviceProxy.test.mjs',
  ],
  {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
process.stdout.write(stdout);
const count = name =>
  Number(new RegExp(`^ℹ ${name} (\\d+)$`, 'm').exec(stdout)?.[1] ?? 0);
process.stdout.write(
  `${count('pass')} passed, ${
    count('fail') + count('cancelled')
  } failed, ${count('skipped')} skipped\n`,
);
process.exit(status ?? 1);
