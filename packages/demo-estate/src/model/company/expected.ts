/**
 * What a state that the estate shows amounts to, in the words of a row of `/entities`.
 *
 * @internal
 */
export interface Expected {
  /** Why it is there, in words. */
  shows: string;
  /** What its row says; what is not named here does not matter to the state. */
  row: {
    membership?: string;
    stage?: string;
    meshes?: string[];
    mtlsConfigured?: string;
    health?: string;
    eligibility?: string;
    verdict?: string;
  };
  /** Codes that its status has among its findings. */
  findings?: string[];
  /** Codes that its status has among the reasons why pods are not in. */
  reasons?: string[];
}

type Row = Expected['row'];

const as = (shows: string, ...parts: Row[]): Expected => ({
  shows,
  row: Object.assign({}, ...parts),
});

/** What is wrong with it, by code. */
const finds = (shows: string, row: Row, ...findings: string[]): Expected => ({
  shows,
  row,
  findings,
});

/** Why it is not in, by code. */
const because = (shows: string, row: Row, ...reasons: string[]): Expected => ({
  shows,
  row,
  reasons,
});

const istio: Row = {
  membership: 'meshed',
  meshes: ['istio'],
  verdict: 'keep',
};
const linkerd: Row = { ...istio, meshes: ['linkerd'] };
const out: Row = {
  membership: 'not-meshed',
  stage: 'not-meshed',
  meshes: [],
  mtlsConfigured: 'disabled',
};
const stage = (name: string, mtlsConfigured: string): Row => ({
  stage: name,
  mtlsConfigured,
});
const nothing = (eligibility: string): Row => ({
  membership: 'unknown',
  stage: 'unknown',
  verdict: 'unknown',
  eligibility,
});

/**
 * Which entity shows which state.
 *
 * @internal
 */
