import { ClusterSpec, CustomSpec, NamespaceSpec } from '../types';
import { http, workloadsOf } from './build';
import { destinationRule, istioObject, peerAuthentication } from './policies';

/*
 * The promotions team: everything that can be wrong with a mesh, and much of what a mesh can do, in
 * one place. Each workload shows one thing.
 */

type Part = Pick<ClusterSpec, 'namespaces' | 'workloads' | 'custom'>;

const REQUESTED = { 'istio-injection': 'enabled' };

const promotions: NamespaceSpec = {
  name: 'promotions',
  labels: { ...REQUESTED, 'argocd.argoproj.io/instance': 'promotions' },
  dataPlane: 'istio-native',
};
const giveaways: NamespaceSpec = {
  name: 'giveaways',
  labels: { 'istio.io/dataplane-mode': 'ambient' },
  dataPlane: 'ambient',
};

const ARGO = {
  'argocd.argoproj.io/tracking-id':
    'promotions:apps/Deployment:promotions/promo-engine',
};

const promo = workloadsOf(promotions);
const gift = workloadsOf(giveaways);

/** Retried, timed, split, mirrored, broken on purpose and counted. */
const engineRoutes: CustomSpec = istioObject('VirtualService', {
  namespace: 'promotions',
  name: 'promo-engine',
  spec: {
    hosts: ['promo-engine'],
    http: [
      {
        route: [
          { destination: { host: 'promo-engine', subset: 'v1' }, weight: 90 },
          { destination: { host: 'promo-engine', subset: 'v2' }, weight: 10 },
        ],
        mirror: { host: 'promo-shadow' },
        mirrorPercentage: { value: 5 },
        retries: { attempts: 3, perTryTimeout: '2s', retryOn: '5xx' },
        timeout: '8s',
        fault: { delay: { percentage: { value: 1 }, fixedDelay: '3s' } },
      },
    ],
  },
});

const engineClients: CustomSpec = {
  ...destinationRule('promotions', 'promo-engine', {
    connectionPool: {
      tcp: { maxConnections: 100 },
      http: { http1MaxPendingRequests: 50 },
    },
    outlierDetection: {
      consecutive5xxErrors: 5,
      interval: '10s',
      baseEjectionTime: '30s',
    },
  }),
};
Object.assign(engineClients.spec, {
  subsets: [
    { name: 'v1', labels: { version: 'v1' } },
    { name: 'v2', labels: { version: 'v2' } },
  ],
});

/** What one client in the shop is told of two servers, wrongly. */
const shopClients: CustomSpec[] = [
  ['recommendations', 'DISABLE'],
  ['product-images', 'ISTIO_MUTUAL'],
].map(([server, mode]) =>
  istioObject('DestinationRule', {
    namespace: 'storefront',
    name: `${server}-from-web-shop`,
    spec: {
      host: `${server}.storefront.svc.cluster.local`,
      workloadSelector: { matchLabels: { app: 'web-shop' } },
      trafficPolicy: { tls: { mode } },
    },
  }),
);

