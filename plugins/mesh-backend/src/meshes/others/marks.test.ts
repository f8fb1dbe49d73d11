import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import {
  containerOf,
  metaOf,
  namespaceOf,
  podOf,
  serviceOf,
  snapshotOf,
} from '../testing/records';
import { otherAdapters } from '.';

/*
 * Marks that each project's own code and charts leave, beyond those of an ordinary sidecar.
 */

const membership = (
  id: string,
  pod: PodRecord,
  parts: Partial<ClusterSnapshot> = {},
) =>
  otherAdapters
    .find(a => a.id === id)!
    .prepare(snapshotOf(parts))
    .membership(pod);

describe('proxies that are their pod’s job count in no share', () => {
  it.each<[string, string, Partial<PodRecord>]>([
    // consul-k8s: control-plane/api-gateway/common/labels.go LabelsForGateway
    [
      'consul',
      'an API gateway',
      {
        labels: {
          component: 'api-gateway',
          'gateway.consul.hashicorp.com/managed': 'true',
        },
        annotations: { 'consul.hashicorp.com/connect-inject': 'false' },
        containers: [containerOf('consul-dataplane')],
      },
    ],
    // consul-k8s: cli/cmd/debug/debugProxyData.go getEnvoyProxyPodsList
    [
      'consul',
      'an API gateway as it was',
      { labels: { 'api-gateway.consul.hashicorp.com/managed': 'true' } },
    ],
    // consul-k8s: connect-inject/constants AnnotationGatewayKind
    [
      'consul',
      'a terminating gateway that is no part of the chart',
      {
        annotations: {
          'consul.hashicorp.com/gateway-kind': 'terminating-gateway',
        },
      },
    ],
    // kuma: controllers/gateway_instance_controller.go
    [
      'kuma',
      'a builtin gateway',
      {
        labels: { 'kuma.io/sidecar-injection': 'disabled' },
        annotations: { 'kuma.io/gateway': 'builtin' },
        containers: [containerOf('kuma-gateway')],
      },
    ],
    // kuma: deployments/charts/kuma/templates
    [
      'kuma',
      'a zone ingress',
      {
        labels: { app: 'kuma-ingress' },
        annotations: { 'kuma.io/ingress': 'enabled' },
      },
    ],
    ['kuma', 'a zone egress', { annotations: { 'kuma.io/egress': 'true' } }],
    [
      'kuma',
      'a zone proxy of one mesh, sidecar and all',
      {
        labels: {
          'k8s.kuma.io/zone-proxy-type': 'ingress',
          'kuma.io/sidecar-injection': 'enabled',
        },
        annotations: { 'kuma.io/sidecar-injected': 'true' },
        containers: [containerOf('pause'), containerOf('kuma-sidecar')],
      },
    ],
    ['kuma', 'its CNI', { labels: { app: 'kuma-cni' } }],
    [
      'kuma',
      'Kong Mesh’s control plane',
      { labels: { app: 'kong-mesh-control-plane' } },
    ],
    // osm: charts/osm/templates/osm-multicluster-gateway-deployment.yaml
    [
      'open-service-mesh',
      'its gateway to other clusters',
      {
        labels: { app: 'osm-multicluster-gateway' },
        containers: [containerOf('envoy')],
      },
    ],
    // cilium: cilium-cli/connectivity/tests, getZTunnelPods
    ['cilium', 'its ztunnel', { labels: { app: 'ztunnel-cilium' } }],
    [
      'cilium',
      'its ztunnel by its name',
      { labels: { 'app.kubernetes.io/name': 'ztunnel-cilium' } },
    ],
    // aws-app-mesh-controller: pkg/inject/virtualgateway_envoy.go
    [
      'app-mesh',
      'a virtual gateway',
      {
        containers: [
          containerOf('envoy', {
            image: 'public.ecr.aws/appmesh/aws-appmesh-envoy:v1',
          }),
          containerOf('xray-daemon'),
        ],
      },
    ],
    // nginx-service-mesh: pkg/apis/mesh/types.go EnableIngressLabel
    [
      'nginx-service-mesh',
      'its ingress controller',
      { labels: { 'nsm.nginx.com/enable-ingress': 'true' } },
    ],
    // traefik/mesh: helm/chart/maesh/templates/mesh/mesh-daemonset.yaml
    [
      'traefik-mesh',
      'a proxy of a release with a name of its own',
      { labels: { app: 'my-mesh', component: 'maesh-mesh' } },
    ],
  ])('%s: %s', (id, _, parts) => {
    expect(membership(id, podOf('shop', 'edge', parts))?.state).toBe(
      'infrastructure',
    );
  });

  it('Kuma’s delegated gateway is somebody’s workload, with a sidecar', () => {
    const pod = podOf('shop', 'edge', {
      annotations: {
        'kuma.io/gateway': 'enabled',
        'kuma.io/sidecar-injected': 'true',
      },
      containers: [containerOf('kong'), containerOf('kuma-sidecar')],
    });
    expect(membership('kuma', pod)?.state).toBe('in');
  });
});

