import { ClusterSpec, CustomSpec, NamespaceSpec } from '../types';
import { http, workloadsOf } from './build';
import {
  everywhere,
  istioPlane,
  istioSystem,
  kubeSystem,
  linkerd,
  linkerdCni,
  linkerdCniAgents,
  linkerdPlane,
  monitoring,
  nextIstiod,
  platform,
} from './controlPlanes';
import { leftOut } from './leftOut';
import { destinationRule, linkerdServer, peerAuthentication } from './policies';

/*
 * Where the platform team rehearses upgrades, both meshes half-way through one: what can be wrong
 * with a mesh as a whole, and what that does to those in it.
 */

const REVISION = 'next';

const istioNext: NamespaceSpec = { name: 'istio-next' };
const onIstio: NamespaceSpec = {
  name: 'rehearsal-istio',
  // The second was added, and the first has not been taken away.
  labels: { 'istio-injection': 'enabled', 'istio.io/rev': REVISION },
  dataPlane: 'istio-native',
};
const onLinkerd: NamespaceSpec = {
  name: 'rehearsal-linkerd',
  annotations: {
    'linkerd.io/inject': 'enabled',
    'config.linkerd.io/default-inbound-policy': 'cluster-authenticated',
  },
  annotationsBefore: { 'linkerd.io/inject': 'enabled' },
  dataPlane: 'linkerd-native',
};
const load: NamespaceSpec = { name: 'rehearsal-load' };

const NODES = 3;
const SKIP = 'config.linkerd.io/skip';
const istio = workloadsOf(onIstio);
const native = workloadsOf(onLinkerd);
const driver = workloadsOf(load);

const mutual = (app: string): CustomSpec =>
  destinationRule(onIstio.name, app, { tls: { mode: 'ISTIO_MUTUAL' } });

export const rehearsal: ClusterSpec = {
  name: 'rehearsal',
  region: 'eu-central-1',
  nodes: NODES,
  meshes: ['istio', 'linkerd'],
  ambient: true,
  certManager: true,
  istio: {
    next: { revision: REVISION, namespace: istioNext.name },
    withoutAutoMtls: true,
    pushSeconds: 6,
    failedInjections: 12,
    withoutBuckets: true,
  },
  linkerd: {
    certificates: { anchorDays: 900, issuerDays: 19 },
    renewalLateHours: 31,
    brokenBundle:
      '-----BEGIN CERTIFICATE-----\nthe new anchor goes here\n-----END CERTIFICATE-----\n',
    withoutTokenProjection: true,
    cni: true,
    failsClosed: true,
  },
  namespaces: [
    ...everywhere,
    kubeSystem,
    monitoring,
    istioSystem,
    istioNext,
    linkerd,
    linkerdCni,
    onIstio,
    onLinkerd,
    load,
    ...leftOut.namespaces,
  ],
  workloads: [
    ...platform(NODES),
    ...istioPlane(NODES, { ztunnels: NODES - 1 }),
    nextIstiod(REVISION, istioNext),
    ...linkerdPlane({ degraded: true }),
    linkerdCniAgents(NODES - 1),

    // Calls to these two fail before they arrive, so nothing is counted.
    istio('rehearsal-shop', 2),
    istio('rehearsal-basket', 2),
    istio('rehearsal-orders', 2, {
      traffic: http(6, [
        'rehearsal-istio/rehearsal-basket',
        'rehearsal-load/load-driver',
      ]),
    }),
    native('rehearsal-queue', 2, {
      ports: [9092],
      podAnnotations: { [`${SKIP}-inbound-ports`]: '9092' },
    }),
    native('rehearsal-stream', 2, {
      ports: [9443],
      traffic: http(3, ['rehearsal-linkerd/rehearsal-worker'], {
        protocol: 'tcp',
      }),
    }),
    native('rehearsal-worker', 2, {
      podAnnotations: { [`${SKIP}-outbound-ports`]: '9443' },
    }),
    driver('load-driver', 1),
    ...leftOut.workloads,
  ],
  custom: [
    peerAuthentication(onIstio.name, 'STRICT'),
    peerAuthentication(onIstio.name, 'STRICT', {
      app: 'rehearsal-basket',
      ports: { 8080: 'DISABLE' },
    }),
    mutual('rehearsal-basket'),
    mutual('rehearsal-orders'),
    ...linkerdServer(onLinkerd.name, 'rehearsal-queue', 9092, [
      'rehearsal-linkerd/rehearsal-worker',
    ]),
    ...linkerdServer(onLinkerd.name, 'rehearsal-stream', 9443, [
      'rehearsal-linkerd/rehearsal-worker',
    ]),
  ],
};
