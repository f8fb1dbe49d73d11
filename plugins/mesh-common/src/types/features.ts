/**
 * What a mesh can do for a service. Modules may add their own.
 *
 * @public
 */
export type MeshFeatureName =
  | 'routing'
  | 'traffic-split'
  | 'mirroring'
  | 'retries'
  | 'timeout'
  | 'circuit-breaking'
  | 'fault-injection'
  | 'rate-limiting'
  | 'tracing'
  | 'access-logs'
  | (string & {});

/**
 * One thing that a mesh does, or does not do, for a service, as its objects say.
 *
 * @public
 */
export interface MeshFeature {
  feature: MeshFeatureName;
  /** `unknown`: what decides it could not be read. */
  state: 'on' | 'off' | 'unknown';
  /** In words, for example `3 attempts of at most 2 s`. */
  detail: string;
  /** The object and field that set it; null where it is the mesh's default. */
  setBy: string | null;
  /** `cluster/namespace/kind/name` of the workloads that it holds for. */
  workloads: string[];
}

/**
 * One of the things that a compliance review asks of a service.
 *
 * @public
 */
export interface ComplianceCheck {
  id:
    | 'encrypted'
    | 'authenticated'
    | 'authorised'
    | 'access-logged'
    | 'change-trail';
  answer: 'yes' | 'no' | 'unknown';
  evidence: string;
}