describe('sidecars by other names', () => {
  it.each<[string, string, Partial<PodRecord>]>([
    // consul-k8s before 1.0
    [
      'consul',
      'Envoy without a dataplane',
      {
        annotations: {
          'consul.hashicorp.com/connect-inject-status': 'injected',
        },
        containers: [containerOf('cart'), containerOf('envoy-sidecar')],
      },
    ],
    [
      'consul',
      'one for each port',
      {
        annotations: {
          'consul.hashicorp.com/connect-inject-status': 'injected',
        },
        containers: [
          containerOf('cart'),
          containerOf('consul-dataplane-cart'),
          containerOf('consul-dataplane-cart-admin'),
        ],
      },
    ],
    // aws-app-mesh-controller: pkg/inject/virtualgateway_envoy.go and its like: env of the container
    [
      'app-mesh',
      'an image of one’s own',
      {
        containers: [
          containerOf('cart'),
          containerOf('envoy', {
            image: 'registry.example.test/envoy:v1',
            env: { APPMESH_RESOURCE_ARN: 'mesh/shop/virtualNode/cart' },
          }),
        ],
      },
    ],
    // nginx-service-mesh: helm-chart, the webhooks look at a label of that name
    [
      'nginx-service-mesh',
      'the status as a label',
      {
        labels: { 'injector.nsm.nginx.com/status': 'injected' },
        containers: [containerOf('cart'), containerOf('nginx-mesh-sidecar')],
      },
    ],
  ])('%s: %s', (id, _, parts) => {
    expect(membership(id, podOf('shop', 'cart', parts))?.state).toBe('in');
  });

  it('an Envoy that nobody injected is of no mesh', () => {
    const pod = podOf('shop', 'cart', {
      containers: [
        containerOf('cart'),
        containerOf('envoy', { image: 'envoyproxy/envoy:v1' }),
      ],
    });
    for (const { id } of otherAdapters) {
      expect(membership(id, pod)).toBeUndefined();
    }
  });
});

type Words = Record<string, string>;
const asked = (
  id: string,
  pod: Partial<PodRecord>,
  labels: Words = {},
  name = 'shop',
) =>
  membership(id, podOf(name, 'cart', pod), {
    namespaces: [namespaceOf(name, labels)],
  })?.reason?.code === 'not-injected';

/** aws-app-mesh-controller: pkg/inject/inject_test.go TestSidecarInjector_determineSidecarInjectMode */
describe('App Mesh: who is asked for', () => {
  const KEY = 'appmesh.k8s.aws/sidecarInjectorWebhook';

  it.each<[string | undefined, string | undefined, boolean]>([
    // namespace, pod
    ['enabled', undefined, true],
    ['enabled', 'enabled', true],
    ['enabled', 'disabled', false],
    ['enabled', 'Disabled', false],
    ['disabled', 'enabled', true],
    ['disabled', 'Enabled', true],
    ['disabled', undefined, false],
    ['enabled', 'perhaps', false],
    // The webhook’s namespaceSelector: nobody asks it
    [undefined, 'enabled', false],
    ['perhaps', 'enabled', false],
  ])('namespace %s, pod %s: %s', (wide, own, expected) => {
    const of = (value?: string): Words =>
      value === undefined ? {} : { [KEY]: value };
    expect(asked('app-mesh', { annotations: of(own) }, of(wide))).toBe(
      expected,
    );
  });
});

/** nginx-service-mesh: helm-chart/templates/nginx-mesh-controller.yaml */
describe('NGINX Service Mesh: who is asked for', () => {
  const KEY = 'injector.nsm.nginx.com/auto-inject';

  it.each<[string, Words, Words, Words, boolean]>([
    ['the namespace', { [KEY]: 'enabled' }, {}, {}, true],
    ['and the pod not', { [KEY]: 'enabled' }, { [KEY]: 'disabled' }, {}, false],
    ['the pod alone', {}, { [KEY]: 'enabled' }, {}, true],
    ['nobody', {}, {}, {}, false],
    ['the namespace says no', { [KEY]: 'disabled' }, {}, {}, false],
    ['before 2.0, the pod', {}, {}, { [KEY]: 'true' }, true],
    [
      'before 2.0, the pod not',
      { [KEY]: 'enabled' },
      {},
      { [KEY]: 'false' },
      false,
    ],
  ])('%s', (_, wide, labels, annotations, expected) => {
    expect(asked('nginx-service-mesh', { labels, annotations }, wide)).toBe(
      expected,
    );
  });

  it('never in kube-system', () => {
    const wide = { [KEY]: 'enabled' };
    expect(asked('nginx-service-mesh', {}, wide, 'kube-system')).toBe(false);
  });
});

