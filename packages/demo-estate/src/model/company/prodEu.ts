import { ClusterSpec, NamespaceSpec } from '../types';
import { LABELLED } from '../versions';
import { http, workloadsOf } from './build';
import {
  everywhere,
  ingress,
  ingressGateway,
  istioPlane,
  istioSystem,
  kubeSystem,
  monitoring,
  platform,
  waypoint,
} from './controlPlanes';
import { promotionsEu } from './promotions';
import {
  allowOnly,
  destinationRule,
  httpRoute,
  peerAuthentication,
  virtualService,
} from './policies';

const injected = { 'istio-injection': 'enabled' };

const storefront: NamespaceSpec = {
  name: 'storefront',
  labels: injected,
  dataPlane: 'istio-classic',
};
const checkout: NamespaceSpec = {
  name: 'checkout',
  labels: injected,
  dataPlane: 'istio-native',
};
const payments: NamespaceSpec = {
  name: 'payments',
  labels: { 'istio.io/rev': 'default' },
  dataPlane: 'istio-native',
};
const inventory: NamespaceSpec = {
  name: 'inventory',
  labels: injected,
  dataPlane: 'istio-native',
};
const fulfilment: NamespaceSpec = {
  name: 'fulfilment',
  labels: injected,
  labelledAt: LABELLED,
  dataPlane: 'istio-classic',
};
const customer: NamespaceSpec = {
  name: 'customer',
  labels: {
    'istio.io/dataplane-mode': 'ambient',
    'istio.io/use-waypoint': 'customer-waypoint',
  },
  dataPlane: 'ambient',
};
const content: NamespaceSpec = {
  name: 'content',
  labels: { 'istio.io/dataplane-mode': 'ambient' },
  dataPlane: 'ambient',
};
const legacy: NamespaceSpec = { name: 'legacy' };
const data: NamespaceSpec = { name: 'data' };
const agents: NamespaceSpec = { name: 'agents' };

const NODES = 6;
const GATEWAY = 'ingress/istio-ingressgateway';
const MONOLITH = 'legacy/monolith';
const waypointOfCustomer = waypoint(customer, 'customer-waypoint');

const shop = workloadsOf(storefront);
const check = workloadsOf(checkout);
const pay = workloadsOf(payments);
const stock = workloadsOf(inventory);
const ship = workloadsOf(fulfilment);
const people = workloadsOf(customer);
const words = workloadsOf(content);
const old = workloadsOf(legacy);
const lake = workloadsOf(data);
const agent = workloadsOf(agents);

