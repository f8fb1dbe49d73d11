import { workloadOf } from '../../store/__testUtils__/records';
import { JoinLatency } from '../../store/types';
import { latencyFindings } from './latency';

const JOINED = '2026-05-01T10:00:00.000Z';
const DAY_MS = 86_400_000;

const side = (p95Ms: number, requests = 5000) => ({ p95Ms, requests });

function say(latency: Partial<JoinLatency> | undefined, days = 1) {
  return latencyFindings({
    joinedMeshAt: JOINED,
    latency: latency && {
      entityRef: 'component:default/cart',
      joinedMeshAt: JOINED,
      hours: 24,
      mesh: 'istio',
      before: null,
      after: null,
      ...latency,
    },
    workloads: [workloadOf({ name: 'cart' })],
    minimumRequests: 1000,
    now: Date.parse(JOINED) + days * DAY_MS,
  });
}

describe('latency after meshing', () => {
  it.each([
    ['a fifth more, and 5 ms', side(25), side(30), 1],
    ['much more', side(20), side(220), 1],
    ['less than a fifth', side(100), side(115), 0],
    ['a fifth, and less than 5 ms', side(4), side(8), 0],
    ['less than before', side(30), side(10), 0],
  ])('%s', (_, before, after, found) => {
    const { findings, notEvaluated } = say({ before, after });
    expect(findings).toHaveLength(found);
    expect(notEvaluated).toEqual([]);
  });

  it('quotes both days, as the callers measured them', () => {
    const [{ evidence, fix, workloads }] = say({
      before: side(20, 12_345),
      after: side(50),
    }).findings;
    expect(evidence).toBe(
      'P95 as its callers measure it: 20 ms in the day before it joined (12,345 requests), 50 ms in the 24 hours after (5,000 requests), 150 % more',
    );
    expect(workloads).toEqual(['prod-eu/shop/Deployment/cart']);
    expect(fix.length).toBeGreaterThan(0);
  });

  it.each<[string, Partial<JoinLatency> | undefined, RegExp]>([
    ['nobody looked yet', undefined, /no hour since then/],
    [
      'another joining was looked at',
      { joinedMeshAt: '2026-04-01T10:00:00.000Z', before: side(1) },
      /no hour since then/,
    ],
    [
      'no caller measured it before',
      { after: side(50) },
      /0 requests in the day before it joined, and 1,000/,
    ],
    [
      'too few did before',
      { before: side(20, 999), after: side(50) },
      /999 requests in the day before/,
    ],
    [
      'too few did after',
      { before: side(20), after: side(50, 3), hours: 1 },
      /3 requests in the hour after/,
    ],
  ])('is told as not checked where %s', (_, latency, because) => {
    const { findings, notEvaluated } = say(latency);
    expect(findings).toEqual([]);
    expect(notEvaluated).toEqual([
      {
        code: 'latency-after-meshing',
        because: expect.stringMatching(because),
      },
    ]);
  });

  it('is of no interest after a week', () => {
    expect(say({ before: side(20), after: side(50) }, 8)).toEqual({
      findings: [],
      notEvaluated: [],
    });
  });
});
