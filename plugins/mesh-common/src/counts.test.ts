import { PlainCounts, withShares } from './counts';

const counts = (
  stages: Partial<PlainCounts['stages']>,
  health: Partial<PlainCounts['health']> = {},
): PlainCounts => ({
  total: 100,
  eligible: Object.values(stages).reduce((sum, n) => sum + n, 0),
  exempt: 0,
  notApplicable: 0,
  notApplicableBy: {},
  unknown: 0,
  stages: {
    'not-meshed': 0,
    meshed: 0,
    encrypted: 0,
    strict: 0,
    'zero-trust': 0,
    unknown: 0,
    ...stages,
  },
  membership: { meshed: 0, partial: 0, 'not-meshed': 0, unknown: 0 },
  health: {
    healthy: 0,
    unhealthy: 0,
    'too-few-requests': 0,
    'no-traffic': 0,
    unknown: 0,
    ...health,
  },
  pods: { running: 0, meshed: 0 },
  workloads: { total: 0, meshed: 0 },
  coverage: null,
});

describe('withShares', () => {
  it('keeps what is not known in the denominator, except where it says so', () => {
    expect(
      withShares(counts({ 'not-meshed': 2, strict: 4, unknown: 2 })),
    ).toMatchObject({
      meshedShare: 0.5,
      meshedShareOfKnown: 4 / 6,
      strictShare: 0.5,
    });
  });

  it('counts every step from meshed up, and as strict only strict and above', () => {
    expect(
      withShares(
        counts({
          'not-meshed': 1,
          meshed: 1,
          encrypted: 1,
          strict: 1,
          'zero-trust': 1,
        }),
      ),
    ).toMatchObject({ meshedShare: 0.8, strictShare: 0.4 });
  });

  it('shares nothing of nothing', () => {
    expect(withShares(counts({}))).toMatchObject({
      meshedShare: null,
      meshedShareOfKnown: null,
      strictShare: null,
      healthyShare: null,
    });
    expect(withShares(counts({ unknown: 3 }))).toMatchObject({
      meshedShare: 0,
      meshedShareOfKnown: null,
    });
  });

  it('judges health of those that could be judged', () => {
    expect(
      withShares(
        counts(
          { meshed: 9 },
          { healthy: 3, unhealthy: 1, 'no-traffic': 3, unknown: 2 },
        ),
      ).healthyShare,
    ).toBe(0.75);
  });
});
