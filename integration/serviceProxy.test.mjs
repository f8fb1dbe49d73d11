/* That the documented Role opens the proxy of one Service, and of no other. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { ClusterAdmin } from './lib/cluster.mjs';

const role = parse(
  readFileSync(
    new URL('../docs/rbac/prometheus-proxy.yaml', import.meta.url),
    'utf8',
  ),
);
const { namespace, name } = role.metadata;
const READER = 'prometheus-reader';

describe('Prometheus through a real API server', () => {
  const admin = new ClusterAdmin(process.env.KUBECONFIG);

  /** The status of a query through the proxy of a Service, asked as somebody. */
  async function ask(user, service) {
    const path = `/api/v1/namespaces/${namespace}/services/${encodeURIComponent(
      service,
    )}/proxy/api/v1/query?query=up`;
    try {
      await admin.call('GET', path, undefined, undefined, user);
      return 200;
    } catch (error) {
      return error.statusCode;
    }
  }

  before(async () => {
    for (const object of [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      role,
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name, namespace },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
        subjects: [{ kind: 'User', name: READER }],
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'prometheus', namespace },
        spec: { ports: [{ port: 9090 }] },
      },
    ]) {
      await admin.apply(object);
    }
  });

  test('the Role opens the Service that it names', async () => {
    // Let through, as far as looking for a pod behind it, of which there is none.
    const status = await ask(READER, 'prometheus:9090');
    assert.ok([404, 503].includes(status), `it answered ${status}`);
  });

  for (const other of ['prometheus', 'prometheus:9091', 'grafana:3000']) {
    test(`and leaves ${other} closed`, async () => {
      assert.equal(await ask(READER, other), 403);
    });
  }

  test('and gives nobody else anything', async () => {
    assert.equal(await ask('somebody', 'prometheus:9090'), 403);
  });
});
