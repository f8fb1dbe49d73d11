/**
 * The mesh a pod belongs to. Modules may add ids of their own.
 *
 * @public
 */
export type MeshId =
  | 'istio'
  | 'linkerd'
  | 'consul'
  | 'kuma'
  | 'cilium'
  | 'app-mesh'
  | 'open-service-mesh'
  | 'nginx-service-mesh'
  | 'traefik-mesh'
  | (string & {});

/**
 * Where the proxy runs. `gateway` and `node` are mesh infrastructure: a proxy is their job.
 *
 * @public
 */
export type DataPlane = 'sidecar' | 'ambient' | 'node' | 'gateway' | 'none';

/**
 * The adoption ladder, lowest step first; `unknown` is not a step.
 *
 * @public
 */
export type Stage =
  | 'not-meshed'
  | 'meshed'
  | 'encrypted'
  | 'strict'
  | 'zero-trust'
  | 'unknown';

/**
 * What the server side accepts, by configuration.
 *
 * @public
 */
export type MtlsMode =
  | 'strict'
  | 'permissive'
  | 'disabled'
  | 'mixed'
  | 'unknown';

/** @public */
export type MembershipState = 'meshed' | 'partial' | 'not-meshed' | 'unknown';

/** @public */
export type EligibilityState =
  | 'eligible'
  | 'exempt'
  | 'not-applicable'
  | 'unknown';

/** @public */
export type Health =
  | 'healthy'
  | 'unhealthy'
  | 'too-few-requests'
  | 'no-traffic'
  | 'unknown';

/** @public */
export type EnforceableVerdict =
  | 'yes'
  | 'no'
  | 'already'
  | 'not-enough-traffic'
  | 'unknown';

/** @public */
export type RecommendationVerdict =
  | 'adopt'
  | 'keep'
  | 'migrate'
  | 'not-needed'
  | 'not-meshable'
  | 'unknown';

/** @public */
export type Severity = 'info' | 'warning' | 'critical';

/** @public */
export type GroupBy =
  | 'owner'
  | 'system'
  | 'domain'
  | 'cluster'
  | 'namespace'
  | 'lifecycle'
  | 'type'
  | 'mesh';

/** @public */
export type SourceStateName =
  | 'ok'
  | 'stale'
  | 'failed'
  | 'not-permitted'
  | 'not-collectable'
  | 'never-read';
