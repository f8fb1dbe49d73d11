import {
  formatAge,
  formatMs,
  formatPercent,
  formatRps,
  formatTime,
  formatWindow,
} from './format';

const NOW = Date.parse('2026-03-04T10:42:00Z');

describe('formatPercent', () => {
  it.each([
    [0, '0 %'],
    [0.000001, '< 0.01 %'],
    [0.0004, '0.04 %'],
    [0.123456, '12.3 %'],
    [0.61, '61 %'],
    [0.989, '98.9 %'],
    [0.99896, '99.89 %'],
    [0.999, '99.9 %'],
    [0.9996, '99.96 %'],
    [0.9997, '99.97 %'],
    [0.999999, '99.99 %'],
    [1, '100 %'],
  ])('shows %p as %p', (share, text) => {
    expect(formatPercent(share)).toBe(text);
  });
});

describe('formatRps', () => {
  it.each([
    [0, '0 rps'],
    [0.0004, '< 0.01 rps'],
    [0.4, '0.4 rps'],
    [12.34, '12.3 rps'],
    [148.2, '148 rps'],
    [12345, '12,345 rps'],
  ])('shows %p as %p', (rps, text) => {
    expect(formatRps(rps)).toBe(text);
  });
});

describe('formatMs', () => {
  it.each([
    [0, '0 ms'],
    [0.04, '< 0.1 ms'],
    [4.26, '4.3 ms'],
    [64.4, '64 ms'],
    [999.7, '1 s'],
    [1250, '1.25 s'],
  ])('shows %p as %p', (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });
});

describe('formatAge', () => {
  it.each([
    ['2026-03-04T10:41:20Z', '40 s ago'],
    ['2026-03-04T10:37:00Z', '5 min ago'],
    ['2026-03-04T07:30:00Z', '3 h ago'],
    ['2026-03-01T07:30:00Z', '3 d ago'],
    ['2026-03-04T10:42:05Z', '0 s ago'],
  ])('shows %p as %p', (at, text) => {
    expect(formatAge(at, NOW)).toBe(text);
  });
});

describe('formatTime', () => {
  it.each([
    ['2026-03-04T09:10:00Z', '09:10 UTC'],
    ['2026-03-03T09:10:00Z', '2026-03-03 09:10 UTC'],
  ])('shows %p as %p', (at, text) => {
    expect(formatTime(at, NOW)).toBe(text);
  });
});

describe('formatWindow', () => {
  it.each([
    ['PT5M', '5 min'],
    ['PT1H', '1 h'],
    ['PT1H30M', '1 h 30 min'],
    ['P7D', 'P7D'],
  ])('shows %p as %p', (duration, text) => {
    expect(formatWindow(duration)).toBe(text);
  });
});