/** consul-k8s: control-plane/connect-inject/webhook/mesh_webhook_test.go TestShouldInject */
describe('Consul: pods that say nothing', () => {
  const INJECT = 'consul.hashicorp.com/connect-inject';
  const release = {
    app: 'consul',
    chart: 'consul-helm',
    component: 'connect-injector',
  };

  function cluster(flags: string): Partial<ClusterSnapshot> {
    return {
      namespaces: [namespaceOf('shop'), namespaceOf('bank')],
      pods: [
        podOf('consul', 'consul-connect-injector', {
          labels: release,
          containers: [
            containerOf('sidecar-injector', {
              args: [
                '/bin/sh',
                '-ec',
                `consul-k8s-control-plane inject-connect \\\n  -log-level=info \\\n  ${flags}\\\n  -listen=:8080\n`,
              ],
            }),
          ],
        }),
      ],
      webhooks: [
        {
          ...metaOf('', 'consul-connect-injector'),
          webhooks: [
            {
              name: 'consul-connect-injector.consul.hashicorp.com',
              failurePolicy: 'Fail',
              objectSelector: {
                matchExpressions: [
                  { key: 'app', operator: 'NotIn', values: ['consul'] },
                ],
              },
              namespaceSelector: {
                matchExpressions: [
                  {
                    key: 'kubernetes.io/metadata.name',
                    operator: 'NotIn',
                    values: ['local-path-storage'],
                  },
                ],
              },
            },
          ],
        },
      ],
    };
  }

  const ALL = '-default-inject=true \\\n -allow-k8s-namespace="*" ';
  const reasonOf = (
    flags: string,
    pod: Partial<PodRecord> = {},
    namespace = 'shop',
    parts: Partial<ClusterSnapshot> = {},
  ) =>
    membership('consul', podOf(namespace, 'cart', pod), {
      ...cluster(flags),
      ...parts,
    })?.reason?.message;
  const byDefault = expect.stringContaining('-default-inject=true');

  it.each<[string, string, Partial<PodRecord>, string, unknown]>([
    ['injected by default', ALL, {}, 'shop', byDefault],
    [
      'not by default',
      '-default-inject=false \\\n -allow-k8s-namespace="*" ',
      {},
      'shop',
      undefined,
    ],
    [
      'a pod that opts out',
      ALL,
      { annotations: { [INJECT]: 'false' } },
      'shop',
      undefined,
    ],
    [
      'a pod that asks',
      ALL,
      { annotations: { [INJECT]: 'true' } },
      'shop',
      'It asks for Consul and has no proxy of it.',
    ],
    ['a system namespace', ALL, {}, 'kube-system', undefined],
    [
      'a namespace that is denied, though all are allowed',
      `${ALL} -deny-k8s-namespace="shop" `,
      {},
      'shop',
      undefined,
    ],
    [
      'a namespace that is not among those allowed',
      '-default-inject=true \\\n -allow-k8s-namespace="bank" ',
      {},
      'shop',
      undefined,
    ],
    [
      'one that is',
      '-default-inject=true \\\n -allow-k8s-namespace="bank" ',
      {},
      'bank',
      byDefault,
    ],
    [
      'a namespace that the webhook leaves out',
      ALL,
      {},
      'local-path-storage',
      undefined,
    ],
    [
      'a pod that the webhook leaves out',
      ALL,
      { labels: { app: 'consul' } },
      'shop',
      undefined,
    ],
  ])('%s', (_, flags, pod, namespace, message) => {
    expect(reasonOf(flags, pod, namespace)).toEqual(message);
  });

  it('nothing is said of them where the webhook could not be read', () => {
    expect(reasonOf(ALL, {}, 'shop', { webhooks: [] })).toBeUndefined();
  });
});

it('Cilium: what uses the host’s network is not enrolled with its namespace', () => {
  const parts = {
    namespaces: [namespaceOf('shop', { 'io.cilium/mtls-enabled': 'true' })],
  };
  const on = (hostNetwork: boolean) =>
    membership('cilium', podOf('shop', 'cart', { hostNetwork }), parts)?.state;
  expect([on(false), on(true)]).toEqual(['unknown', undefined]);
});

it('Traefik Mesh by the annotations that it had as Maesh', () => {
  const service = {
    ...serviceOf('shop', 'cart', { app: 'cart' }, []),
    annotations: { 'maesh.containo.us/traffic-type': 'http' },
  };
  expect(
    membership(
      'traefik-mesh',
      podOf('shop', 'c', { labels: { app: 'cart' } }),
      {
        services: [service],
      },
    )?.state,
  ).toBe('unknown');
});
