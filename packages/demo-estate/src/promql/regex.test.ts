import { anchoredRegex } from './regex';

describe('regular expressions of matchers', () => {
  it.each([
    ['a|bc', ['a', 'bc'], ['ab', 'abc', 'xbc']],
    ['5..', ['503'], ['5033', '50']],
    ['a\\-b\\.c', ['a-b.c'], ['a-bxc']],
    ['[\\w-]+\\d{2}', ['a-b12'], ['a-b1']],
    ['', [''], ['a']],
    ['.*', ['', 'é'], ['a\nb']],
  ])('reads %s as RE2 does, whole values only', (pattern, good, bad) => {
    const regex = anchoredRegex(pattern)!;
    expect(good.filter(value => !regex.test(value))).toEqual([]);
    expect(bad.filter(value => regex.test(value))).toEqual([]);
  });

  it.each([
    '(?i)a',
    '(?=a)',
    '(?<!a)b',
    '(a)\\1',
    '\\s',
    '[[:alpha:]]',
    '[]a]',
    '[^]a]',
    '(',
    'a**',
    '\\Qa\\E',
  ])('refuses %s, which would be read otherwise', pattern => {
    expect(anchoredRegex(pattern)).toBeUndefined();
  });
});
