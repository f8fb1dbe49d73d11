import { setTimeout as sleep } from 'node:timers/promises';
import { runWorkload } from './workloads.mjs';

/*
 * Troubles and settings that the meshes' own examples do not have, as people write them.
 */

const ID = 'backstage.io/kubernetes-id';

/** Entities beside those of the examples, each in the namespace of its name. */
export const SITUATIONS = ['older', 'misnamed', 'refused', 'switched-off'];

const deployment = (name, labels = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name, ...labels } },
      spec: {
        containers: [
          {
            name: 'app',
            image: 'example.com/app:1',
            ports: [{ containerPort: 8080 }],
          },
        ],
      },
    },
  },
});

const namespace = (name, labels = {}, annotations = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels, annotations },
});

/** A ReplicaSet whose pods the API server refused: a real one says so in its conditions. */
async function writeRefused(admin) {
  await admin.apply(namespace('refused', { 'istio-injection': 'enabled' }));
  const object = deployment('refused');
  object.metadata = { name: 'refused', namespace: 'refused' };
  object.spec.template.metadata.labels[ID] = 'refused';
  const owner = await admin.apply(object);
  const replicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: 'refused-1',
      namespace: 'refused',
      labels: { app: 'refused', [ID]: 'refused' },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'refused',
          uid: owner.metadata.uid,
          controller: true,
        },
      ],
    },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'refused' } },
      template: object.spec.template,
    },
  };
  await admin.apply(replicaSet);
  await admin.status(replicaSet, {
    replicas: 0,
    conditions: [
      {
        type: 'ReplicaFailure',
        status: 'True',
        reason: 'FailedCreate',
        lastTransitionTime: '2026-05-01T09:00:00Z',
        message:
          'Internal error occurred: failed calling webhook "namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": no endpoints available for service "istiod"',
      },
    ],
  });
}

/** Labels that came after the pods, or that nobody answers; an annotation with what was said of it. */
async function writeOutside(admin) {
  await admin.apply(namespace('older'));
  await runWorkload(admin, deployment('older'), {
    namespace: 'older',
    id: 'older',
  });
  // The API server keeps times by the second.
  await sleep(1100);
  await admin.apply(namespace('older', { 'istio-injection': 'enabled' }));

  await admin.apply(namespace('misnamed', { 'istio.io/rev': 'nobody' }));
  await runWorkload(admin, deployment('misnamed'), {
    namespace: 'misnamed',
    id: 'misnamed',
  });

  await admin.apply(
    namespace('switched-off', {}, { 'linkerd.io/inject': 'enabled' }),
  );
  const off = deployment('switched-off');
  off.spec.template.metadata.annotations = { 'linkerd.io/inject': 'disabled' };
  await runWorkload(admin, off, {
    namespace: 'switched-off',
    id: 'switched-off',
  });
  await admin.apply({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'switched-off.1', namespace: 'switched-off' },
    type: 'Normal',
    reason: 'InjectionSkipped',
    message:
      'Linkerd sidecar proxy injection skipped: pod has the annotation "linkerd.io/inject:disabled"',
    involvedObject: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'switched-off',
      namespace: 'switched-off',
    },
    source: { component: 'linkerd-proxy-injector' },
    firstTimestamp: new Date().toISOString(),
    lastTimestamp: new Date().toISOString(),
    count: 1,
  });
}

const ISTIO = [
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'reviews-plain', namespace: 'bookinfo' },
    spec: {
      host: 'reviews',
      trafficPolicy: {
        tls: { mode: 'DISABLE' },
        outlierDetection: { consecutive5xxErrors: 5 },
      },
    },
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'ratings', namespace: 'bookinfo' },
    spec: {
      hosts: ['ratings'],
      http: [
        {
          timeout: '2s',
          retries: { attempts: 3, perTryTimeout: '1s' },
          route: [{ destination: { host: 'ratings' } }],
        },
      ],
    },
  },
  {
    apiVersion: 'telemetry.istio.io/v1',
    kind: 'Telemetry',
    metadata: { name: 'logs', namespace: 'bookinfo' },
    spec: { accessLogging: [{ providers: [{ name: 'envoy' }] }] },
  },
  {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'details', namespace: 'bookinfo' },
    spec: {
      selector: { matchLabels: { app: 'details' } },
      action: 'ALLOW',
      rules: [
        {
          from: [
            {
              source: {
                principals: [
                  'cluster.local/ns/bookinfo/sa/bookinfo-productpage',
                ],
              },
            },
          ],
          to: [{ operation: { methods: ['GET'] } }],
        },
      ],
    },
  },
];

const LINKERD = [
  {
    apiVersion: 'policy.linkerd.io/v1beta3',
    kind: 'Server',
    metadata: { name: 'emoji-grpc', namespace: 'emojivoto' },
    spec: {
      podSelector: { matchLabels: { app: 'emoji-svc' } },
      port: 8080,
      proxyProtocol: 'gRPC',
    },
  },
  {
    apiVersion: 'policy.linkerd.io/v1alpha1',
    kind: 'MeshTLSAuthentication',
    metadata: { name: 'web', namespace: 'emojivoto' },
    spec: { identityRefs: [{ kind: 'ServiceAccount', name: 'web' }] },
  },
  {
    apiVersion: 'policy.linkerd.io/v1alpha1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'emoji-web', namespace: 'emojivoto' },
    spec: {
      targetRef: {
        group: 'policy.linkerd.io',
        kind: 'Server',
        name: 'emoji-grpc',
      },
      requiredAuthenticationRefs: [
        {
          group: 'policy.linkerd.io',
          kind: 'MeshTLSAuthentication',
          name: 'web',
        },
      ],
    },
  },
];

/** Writes them; no injector may stand in the way of pods yet. */
export async function writeSituations(admin) {
  await writeOutside(admin);
  await writeRefused(admin);
  for (const object of [...ISTIO, ...LINKERD]) await admin.apply(object);
}
