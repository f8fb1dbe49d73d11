import { sample } from '../testing/samples';
import {
  readIstioEdges,
  readIstioGauges,
  readIstioProxies,
} from './observations';

const AT = new Date('2026-03-01T00:00:00Z');

const pair = (more: Record<string, string> = {}) => ({
  source_workload_namespace: 'shop',
  source_workload: 'web',
  destination_workload_namespace: 'shop',
  destination_workload: 'cart',
  ...more,
});
const request = (value: number, more: Record<string, string> = {}) =>
  sample(
    value,
    pair({
      reporter: 'destination',
      response_code: '200',
      connection_security_policy: 'mutual_tls',
      ...more,
    }),
  );

describe('edges', () => {
  it('count requests and what of them was encrypted and succeeded', () => {
    const edges = readIstioEdges({
      edges: [
        request(3),
        request(1, { response_code: '503' }),
        request(1, { connection_security_policy: 'none' }),
      ],
    });
    expect(edges).toEqual([
      {
        mesh: 'istio',
        sourceCluster: null,
        sourceNamespace: 'shop',
        sourceWorkload: 'web',
        destinationNamespace: 'shop',
        destinationWorkload: 'cart',
        requests: { total: 5, success: 4 },
        encrypted: { total: 5, encrypted: 4 },
      },
    ]);
  });

  it('take the workload’s own proxy or its waypoint, never both', () => {
    const both = readIstioEdges({
      edges: [request(3), request(3, { reporter: 'waypoint' })],
    });
    expect(both[0].requests?.total).toBe(3);
    const waypoint = readIstioEdges({
      edges: [request(3, { reporter: 'waypoint' })],
    });
    expect(waypoint[0].requests?.total).toBe(3);
  });

  it('are of connections where nothing counts requests', () => {
    const tcp = { connection_security_policy: 'unknown' };
    const edges = readIstioEdges({
      edges: [request(1)],
      'edges-tcp': [
        sample(9, pair({ connection_security_policy: 'mutual_tls' })),
        sample(2, pair({ source_workload: 'batch', ...tcp })),
      ],
    });
    expect(edges.map(e => [e.sourceWorkload, e.requests, e.encrypted])).toEqual(
      [
        ['batch', null, { total: 2, encrypted: 0 }],
        ['web', { total: 1, success: 1 }, { total: 1, encrypted: 1 }],
      ],
    );
  });

  it('say nothing of encryption where only the client saw them', () => {
    const [edge] = readIstioEdges({
      'edges-client': [sample(4, pair({ response_code: '200' }))],
    });
    expect(edge).toMatchObject({
      requests: { total: 4, success: 4 },
      encrypted: null,
    });
  });

  it('name a caller that the mesh cannot name as unknown', () => {
    const [edge] = readIstioEdges({
      edges: [
        request(1, { source_workload: '', source_workload_namespace: '' }),
      ],
    });
    expect(edge).toMatchObject({
      sourceNamespace: 'unknown',
      sourceWorkload: 'unknown',
    });
  });

  it.each([
    ['at rest', [request(0)]],
    ['not a number', [request(NaN)]],
    ['without a destination', [request(1, { destination_workload: '' })]],
    ['that nobody told', undefined],
  ])('leave out what is %s', (_, edges) => {
    expect(readIstioEdges({ edges })).toEqual([]);
  });
});

it('proxies that are scraped have the end of their certificate, where they tell it', () => {
  const of = (pod: string) => ({ namespace: 'shop', pod });
  expect(
    readIstioProxies(
      {
        proxies: [sample(1, of('a')), sample(1, of('b')), sample(1, {})],
        'leaf-certificates': [sample(3600, of('a')), sample(60, of('c'))],
      },
      AT,
    ),
  ).toEqual([
    { ...of('a'), certificateNotAfter: '2026-03-01T01:00:00.000Z' },
    { ...of('b'), certificateNotAfter: null },
  ]);
});

it('figures that are no numbers are left out', () => {
  expect(
    readIstioGauges({
      'root-not-after': [sample(1.9e9, {})],
      'config-push-p99': [sample(NaN, {})],
    }),
  ).toEqual([{ id: 'root-not-after', labels: {}, value: 1.9e9 }]);
});
