/* The literals of PromQL; undefined: not one that Prometheus 2 takes. */

const NUMBER = /^[-+]?(0x[0-9a-f]+|(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|inf|nan)$/i;

export function parseNumber(text: string): number | undefined {
  // 010 is octal to Prometheus.
  if (!NUMBER.test(text) || /^[-+]?0\d+$/.test(text)) {
    return undefined;
  }
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '').toLowerCase();
  if (digits === 'inf') {
    return sign * Infinity;
  }
  return digits === 'nan' ? NaN : sign * Number(digits);
}

const SECOND = 1000;
const DAY = 86_400 * SECOND;
const UNITS: [string, number][] = [
  ['y', 365 * DAY],
  ['w', 7 * DAY],
  ['d', DAY],
  ['h', 3600 * SECOND],
  ['m', 60 * SECOND],
  ['s', SECOND],
  ['ms', 1],
];

const DURATION = new RegExp(
  `^${UNITS.map(([unit]) => `(?:(\\d+)${unit})?`).join('')}$`,
);

/** Milliseconds of `1h30m`: a number and unit each, the largest first; nothing is not a time. */
export function parseDuration(text: string): number | undefined {
  const found = DURATION.exec(text);
  if (!found) {
    return undefined;
  }
  const milliseconds = UNITS.reduce(
    (sum, [, unit], i) => sum + Number(found[i + 1] ?? 0) * unit,
    0,
  );
  return milliseconds > 0 ? milliseconds : undefined;
}

const ESCAPED: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

const ESCAPE =
  /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[^])/g;

/** The text of a quoted string, escaped as in Go; a string in backticks is as it stands. */
export function parseString(literal: string): string | undefined {
  const quote = literal[0];
  const text = literal.slice(1, -1);
  if (quote === '`') {
    return text;
  }
  if (text.includes('\n')) {
    return undefined;
  }
  let good = true;
  const value = text.replace(ESCAPE, (_, escape: string) => {
    const simple = escape === quote ? quote : ESCAPED[escape];
    if (simple !== undefined) {
      return simple;
    }
    const octal = /^[0-7]{3}$/.test(escape);
    const code = octal ? parseInt(escape, 8) : parseInt(escape.slice(1), 16);
    // A byte above ASCII is part of a UTF-8 sequence to Prometheus: not spoken here.
    const isByte = octal || escape[0] === 'x';
    if (escape.length === 1 || code > (isByte ? 0x7f : 0x10ffff)) {
      good = false;
      return '';
    }
    return String.fromCodePoint(code);
  });
  return good ? value : undefined;
}
