import { mockCredentials } from '@backstage/backend-test-utils';
import { databases } from '../store/__testUtils__/databases';
import { recordOf, workloadOf } from '../store/__testUtils__/records';
import {
  ANN,
  CART,
  CART_PATH,
  SECRET,
  SECRET_PATH,
  TestApi,
} from './__testUtils__/TestApi';

jest.setTimeout(60_000);

const ann = mockCredentials.user.header(ANN);

describe.each(databases.eachSupportedId())('edges on %s', id => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.create(await databases.init(id));
    const edge = {
      mesh: 'istio',
      sourceCluster: null,
      destinationNamespace: 'shop',
      destinationWorkload: 'cart',
      requests: { total: 1, success: 1 },
      encrypted: { total: 1, encrypted: 1 },
    };
    const workload = (namespace: string, name: string) => ({
      ...workloadOf({ name }),
      namespace,
    });
    const status = {
      workloads: [
        {
          cluster: 'prod-eu',
          namespace: 'shop',
          kind: 'Deployment',
          name: 'cart',
          membership: { meshes: [] },
        } as any,
      ],
    };
    await api.store.replaceWorkloads('prod-eu', [
      workload('shop', 'cart'),
      workload('vault', 'secret'),
      workload('shop', 'nobody'),
    ]);
    await api.store.writeEntities(
      [
        recordOf('cart', {
          status,
          workloads: ['prod-eu/shop/Deployment/cart'],
        }),
        recordOf('secret', { workloads: ['prod-eu/vault/Deployment/secret'] }),
      ],
      { complete: false },
    );
    await api.store.upsertSource({
      name: 'main',
      kind: 'prometheus',
      cluster: 'prod-eu',
      state: 'ok',
      lastSuccess: '2026-01-01T10:09:00.000Z',
      lastAttempt: '2026-01-01T10:09:00.000Z',
      message: null,
    });
    await api.store.replaceObservations('main', 'prod-eu', {
      proxies: [],
      gauges: [],
      edges: [
        { ...edge, sourceNamespace: 'vault', sourceWorkload: 'secret' },
        { ...edge, sourceNamespace: 'shop', sourceWorkload: 'nobody' },
        { ...edge, sourceNamespace: 'shop', sourceWorkload: 'cart' },
        {
          ...edge,
          sourceNamespace: 'shop',
          sourceWorkload: 'cart',
          destinationNamespace: 'vault',
          destinationWorkload: 'secret',
        },
      ],
    });
  });
  beforeEach(() => api.reset());

  it('name callers and callees as entities for those who see all', async () => {
    const { status, body } = await api.get(`${CART_PATH}/edges`);
    expect(status).toBe(200);
    expect(body.window).toBe('PT5M');
    expect(body.asOf).toBe('2026-01-01T10:09:00.000Z');
    expect(
      body.callers.map((e: any) => [e.workload, e.entityRef]).sort(),
    ).toEqual([
      ['cart', CART],
      ['nobody', undefined],
      ['secret', SECRET],
    ]);
    expect(body.callees.map((e: any) => e.workload).sort()).toEqual([
      'cart',
      'secret',
    ]);
  });

  it('are a number where they are hidden, or nobody’s', async () => {
    const { body, text } = await api.get(`${CART_PATH}/edges`, ann);
    expect(body.callers).toEqual([
      expect.objectContaining({ workload: 'cart', entityRef: CART }),
      { hidden: true, count: 2 },
    ]);
    expect(body.callees).toContainEqual({ hidden: true, count: 1 });
    expect(text).not.toMatch(/secret|vault|nobody/);
  });

  it('are not there where the catalog hides the entity', async () => {
    expect((await api.get(`${SECRET_PATH}/edges`, ann)).status).toBe(404);
  });

  it('are of five minutes, and say so to whoever asks for more', async () => {
    const fine = await api.get(`${CART_PATH}/edges?window=PT5M`);
    expect(fine.status).toBe(200);
    const { status, body } = await api.get(`${CART_PATH}/edges?window=P7D`);
    expect(status).toBe(400);
    expect(body.error.message).toContain("'window'");
    expect(body.error.message).toContain('PT5M');
  });
});
