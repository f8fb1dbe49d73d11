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
import { plainProxies } from './proxies';

const adapter = (id: string) => otherAdapters.find(a => a.id === id)!;
const prepare = (id: string, parts: Partial<ClusterSnapshot> = {}) =>
  adapter(id).prepare(snapshotOf(parts));

const injected: [string, Partial<PodRecord>][] = [
  [
    'consul',
    {
      annotations: { 'consul.hashicorp.com/connect-inject-status': 'injected' },
      initContainers: [
        containerOf('consul-dataplane', { restartPolicy: 'Always' }),
      ],
    },
  ],
  [
    'kuma',
    {
      annotations: { 'kuma.io/sidecar-injected': 'true' },
      containers: [containerOf('kuma-sidecar')],
    },
  ],
  [
    'app-mesh',
    {
      containers: [
        containerOf('cart'),
        containerOf('envoy', {
          image: 'public.ecr.aws/appmesh/aws-appmesh-envoy:v1.29.12.1-prod',
        }),
      ],
    },
  ],
  [
    'open-service-mesh',
    {
      labels: { 'osm-proxy-uuid': 'x' },
      containers: [containerOf('envoy')],
    },
  ],
  [
    'nginx-service-mesh',
    {
      annotations: { 'injector.nsm.nginx.com/status': 'injected' },
      containers: [containerOf('nginx-mesh-sidecar')],
    },
  ],
];

describe('meshes that are recognised', () => {
  it.each(injected)('%s by its own marks, and no other mesh', (id, parts) => {
    const pod = podOf('shop', 'cart', parts);
    for (const other of otherAdapters) {
      expect(other.prepare(snapshotOf()).membership(pod)?.state).toBe(
        other.id === id ? 'in' : undefined,
      );
    }
  });

  it.each(injected)('%s: what it accepts is unknown', (id, parts) => {
    const mesh = prepare(id);
    const pod = podOf('shop', 'cart', parts);
    expect(mesh.mtls(pod, [80])).toMatchObject({
      mode: 'unknown',
      ports: [{ port: 80, mode: 'unknown' }],
    });
    expect(mesh.authorization(pod, [80])).toBe('unknown');
  });

  it.each([
    ['consul', {}, { 'consul.hashicorp.com/connect-inject': 'true' }, {}],
    ['kuma', { 'kuma.io/sidecar-injection': 'enabled' }, {}, {}],
    ['kuma', {}, {}, { 'kuma.io/sidecar-injection': 'enabled' }],
    [
      'app-mesh',
      {},
      {},
      { 'appmesh.k8s.aws/sidecarInjectorWebhook': 'enabled' },
    ],
    [
      'nginx-service-mesh',
      {},
      {},
      { 'injector.nsm.nginx.com/auto-inject': 'enabled' },
    ],
  ])('%s asked for and not there: out', (id, labels, annotations, wide) => {
    expect(
      prepare(id, { namespaces: [namespaceOf('shop', wide)] }).membership(
        podOf('shop', 'cart', { labels, annotations }),
      ),
    ).toMatchObject({ state: 'out', reason: { code: 'not-injected' } });
  });

  it('say why to leave where the project has ended', () => {
    expect(otherAdapters.filter(a => a.discontinued).map(a => a.id)).toEqual([
      'app-mesh',
      'open-service-mesh',
      'nginx-service-mesh',
      'traefik-mesh',
    ]);
    expect(adapter('app-mesh').discontinued).toContain('2026-09-30');
  });

  describe('cilium', () => {
    const present = (parts: Partial<ClusterSnapshot>) =>
      prepare('cilium', parts).installation.present;

    it('is a mesh where its ztunnel is on, and says nothing of pods', () => {
      const config = (value: string) => ({
        ...metaOf('kube-system', 'cilium-config'),
        data: { 'enable-ztunnel': value },
      });
      expect(present({ configMaps: [config('true')] })).toBe(true);
      expect(present({ configMaps: [config('false')] })).toBe(false);
      expect(
        prepare('cilium').membership(podOf('shop', 'cart')),
      ).toBeUndefined();
    });

    it('is not known where its settings could not be read', () => {
      const key = 'configmaps/kube-system/cilium-config';
      expect(
        present({ access: { [key]: { outcome: 'not-permitted' } } }),
      ).toBeNull();
    });
  });

  it('traefik mesh shows on Services', () => {
    const service = serviceOf('shop', 'cart', {}, []);
    service.annotations = { 'mesh.traefik.io/traffic-type': 'http' };
    expect(
      prepare('traefik-mesh', { services: [service] }).installation.present,
    ).toBe(true);
  });
});

describe('proxies that are no mesh', () => {
  it.each([
    ['envoyproxy/envoy:v1.31', ['envoy']],
    ['docker.io/envoyproxy/envoy-distroless:v1', ['envoy']],
    ['haproxytech/haproxy-alpine:3', ['haproxy']],
    ['docker.io/library/haproxy', ['haproxy']],
    ['daprio/daprd:1.14', ['dapr']],
    ['kong/kong-gateway:3.8', ['kong']],
    ['kong:3', ['kong']],
    ['docker.io/emissaryingress/emissary:3.9', ['emissary']],
    ['registry.k8s.io/ingress-nginx/controller:v1@sha256:x', ['ingress-nginx']],
    ['traefik:v3', ['traefik']],
    ['example.test/traefik-docs:1', []],
    ['example.test/hong-kong-office:1', []],
    ['nginx:1', []],
  ])('%s', (image, expected) => {
    const containers = [containerOf('x', { image })];
    expect(plainProxies(podOf('a', 'b', { containers }))).toEqual(expected);
  });
});

