import { Membership } from '@meshboard/backstage-plugin-mesh-common';
import { poolMembership } from './membership';

const of = (
  meshedPods: number,
  totalPods: number,
  unknownPods?: number,
): Membership => ({
  state: 'unknown',
  meshes: [],
  meshedPods,
  totalPods,
  ...(unknownPods ? { unknownPods } : {}),
  reasons: [],
});

describe('membership of several workloads', () => {
  it.each<[string, Membership[], boolean, string]>([
    ['none', [], false, 'unknown'],
    ['all in', [of(2, 2), of(1, 1)], false, 'meshed'],
    ['all in, and a cluster is dark', [of(2, 2)], true, 'unknown'],
    ['one out', [of(2, 2), of(0, 1)], false, 'partial'],
    ['one out, and a cluster is dark', [of(2, 2), of(0, 1)], true, 'partial'],
    ['all out', [of(0, 2)], true, 'not-meshed'],
    ['one that cannot be told', [of(2, 2), of(0, 1, 1)], false, 'unknown'],
    ['none that can be told', [of(0, 2, 2)], false, 'unknown'],
    [
      'one in, one out, one not told',
      [of(1, 2), of(0, 1, 1)],
      false,
      'partial',
    ],
    ['one out, one not told', [of(0, 1), of(0, 1, 1)], false, 'not-meshed'],
  ])('%s', (_, all, dark, state) => {
    expect(poolMembership(all, dark).state).toBe(state);
  });

  it('says once what is said of workloads as a whole, without counting pods', () => {
    const reason = { code: 'injector-unavailable', message: 'No answer' };
    const one = { ...of(1, 1), reasons: [reason] };
    expect(poolMembership([one, one], false).reasons).toEqual([
      { ...reason, fix: [] },
    ]);
  });
});
