import { matchesSelector } from './selector';

const labels = { app: 'cart', tier: 'back' };
const expression = (key: string, operator: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, values }],
});

describe('kubernetes: apimachinery labels.Requirement.Matches', () => {
  it.each([
    ['nothing selects everything', undefined, true],
    ['an empty selector selects everything', {}, true],
    ['matchLabels all there', { matchLabels: { app: 'cart' } }, true],
    ['matchLabels of another value', { matchLabels: { app: 'x' } }, false],
    ['In with the value', expression('app', 'In', 'cart', 'y'), true],
    ['In without the label', expression('zone', 'In', 'a'), false],
    ['NotIn with the value', expression('app', 'NotIn', 'cart'), false],
    ['NotIn without the label', expression('zone', 'NotIn', 'a'), true],
    ['Exists', expression('tier', 'Exists'), true],
    ['Exists without the label', expression('zone', 'Exists'), false],
    ['DoesNotExist', expression('zone', 'DoesNotExist'), true],
    ['DoesNotExist with the label', expression('app', 'DoesNotExist'), false],
    ['an inherited name is no label', expression('toString', 'Exists'), false],
  ])('%s', (_, selector, expected) => {
    expect(matchesSelector(selector, labels)).toBe(expected);
  });

  it('cannot say for an operator that does not exist', () => {
    expect(
      matchesSelector(expression('app', 'Gt', '1'), labels),
    ).toBeUndefined();
  });
});
