import { tint } from './tint';

const opacity = (colour: string) => Number(/, ([\d.]+)\)$/.exec(colour)![1]);

// Backstage's own themes, light and dark.
const light = { ground: '#ffffff', texts: ['#1f5493', 'rgba(0, 0, 0, 0.87)'] };
const dark = { ground: '#424242', texts: ['#9cc9ff', '#fff'] };

describe('a tint', () => {
  it('deepens with the share', () => {
    const [none, half, all] = [0, 0.5, 1].map(share =>
      opacity(tint('#ff9800', share, light)),
    );
    expect(none).toBeLessThan(half);
    expect(half).toBeLessThan(all);
    expect(all).toBeCloseTo(0.25);
  });

  it('stops where a link on it could no longer be read', () => {
    const all = opacity(tint('#ff9800', 1, dark));
    expect(all).toBeLessThan(0.2);
    expect(all).toBeGreaterThan(0.05);
  });

  it('is hardly there where nothing could be read on it', () => {
    const on = { ground: '#808080', texts: ['#808080'] };
    expect(opacity(tint('#ff9800', 1, on))).toBeCloseTo(0.05);
  });
});
