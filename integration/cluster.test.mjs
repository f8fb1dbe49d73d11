/*
 * From pods in a real API server to the JSON that the card draws, with nothing mocked between.
 * Needs KUBECONFIG (an administrator of a throw-away cluster) and MESH_TEST_DATA (what the meshes'
 * own injectors and installers wrote); docs/testing.md says how.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { startBackend } from './lib/backend.mjs';
import { ClusterAdmin, readKubeconfig } from './lib/cluster.mjs';
import { startPrometheus } from './lib/prometheus.mjs';
import { graftProxy, runWorkload } from './lib/workloads.mjs';

const data = process.env.MESH_TEST_DATA;
const ID = 'backstage.io/kubernetes-id';

function documents(file) {
  return parseAllDocuments(readFileSync(file, 'utf8'))
    .map(document => document.toJS())
    .filter(Boolean)
    .flatMap(object => (object.kind === 'List' ? object.items : [object]));
}
const load = file => documents(join(data, file));
const hasPods = object =>
  ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'].includes(
    object.kind,
  );

/** What each injected manifest has to be seen as: stage of membership, mesh, data plane. */
const INJECTED = [
  ['istio-injected/hello.yaml', 'meshed', 'istio'],
  ['istio-injected/hello-old-version.yaml', 'meshed', 'istio'],
  ['istio-injected/native-sidecar.yaml', 'meshed', 'istio'],
  ['istio-injected/native-sidecar-opt-out.yaml', 'meshed', 'istio'],
  ['istio-injected/statefulset.yaml', 'meshed', 'istio'],
  ['istio-injected/daemonset.yaml', 'meshed', 'istio'],
  ['istio-injected/cronjob.yaml', 'meshed', 'istio'],
  ['istio-injected/job.yaml', 'meshed', 'istio'],
  ['istio-injected/list.yaml', 'meshed', 'istio'],
  ['istio-injected/traffic-annotations.yaml', 'meshed', 'istio'],
  ['istio-injected/hello-ignore.yaml', 'not-meshed', undefined, 'opted-out'],
  [
    'istio-injected/hello-host-network.yaml',
    'not-meshed',
    undefined,
    'host-network',
  ],
  ['linkerd-injected/contour.yaml', 'meshed', 'linkerd'],
  [
    'linkerd-injected/emojivoto_deployment_native_sidecar.yaml',
    'meshed',
    'linkerd',
  ],
  [
    'linkerd-injected/emojivoto_deployment_proxyignores.yaml',
    'meshed',
    'linkerd',
  ],
  ['linkerd-injected/emojivoto_statefulset.yaml', 'meshed', 'linkerd'],
  ['linkerd-injected/emojivoto_pod.yaml', 'meshed', 'linkerd'],
];
const nameOf = file =>
  file
    .replace(/-injected\/|_/g, '-')
    .replace('.yaml', '')
    .toLowerCase();

const BOOKINFO = ['details', 'ratings', 'reviews', 'productpage'];
const EMOJIVOTO = ['web', 'emoji'];
const BOUTIQUE = ['frontend', 'cartservice', 'checkoutservice', 'redis-cart'];

const component = (name, namespace) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    annotations: {
      [ID]: name,
      'backstage.io/kubernetes-namespace': namespace,
    },
  },
  spec: { type: 'service', lifecycle: 'production', owner: 'platform' },
});

