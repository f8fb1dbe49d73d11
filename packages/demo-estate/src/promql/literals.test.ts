import { parseDuration, parseNumber, parseString } from './literals';

describe('the literals of PromQL', () => {
  it.each([
    ['5', 5],
    ['-1.5e3', -1500],
    ['.5', 0.5],
    ['0x1F', 31],
    ['Inf', Infinity],
    ['-inf', -Infinity],
    ['NaN', NaN],
    ['0', 0],
  ])('reads the number %s', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each(['010', '5m', '1_000', ''])('reads no number from %j', text => {
    expect(parseNumber(text)).toBeUndefined();
  });

  it.each([
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1500ms', 1500],
    ['30d', 30 * 86_400_000],
  ])('reads the duration %s', (text, value) => {
    expect(parseDuration(text)).toBe(value);
  });

  it.each(['', '5', '0s', '5m1h', '1.5h', '-5m'])(
    'reads no duration from %j',
    text => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it.each([
    ['"a\\"b\\\\"', 'a"b\\'],
    ["'a\\'b'", "a'b"],
    ['`a\\n`', 'a\\n'],
    ['"\\u00e9\\x41\\101"', 'éAA'],
  ])('reads the string %s', (literal, value) => {
    expect(parseString(literal)).toBe(value);
  });

  it.each(['"\\q"', '"\\\'"', '"\\xff"', '"a\nb"', '"\\U00110000"'])(
    'reads no string from %j',
    literal => {
      expect(parseString(literal)).toBeUndefined();
    },
  );
});
