import {
  alpha,
  decomposeColor,
  getContrastRatio,
} from '@material-ui/core/styles';

/** WCAG 2.1, 1.4.3: text of ordinary size. */
const READABLE = 4.5;
const FAINTEST = 0.05;
const DEEPEST = 0.25;
const STEP = 0.01;

/** What an opaque ground looks like under a tint. */
function under(ground: string, colour: string, opacity: number): string {
  const [below, above] = [ground, colour].map(c => decomposeColor(c).values);
  const mixed = [0, 1, 2].map(i =>
    Math.round(below[i] + (above[i] - below[i]) * opacity),
  );
  return `rgb(${mixed.join(', ')})`;
}

/**
 * A tint that deepens with a share, as deep as every text on it can still be read.
 *
 * @param share - 0 to 1
 */
export function tint(
  colour: string,
  share: number,
  on: { ground: string; texts: string[] },
): string {
  let deepest = DEEPEST;
  const readable = () =>
    on.texts.every(
      text =>
        getContrastRatio(text, under(on.ground, colour, deepest)) >= READABLE,
    );
  while (deepest > FAINTEST && !readable()) deepest -= STEP;
  return alpha(
    colour,
    FAINTEST + Math.max(0, deepest - FAINTEST) * Math.min(1, share),
  );
}
