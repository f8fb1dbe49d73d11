import { lowestStage, stageOf } from './stage';

const base = {
  membership: 'meshed',
  configured: 'permissive',
  authorization: 'open',
  seen: { encrypted: false, plaintext: false },
} as const;

describe('stageOf', () => {
  it.each([
    ['a pod is out', { membership: 'partial' }, 'not-meshed'],
    ['every pod is out', { membership: 'not-meshed' }, 'not-meshed'],
    ['membership is not known', { membership: 'unknown' }, 'unknown'],
    ['nothing was seen', {}, 'meshed'],
    [
      'only encrypted was seen',
      { seen: { encrypted: true, plaintext: false } },
      'encrypted',
    ],
    [
      'some plaintext was seen',
      { seen: { encrypted: true, plaintext: true } },
      'meshed',
    ],
    [
      'it is required, even without traffic',
      { configured: 'strict' },
      'strict',
    ],
    [
      'it is required and only names are let in',
      { configured: 'strict', authorization: 'named' },
      'zero-trust',
    ],
    [
      'it is required and policies are not readable',
      { configured: 'strict', authorization: 'unknown' },
      'strict',
    ],
    [
      'names are let in but plaintext too',
      { authorization: 'named' },
      'meshed',
    ],
    [
      'mTLS is unknown but only encrypted was seen',
      { configured: 'unknown', seen: { encrypted: true, plaintext: false } },
      'encrypted',
    ],
    [
      'ports differ',
      { configured: 'mixed', seen: { encrypted: true, plaintext: false } },
      'encrypted',
    ],
  ] as const)('where %s', (_, facts, expected) => {
    expect(stageOf({ ...base, ...facts })).toBe(expected);
  });
});

describe('lowestStage', () => {
  it.each([
    [[], 'unknown'],
    [['strict', 'meshed'], 'meshed'],
    [['unknown', 'strict'], 'unknown'],
    [['unknown', 'not-meshed'], 'not-meshed'],
    [['zero-trust'], 'zero-trust'],
  ] as const)('of %j is %s', (stages, expected) => {
    expect(lowestStage([...stages])).toBe(expected);
  });
});
