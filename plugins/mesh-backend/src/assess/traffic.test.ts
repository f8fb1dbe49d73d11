import { TrafficRow } from '../store/types';
import { poolTraffic } from './traffic';

const row = (more: Partial<TrafficRow> = {}): TrafficRow => ({
  server: 'prom',
  cluster: 'eu',
  at: '2026-03-01T00:00:00Z',
  namespace: 'shop',
  workload: 'cart',
  kind: null,
  mesh: 'istio',
  requests: null,
  objectiveRequests: null,
  latency: null,
  encryptedRequests: null,
  encryptedConnections: null,
  connectionsApart: true,
  plaintextCallers: [],
  ...more,
});
const requests = { total: 10, success: 9 };
const latency = [
  { leMs: 10, perSecond: 5 },
  { leMs: Infinity, perSecond: 10 },
];
const connections = { encrypted: 3, total: 4 };

it.each<[string, TrafficRow[], string[] | undefined]>([
  ['requests', [row({ requests, latency })], undefined],
  ['no series', [row()], undefined],
  [
    'connections alone',
    [row({ encryptedConnections: connections })],
    ['l4-only'],
  ],
  [
    'connections at rest',
    [row({ encryptedConnections: { encrypted: 0, total: 0 } })],
    undefined,
  ],
  [
    'requests beside connections',
    [row({ requests }), row({ encryptedConnections: connections })],
    undefined,
  ],
  [
    'the latency of two meshes',
    [row({ requests, latency }), row({ requests, latency, mesh: 'linkerd' })],
    ['latency-not-pooled'],
  ],
  [
    'one mesh’s latency, and another’s requests',
    [row({ requests, latency }), row({ requests, mesh: 'linkerd' })],
    undefined,
  ],
])('of %s, why figures are missing is told', (_, rows, codes) => {
  const pooled = poolTraffic(rows, 0.999, true)!;
  expect(pooled.reasons?.map(({ code }) => code)).toEqual(codes);
});
