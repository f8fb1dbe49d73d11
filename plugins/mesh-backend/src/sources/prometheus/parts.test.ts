import fc from 'fast-check';
import { SourceError } from '../http';
import {
  finer,
  FinenessMemory,
  isTooLarge,
  NAME_PARTS,
  partsOf,
} from './parts';

const by = {
  clusterLabel: 'cluster',
  clusters: ['eu', 'u"s'],
  label: 'namespace',
};

describe('asking in parts', () => {
  it('parts names so that each is in exactly one', () => {
    const names = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/),
    );
    fc.assert(
      fc.property(names, name => {
        fc.pre(!/[\n\r\u2028\u2029]/.test(name));
        const own = NAME_PARTS.filter(part =>
          new RegExp(`^(?:${part})$`).test(name),
        );
        expect({ name, own }).toEqual({ name, own: [expect.any(String)] });
      }),
      { numRuns: 2000 },
    );
  });

  it('parts by cluster first, where a label tells them apart', () => {
    expect(partsOf(0, by)).toEqual(['']);
    expect(partsOf(1, by)).toEqual([
      ', cluster="eu"',
      String.raw`, cluster="u\"s"`,
      ', cluster=""',
    ]);
    expect(partsOf(2, by)).toHaveLength(3 * NAME_PARTS.length);
    expect(partsOf(2, by)[0]).toBe(', cluster="eu", namespace=~".*[0-2]"');
    expect(partsOf(2, { ...by, clusterLabel: undefined })).toHaveLength(
      NAME_PARTS.length,
    );
  });

  it('ends where it cannot be finer', () => {
    expect(finer(0, by)).toBe(1);
    expect(finer(1, by)).toBe(2);
    expect(finer(2, by)).toBeUndefined();
    expect(finer(0, { ...by, clusterLabel: undefined })).toBe(2);
    expect(finer(0, { clusters: ['eu'] })).toBeUndefined();
  });

  it('knows how finely to ask for an hour', () => {
    let minutes = 0;
    const memory = new FinenessMemory(
      () => new Date(Date.UTC(2026, 4, 1, 10, minutes)),
    );
    expect(memory.get('istio latency')).toBe(0);
    memory.set('istio latency', 2);
    minutes = 30;
    memory.set('istio latency', 2);
    minutes = 59;
    expect(memory.get('istio latency')).toBe(2);
    expect(memory.get('istio requests')).toBe(0);
    minutes = 60;
    expect(memory.get('istio latency')).toBe(0);
  });

  it.each([
    [422, 'query processing would load too many samples into memory', true],
    [422, 'the query hit the max number of series limit', true],
    [422, 'exceeded maximum points', true],
    [422, 'found duplicate series for the match group', false],
    [500, 'too many samples', false],
  ])('takes %s "%s" for a matter of size: %s', (status, message, expected) => {
    expect(isTooLarge(new SourceError(message, status))).toBe(expected);
    expect(isTooLarge(new Error(message))).toBe(false);
  });
});
