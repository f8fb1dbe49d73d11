import { Dice } from '../../model/random';
import { ClusterSpec } from '../../model/types';
import { MESH_INSTALLED } from '../../model/versions';
import { KubeObject, metadata } from './meta';

const needs = (key: string, operator: string, ...values: string[]) => ({
  key,
  operator,
  ...(values.length ? { values } : {}),
});

const INJECT = 'sidecar.istio.io/inject';
const REVISION = 'istio.io/rev';
const INJECTION = 'istio-injection';
const notRefused = needs(INJECT, 'NotIn', 'false');

/** Istio's default revision (istio: manifests/charts/istio-control mutatingwebhook.yaml). */
const ISTIO = [
  {
    name: 'rev.namespace.sidecar-injector.istio.io',
    namespaces: [
      needs(REVISION, 'In', 'default'),
      needs(INJECTION, 'DoesNotExist'),
    ],
    pods: [notRefused],
  },
  {
    name: 'rev.object.sidecar-injector.istio.io',
    namespaces: [
      needs(REVISION, 'DoesNotExist'),
      needs(INJECTION, 'DoesNotExist'),
    ],
    pods: [notRefused, needs(REVISION, 'In', 'default')],
  },
  {
    name: 'namespace.sidecar-injector.istio.io',
    namespaces: [needs(INJECTION, 'In', 'enabled')],
    pods: [notRefused],
  },
  {
    name: 'object.sidecar-injector.istio.io',
    namespaces: [
      needs(INJECTION, 'DoesNotExist'),
      needs(REVISION, 'DoesNotExist'),
    ],
    pods: [needs(INJECT, 'In', 'true'), needs(REVISION, 'DoesNotExist')],
  },
];

const LINKERD = [
  {
    name: 'linkerd-proxy-injector.linkerd.io',
    namespaces: [
      needs('config.linkerd.io/admission-webhooks', 'NotIn', 'disabled'),
      needs(
        'kubernetes.io/metadata.name',
        'NotIn',
        'kube-system',
        'cert-manager',
      ),
    ],
    pods: [
      needs('linkerd.io/control-plane-component', 'DoesNotExist'),
      needs('linkerd.io/cni-resource', 'DoesNotExist'),
    ],
  },
];

/** The injectors' registrations. */
export function webhooks(dice: Dice, cluster: ClusterSpec): KubeObject[] {
  const injectors = {
    istio: {
      name: 'istio-sidecar-injector',
      labels: { app: 'sidecar-injector', 'istio.io/rev': 'default' },
      service: { name: 'istiod', namespace: 'istio-system', path: '/inject' },
      failurePolicy: 'Fail',
      webhooks: ISTIO,
    },
    linkerd: {
      name: 'linkerd-proxy-injector-webhook-config',
      labels: { 'linkerd.io/control-plane-component': 'proxy-injector' },
      service: {
        name: 'linkerd-proxy-injector',
        namespace: 'linkerd',
        path: '/',
      },
      failurePolicy: 'Ignore',
      webhooks: LINKERD,
    },
  };
  return cluster.meshes.map(mesh => {
    const { name, labels, service, failurePolicy, ...own } = injectors[mesh];
    return {
      metadata: metadata(dice, cluster.name, 'MutatingWebhookConfiguration', {
        name,
        labels,
        createdAt: MESH_INSTALLED,
      }),
      webhooks: own.webhooks.map(webhook => ({
        name: webhook.name,
        admissionReviewVersions: ['v1'],
        clientConfig: { service: { ...service, port: 443 } },
        failurePolicy,
        matchPolicy: 'Equivalent',
        namespaceSelector: { matchExpressions: webhook.namespaces },
        objectSelector: { matchExpressions: webhook.pods },
        reinvocationPolicy: 'Never',
        rules: [
          {
            apiGroups: [''],
            apiVersions: ['v1'],
            operations: ['CREATE'],
            resources: ['pods'],
            scope: '*',
          },
        ],
        sideEffects: 'None',
        timeoutSeconds: 10,
      })),
    };
  });
}
