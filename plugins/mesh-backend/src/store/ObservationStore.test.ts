import { WorkloadEdge } from '@meshboard/backstage-plugin-mesh-node';
import { databases, storeOn } from './__testUtils__/databases';
import { recordOf, workloadOf } from './__testUtils__/records';
import { Observations } from './types';

jest.setTimeout(60_000);

const NOT_AFTER = '2026-01-02T00:00:00.000Z';

const edge = (
  from: string,
  to: string,
  parts: Partial<WorkloadEdge> = {},
): WorkloadEdge => ({
  mesh: 'istio',
  sourceCluster: null,
  sourceNamespace: 'shop',
  sourceWorkload: from,
  destinationNamespace: 'shop',
  destinationWorkload: to,
  requests: { total: 2, success: 1 },
  encrypted: { total: 2, encrypted: 2 },
  ...parts,
});
const nothing: Observations = { proxies: [], gauges: [], edges: [] };
const at = (name: string, cluster = 'prod-eu', namespace = 'shop') => ({
  cluster,
  namespace,
  name,
});

describe.each(databases.eachSupportedId())('observations on %s', id => {
  const open = async () => storeOn(await databases.init(id));

  it('keeps proxies by namespace, with the end of their certificates', async () => {
    const store = await open();
    const proxy = { mesh: 'istio', namespace: 'shop', pod: 'cart-1' };
    await store.replaceObservations('main', 'prod-eu', {
      ...nothing,
      proxies: [
        { ...proxy, certificateNotAfter: NOT_AFTER },
        { ...proxy, pod: 'cart-2', certificateNotAfter: null },
        { ...proxy, namespace: 'other', certificateNotAfter: null },
      ],
    });
    const found = await store.listProxies([
      { cluster: 'prod-eu', namespace: 'shop' },
      { cluster: 'prod-us', namespace: 'shop' },
    ]);
    expect(found.map(p => [p.pod, p.certificateNotAfter, p.server])).toEqual([
      ['cart-1', NOT_AFTER, 'main'],
      ['cart-2', null, 'main'],
    ]);
    expect(await store.listProxies([])).toEqual([]);
  });

  it('keeps figures of meshes', async () => {
    const store = await open();
    const gauge = { mesh: 'istio', id: 'root-not-after', labels: {}, value: 5 };
    await store.replaceObservations('main', 'prod-eu', {
      ...nothing,
      gauges: [gauge, { ...gauge, id: 'push', value: 0.1 }],
    });
    expect(await store.listGauges()).toEqual([
      { server: 'main', cluster: 'prod-eu', ...gauge },
      { server: 'main', cluster: 'prod-eu', ...gauge, id: 'push', value: 0.1 },
    ]);
  });

  it('finds edges from either end, in the cluster of that end', async () => {
    const store = await open();
    await store.replaceObservations('main', 'prod-eu', {
      ...nothing,
      edges: [
        edge('web', 'cart'),
        edge('cart', 'ledger'),
        edge('web', 'cart', { sourceCluster: 'prod-us' }),
        edge('web', 'cart', { destinationNamespace: 'other' }),
      ],
    });
    const callers = await store.listEdges('destination', [at('cart')]);
    expect(callers.map(e => [e.sourceCluster, e.sourceWorkload])).toEqual([
      ['prod-eu', 'web'],
      ['prod-us', 'web'],
    ]);
    expect(callers[0]).toMatchObject(
      edge('web', 'cart', { sourceCluster: 'prod-eu' }),
    );
    const callees = await store.listEdges('source', [at('cart')]);
    expect(callees.map(e => e.destinationWorkload)).toEqual(['ledger']);
    expect(await store.listEdges('source', [at('cart', 'prod-us')])).toEqual(
      [],
    );
    expect(await store.listEdges('source', [])).toEqual([]);
  });

  it('replaces what a server told of a cluster, and leaves what others told', async () => {
    const store = await open();
    const one = { ...nothing, edges: [edge('web', 'cart')] };
    await store.replaceObservations('main', 'prod-eu', one);
    await store.replaceObservations('other', 'prod-eu', one);
    await store.replaceObservations('main', 'prod-us', one);
    await store.replaceObservations('main', 'prod-eu', {
      ...nothing,
      edges: [edge('new', 'cart')],
    });
    const found = await store.listEdges('destination', [
      at('cart'),
      at('cart', 'prod-us'),
    ]);
    expect(
      found.map(e => [e.server, e.cluster, e.sourceWorkload]).sort(),
    ).toEqual([
      ['main', 'prod-eu', 'new'],
      ['main', 'prod-us', 'web'],
      ['other', 'prod-eu', 'web'],
    ]);
  });

  it('forgets what a server told when it is no longer configured', async () => {
    const store = await open();
    const source = {
      name: 'main',
      kind: 'prometheus' as const,
      cluster: 'prod-eu',
      state: 'ok' as const,
      lastSuccess: NOT_AFTER,
      lastAttempt: NOT_AFTER,
      message: null,
    };
    await store.upsertSource(source);
    await store.replaceObservations('main', 'prod-eu', {
      proxies: [
        { mesh: 'istio', namespace: 'a', pod: 'b', certificateNotAfter: null },
      ],
      gauges: [{ mesh: 'istio', id: 'x', labels: {}, value: 1 }],
      edges: [edge('web', 'cart')],
    });
    await store.retainSources([]);
    expect(await store.listGauges()).toEqual([]);
    expect(await store.listEdges('destination', [at('cart')])).toEqual([]);
    expect(
      await store.listProxies([{ cluster: 'prod-eu', namespace: 'a' }]),
    ).toEqual([]);
  });

  it('finds the entities at a place, whatever the kind of the workload', async () => {
    const store = await open();
    await store.replaceWorkloads('prod-eu', [
      workloadOf({ name: 'cart' }),
      { ...workloadOf({ name: 'cart' }), kind: 'StatefulSet' },
      workloadOf({ name: 'nobody' }),
    ]);
    await store.writeEntities(
      [
        recordOf('cart', { workloads: ['prod-eu/shop/Deployment/cart'] }),
        recordOf('both', {
          workloads: [
            'prod-eu/shop/Deployment/cart',
            'prod-eu/shop/StatefulSet/cart',
          ],
        }),
      ],
      { complete: true },
    );
    const found = await store.entitiesAt([
      at('cart'),
      at('nobody'),
      at('cart', 'prod-us'),
    ]);
    expect([...found]).toEqual([
      [
        'prod-eu/shop/cart',
        ['component:default/both', 'component:default/cart'],
      ],
    ]);
    expect((await store.entitiesAt([])).size).toBe(0);
  });
});