/** Prod-eu's part. */
export const promotionsEu: Part = {
  namespaces: [promotions, giveaways],
  workloads: [
    promo('promo-engine', 5, {
      annotations: ARGO,
      traffic: http(18, ['storefront/web-shop'], { medianMs: 29 }),
    }),
    promo('promo-shadow', 1),
    promo('promo-mailer', 2),
    promo('coupon-store', 3, {
      kind: 'StatefulSet',
      traffic: http(9, ['promotions/promo-engine'], { medianMs: 6 }),
    }),
    promo('coupon-cache', 2, {
      ports: [6379],
      traffic: http(12, ['promotions/coupon-store'], { protocol: 'tcp' }),
    }),
    // Old in every way.
    {
      ...promo('loyalty-cards', 3, {
        proxyVersion: '1.27.1',
        runAsUser: 1337,
        traffic: http(5, ['promotions/promo-engine'], { medianMs: 19 }),
      }),
      ports: [{ name: 'web', port: 8080 }],
    },
    promo('price-badges', 2, {
      podAnnotations: {
        'traffic.sidecar.istio.io/excludeInboundPorts': '8080',
      },
      // A sidecar was injected all the same, so it says nothing.
      podLabels: { 'istio.io/dataplane-mode': 'ambient' },
    }),
    promo('prize-draw', 2, {
      throttled: 0.46,
      certificateHoursLeft: 3,
      traffic: http(4, ['promotions/promo-engine'], { medianMs: 160 }),
    }),
    promo('promo-report', 1, {
      kind: 'CronJob',
      ports: [],
      dataPlane: 'istio-classic',
      finishedButForProxy: true,
    }),
    gift('gift-finder', 3, {
      traffic: http(6, ['giveaways/gift-cards-api'], { protocol: 'tcp' }),
    }),
    gift('gift-cards-api', 2, {
      traffic: http(2, ['giveaways/gift-finder'], { protocol: 'tcp' }),
    }),
    gift('gift-wrapper', 2, {
      dataPlane: 'istio-native',
      podLabels: { 'sidecar.istio.io/inject': 'true' },
    }),
  ],
  custom: [
    peerAuthentication('promotions', 'STRICT'),
    peerAuthentication('promotions', 'STRICT', {
      app: 'coupon-store',
      ports: { 9999: 'PERMISSIVE' },
    }),
    engineRoutes,
    engineClients,
    istioObject('DestinationRule', {
      namespace: 'promotions',
      name: 'mailer-in-plaintext',
      spec: {
        host: 'promo-mailer.promotions.svc.cluster.local',
        trafficPolicy: { tls: { mode: 'DISABLE' } },
      },
    }),
    ...shopClients,
    istioObject('Telemetry', {
      namespace: 'promotions',
      name: 'promotions',
      spec: {
        accessLogging: [{ providers: [{ name: 'envoy' }] }],
        tracing: [
          { providers: [{ name: 'otel' }], randomSamplingPercentage: 5 },
        ],
      },
    }),
    istioObject('AuthorizationPolicy', {
      namespace: 'giveaways',
      name: 'gift-finder-reads',
      spec: {
        selector: { matchLabels: { app: 'gift-finder' } },
        action: 'ALLOW',
        rules: [{ to: [{ operation: { methods: ['GET'] } }] }],
      },
    }),
    istioObject('AuthorizationPolicy', {
      namespace: 'storefront',
      name: 'recommendations-callers',
      spec: {
        selector: { matchLabels: { app: 'recommendations' } },
        action: 'ALLOW',
        rules: [
          {
            from: [
              {
                source: {
                  principals: ['cluster.local/ns/storefront/sa/product-page'],
                },
              },
            ],
          },
        ],
      },
    }),
    istioObject('PeerAuthentication', {
      namespace: 'promotions',
      name: 'left-behind',
      spec: {
        selector: { matchLabels: { app: 'scratch-cards' } },
        mtls: { mode: 'PERMISSIVE' },
      },
    }),
  ],
};

/** What an API server says of pods that a webhook which fails closed keeps out. */
export const REFUSED =
  'Internal error occurred: failed calling webhook "namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": no endpoints available for service "istiod"';

const trial: NamespaceSpec = {
  name: 'trial',
  labels: REQUESTED,
  dataPlane: 'istio-native',
};

/** Staging's part: its injector does not answer, and refuses what it cannot inject. */
export const promotionsStaging: Part = {
  namespaces: [trial],
  workloads: [workloadsOf(trial)('gift-wizard', 2, { refused: REFUSED })],
  custom: [
    // Two for one namespace, and one that the root namespace does not take.
    peerAuthentication('trial', 'PERMISSIVE'),
    istioObject('PeerAuthentication', {
      namespace: 'trial',
      name: 'from-last-year',
      spec: { mtls: { mode: 'STRICT' } },
    }),
    peerAuthentication('istio-system', 'STRICT', { app: 'gift-wizard' }),
  ],
};
