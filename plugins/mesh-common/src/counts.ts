import { Counts, Stage } from './types';

/**
 * Totals before shares are taken of them.
 *
 * @public
 */
export type PlainCounts = Omit<
  Counts,
  'meshedShare' | 'meshedShareOfKnown' | 'strictShare' | 'healthyShare'
>;

const MESHED: Stage[] = ['meshed', 'encrypted', 'strict', 'zero-trust'];
const STRICT: Stage[] = ['strict', 'zero-trust'];

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

/**
 * Adds the shares: of eligible entities, null where there are none to share. What is not known stays
 * in the denominator, except in `meshedShareOfKnown`.
 *
 * @public
 */
export function withShares(counts: PlainCounts): Counts {
  const reached = (stages: Stage[]) =>
    stages.reduce((sum, stage) => sum + counts.stages[stage], 0);
  const { healthy, unhealthy } = counts.health;
  return {
    ...counts,
    meshedShare: share(reached(MESHED), counts.eligible),
    meshedShareOfKnown: share(
      reached(MESHED),
      counts.eligible - counts.stages.unknown,
    ),
    strictShare: share(reached(STRICT), counts.eligible),
    healthyShare: share(healthy, healthy + unhealthy),
  };
}
