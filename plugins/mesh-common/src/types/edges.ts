/**
 * Traffic between an entity and another workload, or a number of those that the user may not see.
 *
 * @public
 */
export type Edge =
  | {
      cluster: string;
      namespace: string;
      workload: string;
      entityRef?: string;
      requestsPerSecond: number | null;
      /** 0 to 1; null without requests or where only connections are seen. */
      successRate: number | null;
      /** 0 to 1; null where the mesh does not say for this pair. */
      encryptedShare: number | null;
    }
  | { hidden: true; count: number };

/**
 * Callers and callees of an entity.
 *
 * @public
 */
export interface EntityEdges {
  /** ISO-8601 duration over which rates were taken. */
  window: string;
  /** null: no metrics source covers it. */
  asOf: string | null;
  callers: Edge[];
  callees: Edge[];
  /** What cannot be seen here and why, in words. */
  notes: string[];
}
