import { MembershipState } from '@meshboard/backstage-plugin-mesh-common';
import { joinedMeshAt } from './joined';

const T1 = '2026-05-01T10:00:00.000Z';
const T2 = '2026-05-02T10:00:00.000Z';

const before = (membership: MembershipState, joined: string | null = null) => ({
  at: T1,
  membership,
  stage: 'meshed' as const,
  joinedMeshAt: joined,
});

describe('when an entity joined a mesh', () => {
  it.each<[string, MembershipState, ReturnType<typeof before> | undefined]>([
    ['in at first sight', 'meshed', undefined],
    ['in since before anybody looked', 'meshed', before('meshed')],
    ['still out', 'not-meshed', before('not-meshed')],
    ['some pods still out', 'partial', before('not-meshed')],
    ['left again', 'not-meshed', before('meshed', T1)],
    ['some pods left again', 'partial', before('meshed', T1)],
    ['never seen', 'unknown', undefined],
  ])('is not told: %s', (_, membership, known) => {
    expect(joinedMeshAt(membership, known, T2)).toBeNull();
  });

  it.each<MembershipState>(['not-meshed', 'partial'])(
    'is when all pods were seen in, after %s',
    state => {
      expect(joinedMeshAt('meshed', before(state), T2)).toBe(T2);
    },
  );

  it('stays while it is in', () => {
    expect(joinedMeshAt('meshed', before('meshed', T1), T2)).toBe(T1);
  });

  it('stays while nobody can tell', () => {
    expect(joinedMeshAt('unknown', before('meshed', T1), T2)).toBe(T1);
  });
});