async function writeCluster(admin) {
  const namespaces = {
    'istio-system': {},
    linkerd: {},
    bookinfo: { labels: { 'istio-injection': 'enabled' } },
    emojivoto: { annotations: { 'linkerd.io/inject': 'enabled' } },
    boutique: {},
    gateway: {},
    ...Object.fromEntries(
      INJECTED.map(([file]) => [
        nameOf(file),
        file.startsWith('istio')
          ? { labels: { 'istio-injection': 'enabled' } }
          : { annotations: { 'linkerd.io/inject': 'enabled' } },
      ]),
    ),
  };
  for (const [name, metadata] of Object.entries(namespaces)) {
    await admin.apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, ...metadata },
    });
  }
  await admin.apply({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'node-1' },
  });

  for (const [file] of INJECTED) {
    for (const object of load(file).filter(hasPods)) {
      await runWorkload(admin, object, {
        namespace: nameOf(file),
        id: nameOf(file),
      });
    }
  }
  await runWorkload(admin, load('istio-injected/gateway.yaml').find(hasPods), {
    namespace: 'gateway',
    id: 'gateway',
  });

  const [{ spec: injected }] = load('istio-injected/hello.yaml').filter(
    hasPods,
  );
  for (const object of load('apps/bookinfo.yaml')) {
    const placed = {
      ...object,
      metadata: { ...object.metadata, namespace: 'bookinfo' },
    };
    if (object.kind === 'Service') await admin.apply(placed);
    if (!hasPods(object)) continue;
    placed.spec = {
      ...object.spec,
      template: graftProxy(object.spec.template, injected.template),
    };
    await runWorkload(admin, placed, {
      namespace: 'bookinfo',
      id: object.spec.template.metadata.labels.app,
    });
  }
  for (const object of load('linkerd-injected/emojivoto_list.yaml').filter(
    hasPods,
  )) {
    await runWorkload(admin, object, {
      namespace: 'emojivoto',
      id: object.metadata.name,
    });
  }
  for (const object of load('apps/online-boutique.yaml').filter(hasPods)) {
    await runWorkload(admin, object, {
      namespace: 'boutique',
      id: object.metadata.name,
      pods: 1,
    });
  }
  await admin.apply({
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'default', namespace: 'bookinfo' },
    spec: { mtls: { mode: 'STRICT' } },
  });

  // Control planes; their webhooks last, since they fail closed and nobody answers them here.
  const planes = ['istio', 'istio-cni', 'ztunnel', 'linkerd'].flatMap(name =>
    load(`control-planes/${name}.yaml`),
  );
  for (const object of planes) {
    const { kind, metadata } = object;
    if (kind === 'ConfigMap') await admin.apply(object);
    if (hasPods(object) && kind !== 'CronJob') {
      await runWorkload(admin, object, {
        namespace: metadata.namespace,
        id: metadata.name,
        pods: 1,
      });
    }
  }
  for (const object of planes) {
    if (object.kind === 'MutatingWebhookConfiguration') {
      await admin.apply(object);
    }
  }
}

/** The documented ClusterRole, word for word, for the subject that collects. */
async function bindReader(admin) {
  const [role] = documents(
    new URL('../docs/rbac/clusterrole.yaml', import.meta.url),
  );
  await admin.apply(role);
  await admin.apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'mesh-test-reader' },
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: role.metadata.name,
    },
    subjects: process.env.KUBECONFIG_READER
      ? [
          {
            kind: 'User',
            name: 'reader',
            apiGroup: 'rbac.authorization.k8s.io',
          },
        ]
      : [{ kind: 'ServiceAccount', name: 'mesh-test', namespace: 'default' }],
  });
  if (process.env.KUBECONFIG_READER) {
    return readKubeconfig(process.env.KUBECONFIG_READER).token;
  }
  await admin.apply({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'mesh-test', namespace: 'default' },
  });
  const { status } = await admin.call(
    'POST',
    '/api/v1/namespaces/default/serviceaccounts/mesh-test/token',
    {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 3600 },
    },
  );
  return status.token;
}

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

  before(async () => {
    const admin = new ClusterAdmin(process.env.KUBECONFIG);
    await writeCluster(admin);
    const token = await bindReader(admin);
    prometheus = await startPrometheus(METRICS);
    backend = await startBackend({
      entities: [
        ...BOOKINFO.map(name => component(name, 'bookinfo')),
        ...EMOJIVOTO.map(name => component(name, 'emojivoto')),
        ...BOUTIQUE.map(name => component(name, 'boutique')),
        ...INJECTED.map(([file]) => component(nameOf(file), nameOf(file))),
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
      assert.equal(status.stage, 'strict');
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
    test(`emojivoto ${name} is in Linkerd, which requires nothing by default`, async () => {
      const status = await entity(name);
      assert.equal(status.membership.state, 'meshed');
      assert.equal(status.membership.meshes[0].mesh, 'linkerd');
      assert.equal(status.mtls.configured, 'permissive');
    });
  }

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
});
