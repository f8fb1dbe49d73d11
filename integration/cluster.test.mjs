/*
 * From pods in a real API server to the JSON that the card draws, with nothing mocked between.
 * Needs KUBECONFIG (an administrator of a throw-away cluster) and MESH_TEST_DATA (what the meshes'
 * own injectors and installers wrote); docs/testing.md says how.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBackend } from './lib/backend.mjs';
import { ClusterAdmin } from './lib/cluster.mjs';
import {
  BOOKINFO,
  BOUTIQUE,
  component,
  EMOJIVOTO,
  INJECTED,
  nameOf,
  writeCluster,
} from './lib/estate.mjs';
import { startPrometheus } from './lib/prometheus.mjs';
import { bindReader, grant } from './lib/reader.mjs';
import { SITUATIONS } from './lib/situations.mjs';
import { permissionTests } from './permissions.mjs';
import { situationTests } from './situations.mjs';

const istio = (workload, policy, perSecond, code = '200') => ({
  name: 'istio_requests_total',
  perSecond,
  labels: {
    reporter: 'destination',
    source_workload: 'productpage-v1',
    source_workload_namespace: 'bookinfo',
    destination_workload: workload,
    destination_workload_namespace: 'bookinfo',
    request_protocol: 'http',
    response_code: code,
    connection_security_policy: policy,
  },
});
const METRICS = [
  { name: 'up', labels: { job: 'pods' }, value: 1 },
  istio('details-v1', 'mutual_tls', 4),
  istio('ratings-v1', 'mutual_tls', 3),
  istio('ratings-v1', 'mutual_tls', 1, '503'),
  {
    name: 'response_total',
    perSecond: 2,
    labels: {
      direction: 'inbound',
      namespace: 'emojivoto',
      deployment: 'web',
      target_port: '8080',
      tls: 'true',
      classification: 'success',
    },
  },
  {
    name: 'request_total',
    perSecond: 2,
    labels: {
      direction: 'inbound',
      namespace: 'emojivoto',
      deployment: 'web',
      target_port: '8080',
      tls: 'true',
    },
  },
];

describe('a real cluster', { timeout: 600_000 }, () => {
  let backend;
  let prometheus;
  const entity = async name => {
    const { status, body } = await backend.get(
      `/entities/by-ref/component/default/${name}`,
    );
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  const admin = new ClusterAdmin(process.env.KUBECONFIG);

  before(async () => {
    await writeCluster(admin);
    const token = await bindReader(admin);
    prometheus = await startPrometheus(METRICS);
    backend = await startBackend({
      entities: [
        ...BOOKINFO.map(name => component(name, 'bookinfo')),
        ...EMOJIVOTO.map(name => component(name, 'emojivoto')),
        ...BOUTIQUE.map(name => component(name, 'boutique')),
        ...INJECTED.map(([file]) => component(nameOf(file), nameOf(file))),
        ...SITUATIONS.map(name => component(name, name)),
        component('gateway', 'gateway'),
        component('istiod', 'istio-system'),
      ],
      kubernetes: {
        serviceLocatorMethod: { type: 'multiTenant' },
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: [
              {
                name: 'real',
                url: admin.config.server,
                authProvider: 'serviceAccount',
                serviceAccountToken: token,
                skipTLSVerify: true,
              },
            ],
          },
        ],
      },
      mesh: {
        schedule: { frequency: { seconds: 10 } },
        staleAfter: { seconds: 30 },
        prometheus: [
          {
            name: 'real',
            baseUrl: prometheus.url,
            schedule: { frequency: { seconds: 10 } },
          },
        ],
      },
    });
    const wanted =
      BOOKINFO.length +
      EMOJIVOTO.length +
      BOUTIQUE.length +
      INJECTED.length +
      SITUATIONS.length +
      2;
    for (let i = 0; i < 120; i++) {
      const { body } = await backend.get('/entities?limit=500');
      const ready =
        body.items?.length === wanted &&
        body.items.every(e => e.asOf !== null) &&
        body.items.some(e => e.requestsPerSecond > 0);
      if (ready) return;
      await sleep(1000);
    }
    throw new Error(`No verdicts:\n${backend.log().slice(-6000)}`);
  });
  after(async () => {
    await backend?.stop();
    await prometheus?.stop();
  });

  test('is read with the documented ClusterRole and nothing more', async () => {
    const { body } = await backend.get('/sources');
    const source = body.items.find(s => s.kind === 'kubernetes');
    assert.equal(source.state, 'ok', source.message);
    assert.equal(source.message, undefined);
  });

  for (const name of BOOKINFO) {
    test(`Bookinfo ${name} is in Istio and requires mTLS`, async () => {
      const status = await entity(name);
      assert.equal(status.membership.state, 'meshed');
      assert.equal(status.membership.meshes[0].mesh, 'istio');
      assert.equal(status.membership.meshes[0].dataPlane, 'sidecar');
      assert.equal(status.mtls.configured, 'strict');
      // Its callers are named by a policy.
      const stage = name === 'details' ? 'zero-trust' : 'strict';
      assert.equal(status.stage, stage);
      assert.equal(status.recommendation.verdict, 'keep');
      for (const { mtls } of status.workloads) {
        assert.deepEqual(
          mtls.ports.map(p => [p.port, p.mode]),
          [[9080, 'strict']],
        );
        assert.match(mtls.ports[0].source, /bookinfo\/default/);
      }
    });
  }

  test('success rate and encrypted share come from the real Prometheus', async () => {
    const ratings = await entity('ratings');
    assert.ok(Math.abs(ratings.traffic.successRate - 0.75) < 0.01);
    assert.ok(Math.abs(ratings.traffic.requestsPerSecond - 4) < 0.1);
    assert.equal(ratings.mtls.observedShare, 1);
    const web = await entity('web');
    assert.ok(Math.abs(web.traffic.requestsPerSecond - 2) < 0.1);
    assert.equal(web.mtls.observedShare, 1);
  });

  test('what had no requests has no success rate', async () => {
    const { traffic } = await entity('reviews');
    assert.equal(traffic.successRate, null);
  });

  for (const name of EMOJIVOTO) {
    test(`emojivoto ${name} is in Linkerd`, async () => {
      const { membership } = await entity(name);
      assert.equal(membership.state, 'meshed');
      assert.equal(membership.meshes[0].mesh, 'linkerd');
    });
  }

  test('Linkerd requires nothing by default', async () => {
    const { mtls } = await entity('web');
    assert.equal(mtls.configured, 'permissive');
  });

  for (const name of BOUTIQUE) {
    test(`Online Boutique ${name} is in no mesh`, async () => {
      const status = await entity(name);
      assert.equal(status.membership.state, 'not-meshed');
      assert.equal(status.stage, 'not-meshed');
      assert.equal(status.mtls.configured, 'disabled');
      assert.deepEqual(status.membership.meshes, []);
    });
  }

  for (const [file, state, mesh, reason] of INJECTED) {
    test(`${file}: ${state}${reason ? `, ${reason}` : ''}`, async () => {
      const { membership } = await entity(nameOf(file));
      assert.equal(membership.state, state, JSON.stringify(membership));
      assert.equal(membership.meshes[0]?.mesh, mesh);
      if (reason) {
        assert.ok(
          membership.reasons.some(r => r.code === reason),
          JSON.stringify(membership.reasons),
        );
      }
    });
  }

  test('the host network cannot be meshed', async () => {
    const { recommendation } = await entity('istio-hello-host-network');
    assert.equal(recommendation.verdict, 'not-meshable');
  });

  test('a gateway and a control plane are no meshed workloads', async () => {
    for (const name of ['gateway', 'istiod']) {
      const status = await entity(name);
      assert.deepEqual(status.eligibility, {
        state: 'not-applicable',
        reason: 'mesh-infrastructure',
      });
      assert.equal(status.membership.meshedPods, 0);
    }
  });

  test('the cluster shows both meshes', async () => {
    const { body } = await backend.get('/clusters');
    const meshes = body.items[0].meshes.map(m => m.mesh).sort();
    assert.deepEqual(meshes, ['istio', 'linkerd']);
  });

  const get = path => backend.get(path);
  situationTests({ entity, get });
  // Last: what the reader may do changes.
  permissionTests({ entity, get, grant: to => grant(admin, to) });
});
