import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { writeSituations } from './situations.mjs';
import { graftProxy, runWorkload } from './workloads.mjs';

/*
 * What is written to the cluster: what the meshes' own injectors and installers wrote, and
 * applications that the meshes use as examples.
 */

const data = process.env.MESH_TEST_DATA;
const ID = 'backstage.io/kubernetes-id';

export function documents(file) {
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
export const INJECTED = [
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
export const nameOf = file =>
  file
    .replace(/-injected\/|_/g, '-')
    .replace('.yaml', '')
    .toLowerCase();

export const BOOKINFO = ['details', 'ratings', 'reviews', 'productpage'];
export const EMOJIVOTO = ['web', 'emoji'];
export const BOUTIQUE = [
  'frontend',
  'cartservice',
  'checkoutservice',
  'redis-cart',
];

export const component = (name, namespace) => ({
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

export async function writeCluster(admin) {
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

  await writeSituations(admin);

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
