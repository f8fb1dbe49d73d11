import { ClusterSpec, NamespaceSpec } from '../types';
import { http, workloadsOf } from './build';
import {
  everywhere,
  kubeSystem,
  linkerd,
  linkerdPlane,
  monitoring,
  platform,
} from './controlPlanes';
import { httpRoute, linkerdServer } from './policies';
import { sponsors } from './sponsors';

const enabled = { 'linkerd.io/inject': 'enabled' };

const storefront: NamespaceSpec = {
  name: 'storefront',
  annotations: enabled,
  dataPlane: 'linkerd-native',
};
const cards: NamespaceSpec = {
  name: 'cards',
  annotations: {
    ...enabled,
    'config.linkerd.io/default-inbound-policy': 'all-authenticated',
  },
  dataPlane: 'linkerd-native',
};
const partners: NamespaceSpec = {
  name: 'partners',
  annotations: {
    ...enabled,
    'config.linkerd.io/proxy-enable-native-sidecar': 'false',
  },
  dataPlane: 'linkerd-classic',
};
const delivery: NamespaceSpec = {
  name: 'delivery',
  annotations: enabled,
  dataPlane: 'linkerd-native',
};
const stores: NamespaceSpec = {
  name: 'stores',
  labels: { 'openservicemesh.io/monitored-by': 'osm' },
  annotations: { 'openservicemesh.io/sidecar-injection': 'enabled' },
  dataPlane: 'osm',
};
const edge: NamespaceSpec = { name: 'edge' };
const tools: NamespaceSpec = { name: 'tools' };

const NODES = 5;
const PROXY = 'edge/edge-proxy';
const shop = workloadsOf(storefront);
const card = workloadsOf(cards);
const partner = workloadsOf(partners);
const courier = workloadsOf(delivery);
const store = workloadsOf(stores);
const front = workloadsOf(edge);
const tool = workloadsOf(tools);

/** Linkerd, and one namespace on a mesh that is dead. */
export const prodUs: ClusterSpec = {
  name: 'prod-us',
  region: 'us-east-1',
  nodes: NODES,
  meshes: ['linkerd'],
  certManager: true,
  linkerd: { certificates: { anchorDays: 41, issuerDays: 120 } },
  events: sponsors.events,
  namespaces: [
    ...everywhere,
    kubeSystem,
    monitoring,
    linkerd,
    storefront,
    cards,
    partners,
    delivery,
    stores,
    edge,
    tools,
    ...sponsors.namespaces,
  ],
  workloads: [
    ...platform(NODES),
    ...linkerdPlane(),

    shop('search', 8, {
      traffic: http(45, ['storefront/us-shop'], { medianMs: 41 }),
    }),
    shop('us-shop', 12, { traffic: http(80, [PROXY], { medianMs: 35 }) }),
    shop('wishlist', 4, {
      traffic: http(19, ['storefront/us-shop'], { medianMs: 15 }),
    }),
    shop('deals', 5, {
      traffic: http(27, ['storefront/us-shop', PROXY], { medianMs: 21 }),
    }),

    card('card-vault', 3, {
      kind: 'StatefulSet',
      traffic: http(17, ['cards/settlement', 'cards/authorizer'], {
        medianMs: 12,
      }),
    }),
    card('authorizer', 5, {
      traffic: http(21, ['storefront/us-shop'], {
        medianMs: 95,
        protocol: 'grpc',
      }),
    }),
    card('settlement', 3, {
      traffic: http(5, ['cards/authorizer'], { medianMs: 70 }),
    }),

    partner('partner-api', 5, {
      traffic: http(13, ['partners/partner-portal'], { medianMs: 46 }),
    }),
    partner('partner-portal', 3, {
      traffic: http(6, [PROXY], { medianMs: 64 }),
    }),
    partner('feed-exporter', 2, {
      traffic: http(2, ['partners/partner-api'], { protocol: 'tcp' }),
    }),

    courier('courier-tracking', 6, {
      traffic: http(33, ['delivery/route-planner', 'storefront/us-shop'], {
        medianMs: 120,
        success: 0.93,
      }),
    }),
    courier('route-planner', 4, {
      traffic: http(10, ['delivery/courier-tracking'], { medianMs: 180 }),
    }),

    store('till-sync', 9),
    store('store-locator', 4),
    store('kiosk', 8),

    front('edge-proxy', 3, {
      image: 'docker.io/library/haproxy:3.2.1',
      ports: [8443],
    }),
    tool('backup', 1, { kind: 'CronJob', ports: [] }),
    tool('schema-migrator', 1),
    ...sponsors.workloads,
  ],
  custom: [
    ...linkerdServer('partners', 'partner-api', 8080, [
      'partners/partner-portal',
    ]),
    httpRoute('storefront', 'search'),
    ...sponsors.custom,
  ],
};
