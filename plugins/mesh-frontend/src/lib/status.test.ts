import * as fixtures from '../fixtures/status';
import {
  bySeverity,
  clustersOf,
  firstMembershipFix,
  hasNoWorkload,
  isOffLadder,
  narrowToCluster,
  staleSources,
  unreadMetrics,
} from './status';

describe('bySeverity', () => {
  it('puts the worst first', () => {
    expect(
      bySeverity(fixtures.strict.findings).map(({ severity }) => severity),
    ).toEqual(['warning', 'info']);
  });
});

describe('hasNoWorkload', () => {
  it('holds where the whole lookup found nothing', () => {
    expect(hasNoWorkload(fixtures.noWorkload)).toBe(true);
  });

  it('does not hold where the lookup could not be completed', () => {
    expect(hasNoWorkload(fixtures.unknown)).toBe(false);
  });

  it('does not hold for an entity that is scaled to zero', () => {
    expect(
      hasNoWorkload({
        ...fixtures.noWorkload,
        eligibility: { state: 'not-applicable', reason: 'scaled-to-zero' },
      }),
    ).toBe(false);
  });

  it('holds where the annotations cannot be read', () => {
    expect(
      hasNoWorkload({
        ...fixtures.noWorkload,
        eligibility: { state: 'unknown' },
        lookup: { selector: null, error: 'not a selector' },
      }),
    ).toBe(true);
  });
});

describe('firstMembershipFix', () => {
  it('prefers a reason that has something to type', () => {
    const [withCommand] = fixtures.partial.membership.reasons;
    const status = {
      ...fixtures.partial,
      membership: {
        ...fixtures.partial.membership,
        reasons: [
          { code: 'host-network', message: 'hostNetwork' },
          withCommand,
        ],
      },
    };
    expect(firstMembershipFix(status)?.fix?.command).toBe(
      'kubectl rollout restart deployment/payments -n shop',
    );
  });

  it('is not there where every pod is in', () => {
    expect(firstMembershipFix(fixtures.strict)).toBeUndefined();
  });
});

describe('staleSources', () => {
  const [stale] = fixtures.stale.sources;

  it('names a cluster whose last word still stands', () => {
    expect(staleSources(fixtures.stale)).toEqual([stale]);
  });

  it('does not name a cluster whose last word is not shown any more', () => {
    expect(staleSources({ ...fixtures.unknown, sources: [stale] })).toEqual([]);
  });

  it('names old metrics only where they are shown', () => {
    const metrics = { ...stale, kind: 'prometheus' as const };
    expect(staleSources({ ...fixtures.strict, sources: [metrics] })).toEqual([
      metrics,
    ]);
    expect(
      staleSources({ ...fixtures.metricsAway, sources: [metrics] }),
    ).toEqual([]);
  });
});

describe('unreadMetrics', () => {
  it('names metrics that could not be read, and no cluster', () => {
    expect(unreadMetrics(fixtures.metricsAway).map(({ name }) => name)).toEqual(
      ['thanos'],
    );
    expect(unreadMetrics(fixtures.stale)).toEqual([]);
  });
});

describe('isOffLadder', () => {
  it.each([
    ['the proxies of a mesh', fixtures.infrastructure, true],
    ['what finds no pod', fixtures.noWorkload, true],
    ['an eligible service', fixtures.notMeshed, false],
    ['an exempt service', fixtures.exempt, false],
    ['what cannot be read', fixtures.unknown, false],
    [
      'a running service of a type that is left out',
      {
        ...fixtures.strict,
        eligibility: {
          state: 'not-applicable' as const,
          reason: 'type-excluded',
        },
      },
      false,
    ],
  ])('of %s', (_, status, expected) => {
    expect(isOffLadder(status)).toBe(expected);
  });
});

describe('narrowToCluster', () => {
  it('leaves the reasons of the workloads there', () => {
    const [reason] = fixtures.partial.membership.reasons;
    const [eu, us] = fixtures.twoClusters.workloads;
    const status = {
      ...fixtures.twoClusters,
      membership: { ...fixtures.partial.membership },
      workloads: [
        eu,
        { ...us, membership: { ...us.membership, reasons: [reason] } },
      ],
    };
    expect(narrowToCluster(status, 'prod-us').membership.reasons).toEqual([
      reason,
    ]);
    expect(narrowToCluster(status, 'prod-eu').membership.reasons).toEqual([]);
  });

  it('leaves lists of one cluster, and findings that name no workload', () => {
    const narrow = narrowToCluster(fixtures.twoClusters, 'prod-us');
    expect(narrow.workloads.map(({ cluster }) => cluster)).toEqual(['prod-us']);
    expect(narrow.findings.map(({ code }) => code)).toEqual([
      'trust-anchor-expiring',
    ]);
    expect(narrow.certificates).toEqual([]);
  });

  it('names every cluster once', () => {
    expect(clustersOf(fixtures.twoClusters)).toEqual(['prod-eu', 'prod-us']);
  });
});