describe('meshes that leave nothing in a pod', () => {
  const enrolled = [namespaceOf('shop', { 'io.cilium/mtls-enabled': 'true' })];
  const config = (value: string) => [
    {
      ...metaOf('kube-system', 'cilium-config'),
      data: { 'enable-ztunnel': value },
    },
  ];
  const cilium = (parts: Partial<ClusterSnapshot>) =>
    prepare('cilium', parts).membership(podOf('shop', 'cart'));

  it.each<[string, Partial<ClusterSnapshot>, string | undefined]>([
    [
      'enrolled, and ztunnel is on',
      { namespaces: enrolled, configMaps: config('true') },
      'unknown',
    ],
    [
      'enrolled, and ztunnel is off',
      { namespaces: enrolled, configMaps: config('false') },
      undefined,
    ],
    [
      'enrolled, and the rest was not read',
      { namespaces: enrolled },
      'unknown',
    ],
    [
      'not enrolled',
      { namespaces: [namespaceOf('shop')], configMaps: config('true') },
      undefined,
    ],
  ])('cilium, %s: %s', (_, parts, state) => {
    expect(cilium(parts)?.state).toBe(state);
  });

  it('traefik mesh: pods behind a Service that is set up for it', () => {
    const service = {
      ...serviceOf('shop', 'cart', { app: 'cart' }, []),
      annotations: { 'mesh.traefik.io/traffic-type': 'http' },
    };
    const mesh = prepare('traefik-mesh', { services: [service] });
    const pod = (app: string) => podOf('shop', app, { labels: { app } });
    expect(mesh.membership(pod('cart'))).toMatchObject({
      state: 'unknown',
      reason: { code: 'no-trace-in-pod' },
    });
    expect(mesh.membership(pod('search'))).toBeUndefined();
  });
});

/**
 * consul-k8s: connect-inject/webhook/mesh_webhook.go shouldInject
 * kuma: pkg/plugins/runtime/k8s/metadata/annotations.go GetEnabled
 * osm: pkg/injector/webhook.go mustInject, isAnnotatedForInjection
 */
describe('who is asked for, by the values that each project reads', () => {
  const CONSUL = 'consul.hashicorp.com/connect-inject';
  const KUMA = 'kuma.io/sidecar-injection';
  const OSM = 'openservicemesh.io/sidecar-injection';
  const monitored = { 'openservicemesh.io/monitored-by': 'osm' };
  type Words = Record<string, string>;
  const asked = (
    id: string,
    pod: Partial<PodRecord>,
    labels: Words = {},
    annotations: Words = {},
    name = 'shop',
  ) =>
    prepare(id, {
      namespaces: [namespaceOf(name, labels, annotations)],
    }).membership(podOf(name, 'cart', pod))?.reason?.code === 'not-injected';

  it.each([
    ['true', true],
    ['True', true],
    ['1', true],
    ['t', true],
    ['false', false],
    ['0', false],
    ['yes', false],
    ['', false],
  ])('Consul: "%s"', (value, expected) => {
    expect(asked('consul', { annotations: { [CONSUL]: value } })).toBe(
      expected,
    );
  });

  it('Consul: never in a system namespace', () => {
    const pod = { annotations: { [CONSUL]: 'true' } };
    expect(asked('consul', pod, {}, {}, 'kube-system')).toBe(false);
  });

  it.each([
    ['enabled', true],
    ['true', true],
    ['yes', true],
    ['disabled', false],
    ['false', false],
    ['no', false],
    ['Enabled', false],
    ['', false],
  ])('Kuma: "%s", on pod and on namespace', (value, expected) => {
    expect(asked('kuma', { labels: { [KUMA]: value } })).toBe(expected);
    expect(asked('kuma', {}, { [KUMA]: value })).toBe(expected);
  });

  it('Kuma: the pod’s label beats the namespace’s, and an annotation is none', () => {
    const off = { labels: { [KUMA]: 'disabled' } };
    const on = { labels: { [KUMA]: 'enabled' } };
    expect(asked('kuma', off, { [KUMA]: 'enabled' })).toBe(false);
    expect(asked('kuma', on, { [KUMA]: 'disabled' })).toBe(true);
    expect(asked('kuma', { annotations: { [KUMA]: 'enabled' } })).toBe(false);
  });

  it.each<[string, string | undefined, string | undefined, Words, boolean]>([
    ['pod enabled', 'enabled', undefined, monitored, true],
    ['pod yes', 'yes', undefined, monitored, true],
    ['pod TRUE', 'TRUE', undefined, monitored, true],
    ['namespace enabled', undefined, 'enabled', monitored, true],
    [
      'namespace enabled, pod disabled',
      'disabled',
      'enabled',
      monitored,
      false,
    ],
    ['namespace disabled, pod enabled', 'enabled', 'disabled', monitored, true],
    ['namespace enabled, pod left empty', '', 'enabled', monitored, true],
    ['a word that is none', 'sure', undefined, monitored, false],
    ['nobody says', undefined, undefined, monitored, false],
    ['a namespace that it does not watch', 'enabled', 'enabled', {}, false],
    // charts/osm/templates/mutatingwebhook.yaml
    [
      'a namespace that it is told to ignore',
      'enabled',
      'enabled',
      { ...monitored, 'openservicemesh.io/ignore': 'true' },
      false,
    ],
  ])('Open Service Mesh: %s', (_, pod, wide, labels, expected) => {
    const of = (value?: string): Words =>
      value === undefined ? {} : { [OSM]: value };
    expect(
      asked('open-service-mesh', { annotations: of(pod) }, labels, of(wide)),
    ).toBe(expected);
  });
});
