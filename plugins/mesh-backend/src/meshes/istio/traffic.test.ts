import { sample } from '../testing/samples';
import { istioMetrics } from './traffic';

const { queries, read } = istioMetrics({ mtls: '3600s', objective: '3600s' });
const cart = {
  destination_workload_namespace: 'shop',
  destination_workload: 'cart',
};
const row = (value: number, labels: Record<string, string>) =>
  sample(value, { ...cart, ...labels });
const one = (answers: Parameters<typeof read>[0]) => read(answers, 3600)[0];

describe('traffic of Istio workloads', () => {
  it('counts failures by the common rule', () => {
    expect(
      one({
        requests: [
          row(8, { reporter: 'destination', response_code: '200' }),
          row(1, { reporter: 'destination', response_code: '503' }),
          row(1, { reporter: 'destination', response_code: '0' }),
          row(2, {
            reporter: 'destination',
            response_code: '200',
            grpc_response_status: '14',
          }),
        ],
      }).requests,
    ).toEqual({ total: 12, success: 8 });
  });

  it('never adds a waypoint’s rows to those of the workload', () => {
    const requests = [
      row(5, { reporter: 'destination', response_code: '200' }),
      row(5, { reporter: 'waypoint', response_code: '200' }),
    ];
    expect(one({ requests }).requests?.total).toBe(5);
  });

  it('takes the waypoint’s rows where the workload has none, or only old ones', () => {
    const waypoint = row(5, { reporter: 'waypoint', response_code: '200' });
    const rest = row(0, { reporter: 'destination', response_code: '200' });
    expect(one({ requests: [waypoint] }).requests?.total).toBe(5);
    expect(one({ requests: [rest, waypoint] }).requests?.total).toBe(5);
  });

  it('a series at rest is zero, no series is null', () => {
    expect(
      one({
        requests: [row(0, { reporter: 'destination', response_code: '200' })],
      }),
    ).toMatchObject({
      requests: { total: 0, success: 0 },
      objectiveRequests: null,
      latency: null,
      encryptedRequests: null,
      encryptedConnections: null,
    });
  });

  it('NaN and unknown workloads are nothing', () => {
    expect(
      read(
        {
          requests: [
            row(NaN, { reporter: 'destination', response_code: '200' }),
            row(1, { destination_workload: 'unknown' }),
          ],
        },
        3600,
      ),
    ).toEqual([]);
  });

  it('ztunnel’s `unknown` is plaintext, and so is a sidecar’s `none`', () => {
    const policy = (value: number, connection_security_policy: string) =>
      row(value, { reporter: 'destination', connection_security_policy });
    const rows = [
      policy(6, 'mutual_tls'),
      policy(1, 'none'),
      policy(1, 'unknown'),
    ];
    expect(
      one({ 'encrypted-requests': rows, 'encrypted-connections': rows }),
    ).toMatchObject({
      encryptedRequests: { encrypted: 6, total: 8 },
      encryptedConnections: { encrypted: 6, total: 8 },
    });
  });

  it('what encrypted and plaintext counts need is marked as evidence', () => {
    expect(queries.filter(q => q.evidence).map(q => q.id)).toEqual([
      'encrypted-requests',
      'encrypted-connections',
      'plaintext-callers',
      'plaintext-tcp-callers',
    ]);
  });

  it('names plaintext callers: HTTP with a rate, TCP without', () => {
    const caller = (value: number, name: string) =>
      row(value, {
        source_workload_namespace: name === 'unknown' ? 'unknown' : 'old',
        source_workload: name,
      });
    expect(
      one({
        'plaintext-callers': [caller(7200, 'web')],
        'plaintext-tcp-callers': [caller(5, 'web'), caller(5, 'unknown')],
      }).plaintextCallers,
    ).toEqual([
      {
        cluster: null,
        namespace: 'old',
        workload: 'web',
        requestsPerSecond: 2,
      },
      {
        cluster: null,
        namespace: 'unknown',
        workload: 'unknown',
        requestsPerSecond: null,
      },
    ]);
  });

  it('merges buckets of one reporter, rising', () => {
    const bucket = (value: number, le: string, reporter = 'destination') =>
      row(value, { le, reporter });
    expect(
      one({
        latency: [
          bucket(4, '+Inf'),
          bucket(2, '10'),
          bucket(3, '25'),
          bucket(9, '10', 'waypoint'),
        ],
      }).latency,
    ).toEqual([
      { leMs: 10, perSecond: 2 },
      { leMs: 25, perSecond: 3 },
      { leMs: Infinity, perSecond: 4 },
    ]);
  });
});
