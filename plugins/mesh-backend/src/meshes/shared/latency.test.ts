import { istioMetrics } from '../istio/traffic';
import { linkerdMetrics } from '../linkerd/traffic';
import { Answers } from './samples';

const windows = { mtls: '1h', objective: '1h' };
const row = (value: number, le?: string) => ({
  labels: { workload: 'cart', ...(le ? { le } : {}) },
  value,
});

describe.each([
  ['istio', istioMetrics(windows)],
  ['linkerd', linkerdMetrics(windows)],
])('requests without latency in %s', (_, { readGauges }) => {
  const found = (answers: Answers) =>
    readGauges!(answers).filter(g => g.id === 'requests-without-latency');

  it('are told where requests flow and no bucket is anywhere', () => {
    const requests = [row(1.5), row(0), row(NaN), row(2)];
    expect(found({ requests, latency: [] })).toEqual([
      { id: 'requests-without-latency', labels: {}, value: 3.5 },
    ]);
  });

  it.each<[string, Answers]>([
    ['a bucket', { requests: [row(1)], latency: [row(0, '+Inf')] }],
    ['nothing that moves', { requests: [row(0)], latency: [] }],
    ['no request', { requests: [], latency: [] }],
    ['latency that could not be asked', { requests: [row(1)] }],
    ['requests that could not be asked', { latency: [] }],
  ])('are not told of %s', (__, answers) => {
    expect(found(answers)).toEqual([]);
  });
});