/** Istio with sidecars, classic and native, and two ambient namespaces. */
export const prodEu: ClusterSpec = {
  name: 'prod-eu',
  region: 'eu-central-1',
  nodes: NODES,
  meshes: ['istio'],
  ambient: true,
  namespaces: [
    ...everywhere,
    kubeSystem,
    monitoring,
    istioSystem,
    ingress,
    storefront,
    checkout,
    payments,
    inventory,
    fulfilment,
    customer,
    content,
    legacy,
    data,
    agents,
    ...promotionsEu.namespaces,
  ],
  workloads: [
    ...platform(NODES),
    ...istioPlane(NODES),
    ingressGateway(3),
    waypointOfCustomer.workload,

    shop('web-shop', 14, { traffic: http(140, [GATEWAY], { medianMs: 38 }) }),
    shop('product-page', 11, {
      traffic: http(95, ['storefront/web-shop', MONOLITH], { medianMs: 24 }),
    }),
    shop('search', 10, {
      traffic: http(70, ['storefront/web-shop'], { medianMs: 55 }),
    }),
    shop('cart', 6, {
      traffic: http(48, ['storefront/web-shop', MONOLITH], { medianMs: 12 }),
    }),
    shop('recommendations', 6, {
      traffic: http(60, ['storefront/product-page'], {
        medianMs: 18,
        protocol: 'grpc',
        success: 0.9995,
      }),
    }),
    shop('reviews', 4, {
      traffic: http(22, ['storefront/product-page'], { medianMs: 31 }),
      lastProxyNotReady: true,
    }),
    shop('product-images', 4, {
      dataPlane: 'none',
      podLabels: { 'sidecar.istio.io/inject': 'false' },
    }),

    check('checkout', 10, {
      traffic: http(26, ['storefront/web-shop', 'storefront/cart'], {
        medianMs: 85,
      }),
    }),
    check('pricing', 6, {
      traffic: http(88, ['checkout/checkout', 'storefront/cart'], {
        medianMs: 7,
        protocol: 'grpc',
      }),
    }),
    check('vouchers', 4, {
      traffic: http(14, ['checkout/checkout'], { medianMs: 16 }),
    }),
    check('tax', 3, {
      traffic: http(26, ['checkout/checkout'], { medianMs: 11 }),
    }),
    check('gift-cards', 2, {
      traffic: http(3, ['checkout/checkout'], { atRest: true }),
    }),

    pay('payment-gateway', 6, {
      traffic: http(24, ['checkout/checkout'], { medianMs: 140 }),
    }),
    pay('fraud-check', 5, {
      traffic: http(24, ['payments/payment-gateway'], {
        medianMs: 62,
        protocol: 'grpc',
      }),
    }),
    pay('ledger', 3, {
      kind: 'StatefulSet',
      traffic: http(30, ['payments/payment-gateway', 'payments/refunds'], {
        medianMs: 9,
      }),
    }),
    pay('refunds', 3, {
      traffic: http(2, ['checkout/checkout'], { medianMs: 48 }),
    }),

    stock('inventory', 6, {
      ports: [8080, 9090],
      traffic: http(64, ['storefront/product-page', 'checkout/checkout'], {
        medianMs: 14,
      }),
    }),
    stock('warehouse-feed', 3, {
      traffic: http(6, ['inventory/inventory'], { protocol: 'tcp' }),
    }),
    stock('stock-sync', 1, { kind: 'CronJob', ports: [] }),

    ship('order-router', 8, {
      olderPods: 3,
      traffic: http(18, ['checkout/checkout'], { medianMs: 33 }),
    }),
    ship('picking', 5, { olderPods: 5 }),
    ship('shipping', 6, {
      traffic: http(15, ['fulfilment/order-router', 'fulfilment/picking'], {
        medianMs: 44,
      }),
    }),
    ship('returns', 4, {
      traffic: http(4, ['fulfilment/order-router'], {
        medianMs: 51,
        success: 0.9992,
      }),
    }),
    ship('label-printer', 3, {
      traffic: http(9, ['fulfilment/shipping'], { medianMs: 210 }),
    }),

    people('accounts', 6, {
      traffic: http(52, ['customer/profiles', 'customer/loyalty'], {
        medianMs: 13,
      }),
    }),
    people('profiles', 5, {
      traffic: http(34, ['customer/loyalty'], { medianMs: 17 }),
    }),
    people('loyalty', 4, {
      traffic: http(12, ['customer/notifications'], { medianMs: 22 }),
    }),
    people('notifications', 4, {
      traffic: http(8, ['customer/accounts'], { medianMs: 26 }),
    }),

    words('cms', 4, {
      traffic: http(7, ['content/pages', MONOLITH], { protocol: 'tcp' }),
    }),
    words('pages', 5, {
      traffic: http(11, ['content/cms'], { protocol: 'tcp' }),
    }),
    words('image-resizer', 8, {
      traffic: http(16, ['content/pages'], { protocol: 'tcp' }),
    }),
    words('banner-service', 2),

    old('monolith', 8),
    old('order-import', 2),
    old('batch-reports', 0),
    old('price-crawler', 2),
    lake('kafka', 5, { kind: 'StatefulSet', ports: [9092] }),
    lake('clickstream', 6, {
      traffic: http(30, ['storefront/web-shop'], { medianMs: 4 }),
    }),
    lake('data-exporter', 2),
    agent('log-agent', NODES, {
      kind: 'DaemonSet',
      hostNetwork: true,
      ports: [2020],
    }),
    ...promotionsEu.workloads,
  ],
  custom: [
    ...promotionsEu.custom,
    waypointOfCustomer.gateway,
    peerAuthentication('checkout', 'STRICT'),
    peerAuthentication('payments', 'STRICT'),
    peerAuthentication('customer', 'STRICT'),
    peerAuthentication('inventory', 'STRICT'),
    peerAuthentication('inventory', 'STRICT', {
      app: 'inventory',
      ports: { 9090: 'PERMISSIVE' },
    }),
    virtualService('storefront', 'web-shop', ['shop.brightlane.example']),
    destinationRule('checkout', 'pricing', {
      loadBalancer: { simple: 'LEAST_REQUEST' },
    }),
    destinationRule('payments', 'ledger', { tls: { mode: 'ISTIO_MUTUAL' } }),
    httpRoute('customer', 'accounts'),
    allowOnly('payments', 'payment-gateway', ['checkout/checkout']),
    allowOnly('payments', 'fraud-check', ['payments/payment-gateway']),
    allowOnly('payments', 'ledger', [
      'payments/payment-gateway',
      'payments/refunds',
    ]),
  ],
};
