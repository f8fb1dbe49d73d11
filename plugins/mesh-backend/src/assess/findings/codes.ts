import { FindingKind } from '../../meshes/shared/finding';

/** What is wrong with an entity, whichever mesh it is in. */
export const discontinuedMesh: FindingKind = {
  code: 'discontinued-mesh',
  severity: 'critical',
  title: 'Its mesh is no longer maintained',
  seeAlso: [],
  meaning:
    'Pods are in a mesh whose project has ended: no fixes, no certificates for new Kubernetes versions.',
  foundBy: 'the marks that the mesh leaves on pods',
};

export const successBelowObjective: FindingKind = {
  code: 'success-below-objective',
  severity: 'warning',
  title: 'More requests fail than the objective allows',
  seeAlso: [],
  meaning:
    'The success rate over `objectives.window` is below the objective, on at least `objectives.minimumRequests` requests.',
  foundBy: 'the request counters of the server’s own proxies',
};

export const proxyNotReady: FindingKind = {
  code: 'proxy-not-ready',
  severity: 'warning',
  title: 'Proxies are not ready',
  seeAlso: ['l5d-data-plane-ready'],
  meaning: 'Pods are in the mesh, and their proxy’s container is not ready.',
  foundBy: 'the container’s status in the pod',
};

export const strictWithPlaintext: FindingKind = {
  code: 'strict-with-plaintext-callers',
  severity: 'critical',
  title: 'Plaintext arrives where mTLS is required',
  seeAlso: [],
  meaning:
    'Configuration requires mTLS on every port, and the server’s proxies counted plaintext within `mtls.enforceEvidence`: it came before the policy, or goes round it.',
  foundBy: 'configured mTLS beside the evidence of the server’s own proxies',
};

export const proxyVersionSkew: FindingKind = {
  code: 'proxy-version-skew',
  severity: 'warning',
  title: 'Proxies and their control plane are too far apart',
  seeAlso: ['IST0158', 'l5d-data-plane-version'],
  meaning:
    'Proxies run a version that their control plane’s version does not support, or a newer one.',
  foundBy:
    'the proxy’s image or version annotation, beside the control plane’s image',
};

export const renewalFailing: FindingKind = {
  code: 'certificate-renewal-failing',
  severity: 'warning',
  title: 'A proxy’s certificate is not renewed',
  seeAlso: [],
  meaning:
    'A proxy’s own certificate lives for 24 hours and is renewed at half of that; this one has less than six hours left. When it ends, nobody talks to the pod any more.',
  foundBy:
    '`istio_agent_cert_expiry_seconds`, or `control_identity_cert_expiration_timestamp_seconds` of Linkerd’s proxies',
};

export const issuerExpires: FindingKind = {
  code: 'issuer-expires',
  severity: 'warning',
  title: 'The issuer of proxies’ certificates expires',
  seeAlso: [
    'l5d-identity-issuer-cert-not-expiring-soon',
    'l5d-identity-issuer-cert-is-time-valid',
  ],
  meaning:
    'The certificate that signs those of the proxies ends within 60 days: afterwards none is renewed.',
  foundBy:
    '`citadel_server_cert_chain_expiry_timestamp`, or `issuer_cert_ttl_seconds` of Linkerd’s identity service',
};

export const rootExpires: FindingKind = {
  code: 'trust-root-expires',
  severity: 'warning',
  title: 'The trust root expires',
  seeAlso: [
    'l5d-identity-trustAnchors-not-expiring-soon',
    'l5d-identity-trustAnchors-are-time-valid',
  ],
  meaning:
    'The root that all proxies trust ends within 60 days; critical within seven. Replacing it takes a bundle of both, and a restart of every meshed workload.',
  foundBy:
    'ConfigMap `istio-ca-root-cert` or `linkerd-identity-trust-roots`, and `citadel_server_root_cert_expiry_timestamp`',
};

export const proxyThrottled: FindingKind = {
  code: 'proxy-cpu-throttled',
  severity: 'warning',
  title: 'Proxies wait for CPU',
  seeAlso: [],
  meaning:
    'In a quarter or more of its scheduling periods a proxy had used up its CPU limit: requests wait in it, and percentiles grow.',
  foundBy:
    '`container_cpu_cfs_throttled_periods_total` beside `container_cpu_cfs_periods_total` of the proxy’s container',
};

export const slowPush: FindingKind = {
  code: 'slow-config-push',
  severity: 'warning',
  title: 'Configuration reaches proxies late',
  seeAlso: [],
  meaning:
    'For one proxy in a hundred it takes ten seconds or more until new endpoints and policies have arrived.',
  foundBy: '`pilot_proxy_convergence_time` over five minutes',
};

export const injectionFailing: FindingKind = {
  code: 'injection-failing',
  severity: 'warning',
  title: 'The injector fails',
  seeAlso: [],
  meaning:
    'The injector was asked and could not put a proxy in: with failurePolicy Fail these pods were refused.',
  foundBy: '`sidecar_injection_failure_total` over the last hour',
};

export const nativeHistograms: FindingKind = {
  code: 'native-histograms',
  severity: 'warning',
  title: 'Latency is not told',
  seeAlso: [],
  meaning:
    'Requests of the mesh are counted and no latency buckets are there: the server keeps histograms in native form only, or leaves the buckets out. Percentiles are not known for anybody.',
  foundBy:
    'series of `istio_requests_total` or `response_total` that move, with none of `istio_request_duration_milliseconds_bucket` or `response_latency_ms_bucket`',
};

export const latencyAfterMeshing: FindingKind = {
  code: 'latency-after-meshing',
  severity: 'warning',
  title: 'Slower since it joined the mesh',
  seeAlso: [],
  meaning:
    'Callers wait longer for this service than before it had a proxy: P95 rose by a fifth or more, and by 5 ms or more. Told for a week. Buckets of the mesh bound how exact a percentile is.',
  foundBy:
    'latency on the client’s side (`reporter="source"`, `direction="outbound"`): the day that ended an hour before it was seen to join, and up to a day after, of `objectives.minimumRequests` requests each',
};
