import { LatencyCounts } from '../meshes/histogram';
import { joinLatency } from './joinLatency';

/** All requests took between 0 and `leMs`. */
const counts = (leMs: number, count: number): LatencyCounts => [
  { leMs, count },
  { leMs: Infinity, count },
];

describe('joinLatency', () => {
  it('takes the percentile of all requests of a side', () => {
    expect(
      joinLatency([
        {
          before: new Map([['istio', counts(100, 200)]]),
          after: new Map([['istio', counts(200, 400)]]),
        },
      ]),
    ).toEqual({
      mesh: 'istio',
      before: { p95Ms: 95, requests: 200 },
      after: { p95Ms: 190, requests: 400 },
    });
  });

  it('never adds two servers or two meshes: who saw most before speaks', () => {
    const sides = [
      {
        before: new Map([['istio', counts(100, 10)]]),
        after: new Map([['istio', counts(100, 1000)]]),
      },
      {
        before: new Map([
          ['istio', counts(100, 20)],
          ['linkerd', counts(50, 30)],
        ]),
        after: new Map([['linkerd', counts(100, 7)]]),
      },
    ];
    const expected = {
      mesh: 'linkerd',
      before: { p95Ms: 47.5, requests: 30 },
      after: { p95Ms: 95, requests: 7 },
    };
    expect(joinLatency(sides)).toEqual(expected);
    expect(joinLatency([...sides].reverse())).toEqual(expected);
  });

  it('has no side of which nothing was told', () => {
    expect(joinLatency([])).toEqual({ mesh: null, before: null, after: null });
    expect(
      joinLatency([
        { before: new Map(), after: new Map([['istio', counts(10, 5)]]) },
      ]).before,
    ).toBeNull();
  });
});
