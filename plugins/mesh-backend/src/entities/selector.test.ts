import { matches, parseSelector } from './selector';

describe('parseSelector', () => {
  const labels = { app: 'cart', tier: 'web', 'acme.io/team': 'shop' };

  // kubernetes: apimachinery pkg/labels/selector_test.go TestSelectorMatches, TestSetMatches
  it.each([
    ['app=cart', true],
    ['app==cart', true],
    ['app = cart', true],
    ['app=other', false],
    ['app!=other', true],
    ['missing!=x', true],
    ['missing=x', false],
    ['app in (cart, other)', true],
    ['app in (other)', false],
    ['app notin (other)', true],
    ['missing notin (x)', true],
    ['missing in (x)', false],
    ['app', true],
    ['!app', false],
    ['!missing', true],
    ['acme.io/team=shop,tier in (web,api),!gone', true],
    ['acme.io/team=shop,tier in (api)', false],
    ['constructor', false],
  ])('%s matches: %s', (text, expected) => {
    expect(matches(parseSelector(text), labels)).toBe(expected);
  });

  it('takes an equality with an empty value', () => {
    expect(matches(parseSelector('app='), { app: '' })).toBe(true);
  });

  it.each([
    '',
    ' ',
    'a b',
    '=x',
    'app in cart',
    'app=a b',
    'a,,b',
    '((',
    'app in (a',
  ])('says what is wrong with %p', text => {
    expect(() => parseSelector(text)).toThrow(/selector|label/);
  });
});