export const EXPECTED: Record<string, Expected> = Object.fromEntries(
  Object.entries({
    checkout: as('strict', istio, stage('strict', 'strict')),
    cart: as(
      'permissive, called in plaintext',
      istio,
      stage('meshed', 'permissive'),
    ),
    'product-page': as(
      'permissive, called in plaintext',
      istio,
      stage('meshed', 'permissive'),
    ),
    'web-shop': as(
      'permissive, all encrypted',
      istio,
      stage('encrypted', 'permissive'),
    ),
    inventory: as(
      'mixed: one port permits plaintext',
      istio,
      stage('encrypted', 'mixed'),
    ),
    'order-router': as('partial: older pods have no proxy', {
      membership: 'partial',
      stage: 'not-meshed',
      mtlsConfigured: 'mixed',
    }),
    picking: as('not meshed: pods older than the label', out),
    'payment-gateway': as(
      'zero trust, Istio',
      istio,
      stage('zero-trust', 'strict'),
    ),
    ledger: as('StatefulSet, zero trust', istio, stage('zero-trust', 'strict')),
    accounts: as(
      'ambient with a waypoint, strict',
      istio,
      stage('strict', 'strict'),
      { health: 'healthy' },
    ),
    pages: as(
      'ambient without a waypoint: no HTTP metrics',
      istio,
      stage('encrypted', 'permissive'),
      { health: 'unknown' },
    ),
    cms: as(
      'ambient, called in plaintext by name',
      istio,
      stage('meshed', 'permissive'),
    ),
    search: as('two clusters, two meshes', stage('encrypted', 'permissive'), {
      membership: 'meshed',
      meshes: ['istio', 'linkerd'],
    }),
    reviews: as(
      'a proxy that is not ready',
      istio,
      stage('encrypted', 'permissive'),
    ),
    wishlist: as(
      'Linkerd, default policy',
      linkerd,
      stage('encrypted', 'permissive'),
    ),
    deals: as(
      'Linkerd, called in plaintext',
      linkerd,
      stage('meshed', 'permissive'),
    ),
    'card-vault': as(
      'Linkerd, all-authenticated',
      linkerd,
      stage('strict', 'strict'),
    ),
    'partner-api': as(
      'Linkerd, Server with named identities',
      linkerd,
      stage('zero-trust', 'strict'),
    ),
    'feed-exporter': as(
      'Linkerd, classic sidecar, TCP only',
      linkerd,
      stage('encrypted', 'permissive'),
    ),
    'courier-tracking': as('failing: 93 % success', linkerd, {
      health: 'unhealthy',
    }),
    'till-sync': as('dead mesh: Open Service Mesh', {
      membership: 'meshed',
      meshes: ['open-service-mesh'],
      stage: 'meshed',
      mtlsConfigured: 'unknown',
      verdict: 'migrate',
    }),
    'video-transcoder': as('plain Envoy, no mesh', out, {
      verdict: 'not-needed',
    }),
    'log-agent': as('host network', out, { verdict: 'not-meshable' }),
    'gift-cards': as(
      'no traffic: series at rest',
      istio,
      stage('strict', 'strict'),
      { health: 'no-traffic' },
    ),
    'banner-service': as(
      'no traffic: no series',
      istio,
      stage('meshed', 'permissive'),
    ),
    'product-images': as('opted out', out),
    'batch-reports': as('scaled to zero', nothing('not-applicable')),
    'stock-sync': as(
      'CronJob with a running Job',
      istio,
      stage('strict', 'strict'),
    ),
    'design-tokens': as('library', nothing('not-applicable')),
    'address-check': as(
      'annotated, nothing matches',
      nothing('not-applicable'),
    ),
    'edi-bridge': as('not annotated', nothing('not-applicable')),
    'price-lab': as('selector that does not parse', { stage: 'unknown' }),
    'shop-ap': as('lives in a cluster that cannot be read', nothing('unknown')),
    'istio-ingressgateway': as(
      'mesh infrastructure',
      nothing('not-applicable'),
    ),
    monolith: as('not meshed, calls in plaintext', out, { verdict: 'adopt' }),
    'promo-mailer': finds(
      'clients are told to use plaintext, the server requires mTLS',
      { ...istio, ...stage('strict', 'strict') },
      'destination-rule-breaks-strict',
    ),
    'coupon-store': finds(
      'an exception for a port that nobody serves',
      { ...istio, ...stage('strict', 'strict') },
      'exception-on-undeclared-port',
    ),
    'loyalty-cards': finds(
      'proxies behind their control plane, the proxy’s user, and a port that says nothing',
      istio,
      'proxy-version-skew',
      'application-has-proxy-uid',
      'protocol-not-declared',
    ),
    'price-badges': finds(
      'a port that goes round the proxy',
      { ...istio, mtlsConfigured: 'disabled' },
      'port-bypasses-proxy',
      'sidecar-and-ambient-label',
    ),
    'prize-draw': finds(
      'proxies that wait for CPU, and a certificate that is not renewed',
      istio,
      'proxy-cpu-throttled',
      'certificate-renewal-failing',
    ),
    'gift-finder': finds(
      'ambient: a policy on methods and no waypoint',
      istio,
      'l7-policy-without-waypoint',
    ),
    'gift-wrapper': finds(
      'a sidecar in an ambient namespace',
      istio,
      'sidecar-in-ambient-namespace',
    ),
    'gift-wizard': because(
      'pods refused: the injector fails closed and does not answer',
      { membership: 'unknown', eligibility: 'eligible' },
      'injector-unavailable',
    ),
    recommendations: finds(
      'a policy names identities, plaintext is let in',
      { mtlsConfigured: 'permissive' },
      'authorization-needs-mtls',
      'destination-rule-weakens-mtls',
    ),
    'new-checkout': finds(
      'its control plane is down',
      istio,
      'control-plane-down',
    ),
    'sponsor-api': as('Linkerd, rate limited, only one caller let in', linkerd),
    'sponsor-portal': finds(
      'Linkerd, proxies behind their control plane, a setting as a label',
      linkerd,
      'proxy-version-skew',
      'config-as-label',
      'exported-as-annotation',
    ),
    'sponsor-ledger': finds(
      'Linkerd, a policy whose authentication does not exist, two Servers for a port',
      linkerd,
      'policy-without-authentication',
      'servers-compete',
    ),
    'sponsor-cache': finds(
      'Linkerd, marked opaque on one end only',
      linkerd,
      'opaque-ports-differ',
      'invalid-default-policy',
    ),
    'sponsor-beacon': because(
      'Linkerd, injection skipped',
      out,
      'host-network',
    ),
    'sponsor-legacy': finds(
      'two meshes in every pod',
      { membership: 'meshed' },
      'two-meshes-in-pod',
    ),
    'rehearsal-shop': finds(
      'without automatic mTLS, nobody tells its clients to use it',
      { ...istio, ...stage('strict', 'strict') },
      'auto-mtls-off',
      'both-injection-labels',
      'trust-roots-disagree',
    ),
    'rehearsal-basket': finds(
      'clients use mTLS towards a port that takes none',
      { ...istio, mtlsConfigured: 'disabled' },
      'destination-rule-expects-mtls',
    ),
    'rehearsal-orders': finds(
      'plaintext arrives where mTLS is required',
      istio,
      'strict-with-plaintext-callers',
    ),
    'rehearsal-queue': finds(
      'Linkerd, a policy on a port that is not redirected',
      linkerd,
      'skipped-port-under-policy',
      'config-not-taken-over',
    ),
    'rehearsal-worker': finds(
      'Linkerd, calls a port that requires mTLS around its own proxy',
      linkerd,
      'outbound-port-skips-mtls',
    ),
    'left-relic': because(
      'its revision of Istio has been taken away',
      out,
      'no-webhook-for-revision',
    ),
    'left-guard': because(
      'it asks, and its namespace says no',
      out,
      'conflicting-labels',
    ),
    'left-riddle': because(
      'everything asks for a sidecar, and it has none',
      out,
      'injector-skipped',
    ),
    'left-note': because(
      'the label is where nobody looks',
      out,
      'label-not-on-pod-template',
    ),
    'left-copy': because(
      'a proxy that no injector put in',
      out,
      'injection-incomplete',
    ),
    'left-dns': because(
      'istio stays away from its namespace',
      out,
      'system-namespace',
    ),
    'left-ferry': because(
      'its nodes have no ztunnel that takes it',
      out,
      'redirection-pending',
      'no-ztunnel-on-node',
    ),
    'left-island': because(
      'linkerd is told to stay away',
      out,
      'namespace-excluded',
    ),
    'left-twin': because(
      'linkerd adds no proxy beside another',
      out,
      'other-sidecar-present',
    ),
    'left-mute': because(
      'it has no token to prove who it is',
      out,
      'no-service-account-token',
    ),
    'left-bear': because(
      'kuma was asked, and is not there',
      out,
      'not-injected',
    ),
    'left-bee': because(
      'perhaps in Cilium’s mesh, which leaves no trace',
      { membership: 'unknown' },
      'no-trace-in-pod',
    ),
    'edge-proxy': as('plain HAProxy, calls in plaintext', out),
  }).map(([name, state]) => [`component:default/${name}`, state]),
);
