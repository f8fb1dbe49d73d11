import { ClusterSpec, CustomSpec, NamespaceSpec } from '../types';
import { LINKERD_BEFORE } from '../versions';
import { http, workloadsOf } from './build';

/*
 * Sponsors, on Linkerd: what it can do for a service, and what can be wrong with it. Each workload
 * shows one thing.
 */

type Part = Pick<ClusterSpec, 'namespaces' | 'workloads' | 'custom' | 'events'>;

const NAMESPACE = 'sponsors';
const POLICY = 'policy.linkerd.io';

const home: NamespaceSpec = {
  name: NAMESPACE,
  annotations: {
    'linkerd.io/inject': 'enabled',
    'config.linkerd.io/access-log': 'json',
  },
  dataPlane: 'linkerd-native',
};
const sponsor = workloadsOf(home);

const object = (
  apiVersion: string,
  kind: string,
  plural: string,
  name: string,
  spec: object,
  annotations?: Record<string, string>,
): CustomSpec => ({
  apiVersion,
  kind,
  plural,
  namespace: NAMESPACE,
  name,
  spec,
  ...(annotations ? { annotations } : {}),
});

const ACCEPTED = [{ type: 'Accepted', status: 'True' }];
const apiService = {
  group: 'core',
  kind: 'Service',
  name: 'sponsor-api',
  port: 80,
};
const apiServer = { group: POLICY, kind: 'Server', name: 'sponsor-api' };

/** What the policy controller said of an object: it reads no other. */
const accepted = (spec: CustomSpec, status: object): CustomSpec => ({
  ...spec,
  status,
});

const custom: CustomSpec[] = [
  accepted(
    object(
      'gateway.networking.k8s.io/v1',
      'HTTPRoute',
      'httproutes',
      'sponsor-api',
      {
        parentRefs: [apiService],
        rules: [
          {
            timeouts: { request: '5s' },
            backendRefs: [
              { name: 'sponsor-api', port: 80, weight: 80 },
              { name: 'sponsor-portal', port: 80, weight: 20 },
            ],
          },
        ],
      },
      { 'retry.linkerd.io/http': '5xx', 'retry.linkerd.io/limit': '2' },
    ),
    {
      parents: [
        {
          controllerName: 'linkerd.io/policy-controller',
          parentRef: apiService,
          conditions: ACCEPTED,
        },
      ],
    },
  ),
  object(`${POLICY}/v1beta3`, 'Server', 'servers', 'sponsor-api', {
    podSelector: { matchLabels: { app: 'sponsor-api' } },
    port: 8080,
    accessPolicy: 'deny',
  }),
  accepted(
    object(
      `${POLICY}/v1alpha1`,
      'HTTPLocalRateLimitPolicy',
      'httplocalratelimitpolicies',
      'sponsor-api',
      {
        targetRef: apiServer,
        total: { requestsPerSecond: 100 },
      },
    ),
    { targetRef: apiServer, conditions: ACCEPTED },
  ),
  object(
    `${POLICY}/v1alpha1`,
    'AuthorizationPolicy',
    'authorizationpolicies',
    'sponsor-api',
    {
      targetRef: { group: POLICY, kind: 'Server', name: 'sponsor-api' },
      requiredAuthenticationRefs: [
        { kind: 'ServiceAccount', name: 'sponsor-portal' },
      ],
    },
  ),
  // Its authentication does not exist, so nobody reads it.
  object(
    `${POLICY}/v1alpha1`,
    'AuthorizationPolicy',
    'authorizationpolicies',
    'sponsor-ledger',
    {
      targetRef: { group: POLICY, kind: 'Server', name: 'sponsor-ledger' },
      requiredAuthenticationRefs: [
        { group: POLICY, kind: 'MeshTLSAuthentication', name: 'accountants' },
      ],
    },
  ),
  object(`${POLICY}/v1beta3`, 'Server', 'servers', 'sponsor-ledger', {
    podSelector: { matchLabels: { app: 'sponsor-ledger' } },
    port: 'http',
    accessPolicy: 'deny',
  }),
  // The port is taken: this one does nothing.
  object(`${POLICY}/v1beta3`, 'Server', 'servers', 'sponsor-ledger-all', {
    podSelector: { matchLabels: { app: 'sponsor-ledger' } },
    port: 8080,
    accessPolicy: 'all-unauthenticated',
  }),
  // Left behind by services that are gone.
  object(`${POLICY}/v1beta3`, 'Server', 'servers', 'sponsor-kiosk', {
    podSelector: { matchLabels: { app: 'sponsor-kiosk' } },
    port: 8080,
  }),
  object(
    `${POLICY}/v1alpha1`,
    'AuthorizationPolicy',
    'authorizationpolicies',
    'sponsor-booth',
    {
      targetRef: { group: POLICY, kind: 'Server', name: 'sponsor-booth' },
      requiredAuthenticationRefs: [
        { kind: 'ServiceAccount', name: 'sponsor-portal' },
      ],
    },
  ),
  {
    ...object(
      'cert-manager.io/v1',
      'Certificate',
      'certificates',
      'linkerd-identity-issuer',
      {
        secretName: 'linkerd-identity-issuer',
        isCA: true,
        commonName: 'identity.linkerd.cluster.local',
        duration: '48h',
        renewBefore: '25h',
        issuerRef: { name: 'linkerd-trust-anchor', kind: 'Issuer' },
      },
    ),
    namespace: 'linkerd',
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'DoesNotExist',
          message:
            'Issuing certificate as Secret does not contain a valid certificate',
        },
      ],
    },
  },
];

/** Prod-us' part. */
export const sponsors: Part = {
  namespaces: [home],
  workloads: [
    sponsor('sponsor-api', 4, {
      serviceAnnotations: {
        'balancer.linkerd.io/failure-accrual': 'consecutive',
        'balancer.linkerd.io/failure-accrual-consecutive-max-failures': '5',
      },
      traffic: http(7, ['sponsors/sponsor-portal'], { medianMs: 32 }),
    }),
    sponsor('sponsor-portal', 2, {
      proxyVersion: LINKERD_BEFORE,
      podLabels: { 'config.linkerd.io/proxy-log-level': 'debug' },
      serviceAnnotations: { 'mirror.linkerd.io/exported': 'true' },
      traffic: http(4, ['edge/edge-proxy'], { medianMs: 45 }),
    }),
    sponsor('sponsor-ledger', 2, {
      traffic: http(1, ['sponsors/sponsor-api'], { medianMs: 8 }),
    }),
    sponsor('sponsor-cache', 2, {
      ports: [6379],
      serviceAnnotations: { 'config.linkerd.io/opaque-ports': '6379' },
      podAnnotations: {
        'config.linkerd.io/opaque-ports': '25,587',
        // Not a word that Linkerd knows.
        'config.linkerd.io/default-inbound-policy': 'all-known',
      },
      traffic: http(3, ['sponsors/sponsor-api'], { protocol: 'tcp' }),
    }),
    sponsor('sponsor-beacon', 2, {
      dataPlane: 'none',
      hostNetwork: true,
      ports: [9500],
    }),
    sponsor('sponsor-legacy', 2, { dataPlane: 'linkerd-and-osm' }),
  ],
  custom,
  events: [
    {
      namespace: NAMESPACE,
      reason: 'InjectionSkipped',
      message:
        'Linkerd sidecar proxy injection skipped: hostNetwork is enabled',
      about: { kind: 'Deployment', name: 'sponsor-beacon' },
    },
  ],
};
