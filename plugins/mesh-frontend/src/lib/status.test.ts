import * as fixtures from '../fixtures/status';
import {
  bySeverity,
  clustersOf,
  firstMembershipFix,
  hasNoWorkload,
  narrowToCluster,
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

describe('narrowToCluster', () => {
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
