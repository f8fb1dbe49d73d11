import { Dice } from '../random';

/** Counters count from here; before, there is nothing. */
export const COUNTING_SINCE = Date.UTC(2024, 0, 1);

const DAY_S = 86_400;

/** A wave of the rate: its share of the average, its period and where it starts. */
interface Wave {
  share: number;
  periodS: number;
  phase: number;
}

/** How many requests there were since counting began, for a rate of one a second on average. */
export type Curve = (atMs: number) => number;

/**
 * Traffic over days: more in the evening, and noise of several periods. The rate is a sum of
 * waves, so its integral is exact and costs the same at any time; the shares add up to less than
 * one, so the rate is never negative and a counter never falls.
 */
export function trafficCurve(dice: Dice, ...name: string[]): Curve {
  const unit = (part: string) => dice.unit('curve', part, ...name);
  const waves: Wave[] = [
    { share: 0.45, periodS: DAY_S, phase: 0.7 + unit('day') * 0.3 },
    { share: 0.12, periodS: DAY_S / 2, phase: unit('half') * 6.28 },
    { share: 0.1, periodS: 5400 + unit('p1') * 3600, phase: unit('f1') * 6.28 },
    { share: 0.08, periodS: 900 + unit('p2') * 900, phase: unit('f2') * 6.28 },
    { share: 0.05, periodS: 200 + unit('p3') * 200, phase: unit('f3') * 6.28 },
  ].map(({ phase, ...wave }, i) => ({
    ...wave,
    // The day's wave is highest at seven in the evening, give or take.
    phase: i === 0 ? -(19 / 24 + (phase - 0.85) / 12) * 2 * Math.PI : phase,
  }));
  const primitive = (s: number) =>
    waves.reduce((sum, { share, periodS, phase }) => {
      const frequency = (2 * Math.PI) / periodS;
      return sum + (share / frequency) * Math.sin(frequency * s + phase);
    }, s);
  const start = primitive(0);
  return atMs => primitive((atMs - COUNTING_SINCE) / 1000) - start;
}
