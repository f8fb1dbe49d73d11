import { Severity } from './words';

/**
 * Something a person can type or apply.
 *
 * @public
 */
export interface Fix {
  label: string;
  cluster?: string;
  command?: string;
  manifest?: string;
  docs?: string;
  /** Other entities, by ref, that the fix touches. */
  alsoAffects?: string[];
  /** How many more: those that the user may not see, and those beyond the first fifty. */
  alsoAffectsHidden?: number;
}

/**
 * Why something is as it is.
 *
 * @public
 */
export interface Reason {
  /** kebab-case, one of the documented codes. */
  code: string;
  message: string;
  count?: number;
  /** Names of pods concerned, at most 20. */
  pods?: string[];
  /** Whether the pods concerned are in a mesh; absent where it is about no pod in particular. */
  podsAre?: 'in' | 'out' | 'unknown';
  fix?: Fix[];
}

/** @public */
export interface Finding {
  code: string;
  severity: Severity;
  title: string;
  evidence: string;
  /**
   * The evidence without names of what is elsewhere, where it has such. Whoever does not see the
   * whole catalog gets this in its place, and no fix.
   */
  evidenceWithoutNames?: string;
  /** `cluster/namespace/kind/name` */
  workloads: string[];
  fix: Fix[];
  /** Codes of other tools, for example `IST0103`. */
  seeAlso: string[];
}

/**
 * A finding without the workloads that it is about.
 *
 * @public
 */
export type MeshFinding = Omit<Finding, 'workloads'>;

/**
 * A finding of a mesh in a cluster as a whole.
 *
 * @public
 */
export interface ClusterFinding extends MeshFinding {
  /** `data-plane`: every workload in the mesh there suffers from it; `cluster`: shown with the cluster only. */
  reach: 'data-plane' | 'cluster';
}

/**
 * A finding that could not be looked for: not the same as one that is absent.
 *
 * @public
 */
export interface NotEvaluated {
  /** The finding's code. */
  code: string;
  because: string;
}
