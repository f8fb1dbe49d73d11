/** @public */
export type SignalRange = '1h' | '24h' | '7d';

/**
 * Traffic into an entity at one time. null: not seen then.
 *
 * @public
 */
export interface SignalPoint {
  /** ISO-8601, UTC. */
  at: string;
  requestsPerSecond: number | null;
  /** 0 to 1 */
  successRate: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  /** 0 to 1 */
  encryptedShare: number | null;
}

/**
 * Traffic into an entity over time.
 *
 * @public
 */
export interface EntitySignals {
  range: SignalRange;
  /** Seconds between points. */
  stepSeconds: number;
  /** 0 to 1 */
  objective: number;
  points: SignalPoint[];
  /** When it was seen to join the mesh; null: it was in before Meshboard looked, or is not in. */
  joinedMeshAt: string | null;
  /** What is missing and why, in words. */
  notes: string[];
}
