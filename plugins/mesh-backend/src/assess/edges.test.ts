import { EdgeRow } from '../store/types';
import { edgesOf } from './edges';
import { AgedSource } from './types';

const server = (parts: Partial<AgedSource> = {}): AgedSource => ({
  name: 'main',
  kind: 'prometheus',
  cluster: 'eu',
  state: 'ok',
  lastSuccess: '2026-03-01T00:00:00Z',
  lastAttempt: '2026-03-01T00:00:00Z',
  dark: false,
  ...parts,
});

const edge = (parts: Partial<EdgeRow> = {}): EdgeRow => ({
  server: 'main',
  cluster: 'eu',
  mesh: 'istio',
  sourceCluster: 'eu',
  sourceNamespace: 'shop',
  sourceWorkload: 'web',
  destinationNamespace: 'shop',
  destinationWorkload: 'cart',
  requests: { total: 4, success: 3 },
  encrypted: { total: 4, encrypted: 4 },
  ...parts,
});

const workload = (name = 'cart', mesh = 'istio', cluster = 'eu') =>
  ({
    cluster,
    namespace: 'shop',
    kind: 'Deployment',
    name,
    membership: { meshes: [{ mesh }] },
  } as any);

const edges = (parts: Partial<Parameters<typeof edgesOf>[0]>) =>
  edgesOf({
    workloads: [workload()],
    sources: [server()],
    into: [],
    outOf: [],
    ...parts,
  });

it('tells the other end of each call, busiest first', () => {
  const { callers, callees, asOf, notes } = edges({
    into: [
      edge({ sourceWorkload: 'batch', requests: { total: 1, success: 1 } }),
      edge(),
    ],
    outOf: [edge({ sourceWorkload: 'cart', destinationWorkload: 'ledger' })],
  });
  expect(callers).toEqual([
    {
      cluster: 'eu',
      namespace: 'shop',
      workload: 'web',
      requestsPerSecond: 4,
      successRate: 0.75,
      encryptedShare: 1,
    },
    expect.objectContaining({ workload: 'batch', successRate: 1 }),
  ]);
  expect(callees.map(c => c.workload)).toEqual(['ledger']);
  expect([asOf, notes]).toEqual(['2026-03-01T00:00:00Z', []]);
});

it('adds what one caller sends to several workloads of the entity', () => {
  const { callers } = edges({
    into: [edge(), edge({ destinationWorkload: 'cart-canary' })],
  });
  expect(callers).toHaveLength(1);
  expect(callers[0].requestsPerSecond).toBe(8);
});

it('counts a pair that two servers hold once', () => {
  const { callers } = edges({
    sources: [server(), server({ name: 'other' })],
    into: [edge(), edge({ server: 'other' })],
  });
  expect(callers[0].requestsPerSecond).toBe(4);
});

it('has no rate and no success where only connections are seen, and says so', () => {
  const { callers, notes } = edges({
    into: [edge({ requests: null, encrypted: { total: 2, encrypted: 1 } })],
  });
  expect(callers[0]).toMatchObject({
    requestsPerSecond: null,
    successRate: null,
    encryptedShare: 0.5,
  });
  expect(notes[0]).toContain('connections only');
});

it('says nothing of encryption where some of it was not told', () => {
  const { callers } = edges({
    into: [edge(), edge({ destinationWorkload: 'b', encrypted: null })],
  });
  expect(callers[0].encryptedShare).toBeNull();
});

it('leaves out what a server said that has gone dark, and says what is not covered', () => {
  const { callers, asOf, notes } = edges({
    sources: [server({ dark: true })],
    into: [edge()],
  });
  expect(callers).toEqual([]);
  expect(asOf).toBeNull();
  expect(notes).toEqual(['No metrics server that answers covers eu.']);
});

it('says that Linkerd names no plaintext caller', () => {
  const { notes } = edges({ workloads: [workload('cart', 'linkerd')] });
  expect(notes[0]).toContain('Linkerd');
});

it('does not mind the order of rows', () => {
  const into = [
    edge({ requests: null }),
    edge({ sourceWorkload: 'b' }),
    edge({ sourceWorkload: 'c' }),
  ];
  expect(edges({ into: [...into].reverse() })).toEqual(edges({ into }));
});
