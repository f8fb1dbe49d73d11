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

/** Who asks for a revision by its name (istio: manifests/charts/istio-control mutatingwebhook.yaml). */
const ofRevision = (revision: string) => [
  {
    name: 'rev.namespace.sidecar-injector.istio.io',
    namespaces: [
      needs(REVISION, 'In', revision),
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
    pods: [notRefused, needs(REVISION, 'In', revision)],
  },
];

/** The default revision is asked for without a name, too. */
const ISTIO = [
  ...ofRevision('default'),
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

/** An injector's registration. */
interface Injector {
  name: string;
  labels: Record<string, string>;
  service: { name: string; namespace: string; path: string };
  failurePolicy: 'Fail' | 'Ignore';
  webhooks: typeof ISTIO;
}

function istioInjectors({ istio }: ClusterSpec): Injector[] {
  const own: Injector = {
    name: 'istio-sidecar-injector',
    labels: { app: 'sidecar-injector', 'istio.io/rev': 'default' },
    service: { name: 'istiod', namespace: 'istio-system', path: '/inject' },
    failurePolicy: 'Fail',
    webhooks: ISTIO,
  };
  if (!istio?.next) return [own];
  const { revision, namespace } = istio.next;
  const next: Injector = {
    ...own,
    name: `istio-sidecar-injector-${revision}`,
    labels: { app: 'sidecar-injector', 'istio.io/rev': revision },
    service: { name: `istiod-${revision}`, namespace, path: '/inject' },
    webhooks: ofRevision(revision),
  };
  return [
    own,
    next,
    // The tag took the default over, and nobody turned the default's own webhooks off.
    {
      ...next,
      name: 'istio-revision-tag-default',
      labels: { ...next.labels, 'istio.io/tag': 'default' },
      webhooks: ISTIO,
    },
  ];
}

const linkerdInjector = ({ linkerd }: ClusterSpec): Injector => ({
  name: 'linkerd-proxy-injector-webhook-config',
  labels: { 'linkerd.io/control-plane-component': 'proxy-injector' },
  service: { name: 'linkerd-proxy-injector', namespace: 'linkerd', path: '/' },
  failurePolicy: linkerd?.failsClosed ? 'Fail' : 'Ignore',
  webhooks: linkerd?.failsClosed
    ? LINKERD.map(hook => ({
        ...hook,
        namespaces: hook.namespaces.slice(0, 1),
      }))
    : LINKERD,
});

/** The injectors' registrations. */
export function webhooks(dice: Dice, cluster: ClusterSpec): KubeObject[] {
  const injectors = cluster.meshes.flatMap(mesh =>
    mesh === 'istio' ? istioInjectors(cluster) : linkerdInjector(cluster),
  );
  return injectors.map(injector => ({
    metadata: metadata(dice, cluster.name, 'MutatingWebhookConfiguration', {
      name: injector.name,
      labels: injector.labels,
      createdAt: MESH_INSTALLED,
    }),
    webhooks: injector.webhooks.map(webhook => ({
      name: webhook.name,
      admissionReviewVersions: ['v1'],
      clientConfig: { service: { ...injector.service, port: 443 } },
      failurePolicy: injector.failurePolicy,
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
  }));
}
