import { Health, MembershipState, Stage } from './words';

/**
 * Totals of a set of entities. Shares are null where the denominator is 0.
 *
 * @public
 */
export interface Counts {
  total: number;
  eligible: number;
  exempt: number;
  notApplicable: number;
  notApplicableBy: Record<string, number>;
  /** Eligibility unknown. */
  unknown: number;
  /** Eligible entities only. */
  stages: Record<Stage, number>;
  /** Eligible entities only. */
  membership: Record<MembershipState, number>;
  /** Eligible entities only. */
  health: Record<Health, number>;
  pods: { running: number; meshed: number };
  workloads: { total: number; meshed: number };
  /** Share of running pods that belong to some entity. */
  coverage: number | null;
  meshedShare: number | null;
  meshedShareOfKnown: number | null;
  strictShare: number | null;
  healthyShare: number | null;
}

/** @public */
export interface ScorecardGroup {
  /** `none` for what has no value. */
  key: string;
  title: string;
  counts: Counts;
  before?: Counts;
}

/** @public */
export interface Scorecard {
  asOf: string | null;
  /** Whether the groups add up to the totals, or overlap. */
  partition: boolean;
  totals: Counts;
  groups: ScorecardGroup[];
}
