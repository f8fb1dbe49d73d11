import request from 'supertest';
import { parseAllDocuments } from 'yaml';
import { DemoEstate, startDemoEstate } from './server';

describe('the demo estate', () => {
  let estate: DemoEstate;
  beforeAll(async () => {
    estate = await startDemoEstate({
      port: 0,
      time: new Date('2026-08-04T12:00:00Z'),
    });
  });
  afterAll(() => estate.close());

  const get = (path: string) =>
    request(estate.url).get(path).set('Authorization', 'Bearer demo-token');
  const pods = '/clusters/prod-eu/api/v1/pods';

  it('is alive without a token, and shows nothing of a cluster without one', async () => {
    await request(estate.url).get('/healthz').expect(200, 'ok\n');
    const { body } = await request(estate.url).get(pods).expect(401);
    expect(body).toMatchObject({ kind: 'Status', reason: 'Unauthorized' });
  });

  it('lists all pods of a cluster in pages, each once', async () => {
    const names: string[] = [];
    let next: string | undefined = '';
    while (next !== undefined) {
      const { body } = await get(pods).query({ limit: 50, continue: next });
      expect(body.kind).toBe('PodList');
      expect(body.items.length).toBeLessThanOrEqual(50);
      names.push(...body.items.map((p: any) => p.metadata.uid));
      next = body.metadata.continue;
    }
    const { body } = await get(pods);
    expect(names).toEqual(body.items.map((p: any) => p.metadata.uid));
    expect(new Set(names).size).toBe(names.length);
  });

  it('narrows to a namespace and to labels', async () => {
    const { body } = await get(
      '/clusters/prod-eu/api/v1/namespaces/payments/pods',
    ).query({ labelSelector: 'app=ledger' });
    expect(body.items.map((p: any) => p.metadata.name)).toEqual([
      'ledger-0',
      'ledger-1',
      'ledger-2',
    ]);
    await get(pods).query({ labelSelector: 'app in (a, b)' }).expect(400);
  });

  it.each([
    ['limit', '-1'],
    ['limit', 'many'],
    ['continue', 'made-up'],
  ])('names the parameter %s when it is %s', async (name, value) => {
    const { body } = await get(pods)
      .query({ [name]: value })
      .expect(400);
    expect(body.message).toContain(name);
  });

  it('gets a ConfigMap by name', async () => {
    const path = '/clusters/prod-us/api/v1/namespaces/linkerd/configmaps';
    const { body } = await get(`${path}/linkerd-config`).expect(200);
    expect(body.data.values).toContain('defaultInboundPolicy');
    await get(`${path}/other`).expect(404);
  });

  it('does not know kinds of a mesh that is not installed', async () => {
    const kind = 'apis/security.istio.io/v1/peerauthentications';
    await get(`/clusters/prod-eu/${kind}`).expect(200);
    const { body } = await get(`/clusters/prod-us/${kind}`).expect(404);
    expect(body).toMatchObject({ kind: 'Status', code: 404 });
  });

  it.each([
    ['prod-eu', 'networking.istio.io/v1', 'VirtualService', 2],
    ['prod-eu', 'networking.istio.io/v1', 'DestinationRule', 6],
    ['prod-us', 'gateway.networking.k8s.io/v1', 'HTTPRoute', 2],
    ['prod-us', 'policy.linkerd.io/v1alpha1', 'MeshTLSAuthentication', 1],
    ['prod-us', 'policy.linkerd.io/v1beta3', 'Server', 5],
    ['staging', 'security.istio.io/v1', 'AuthorizationPolicy', 0],
  ])('lists of %s, in %s, each %s: %i', async (cluster, version, kind, n) => {
    const plural = `${kind.toLowerCase()}s`.replace(/ys$/, 'ies');
    const { body } = await get(
      `/clusters/${cluster}/apis/${version}/${plural}`,
    );
    expect([body.kind, body.apiVersion]).toEqual([`${kind}List`, version]);
    expect(body.items).toHaveLength(n);
  });

  it('never hands out Secrets', async () => {
    const { status } = await get('/clusters/prod-eu/api/v1/secrets');
    expect(status).toBe(404);
  });

  it('can only be read', async () => {
    const { status, body } = await request(estate.url)
      .post(pods)
      .set('Authorization', 'Bearer demo-token');
    expect([status, body.reason]).toEqual([405, 'MethodNotAllowed']);
  });

  it('has a cluster that answers 500 to everything', async () => {
    for (const path of ['api/v1/namespaces', 'version', 'nothing']) {
      const { status, body } = await get(`/clusters/prod-ap/${path}`);
      expect([status, body.kind]).toEqual([500, 'Status']);
    }
  });

  it('answers the same to the same seed', async () => {
    const other = await startDemoEstate({ port: 0 });
    try {
      const { body } = await request(other.url)
        .get(pods)
        .set('Authorization', 'Bearer demo-token');
      expect(body).toEqual((await get(pods)).body);
    } finally {
      await other.close();
    }
  });

  it('takes the time it is told, and says which parameter was wrong', async () => {
    const at = '2026-07-20T18:00:00.000Z';
    await request(estate.url).post('/time').send({ at }).expect(200);
    const { body } = await request(estate.url).get('/time');
    expect(Date.parse(body.at) - Date.parse(at)).toBeLessThan(60_000);
    const wrong = await request(estate.url).post('/time').send({ at: 'noon' });
    expect(wrong.status).toBe(400);
    expect(wrong.body.error).toContain("'at'");
  });

  it('answers queries of its traffic', async () => {
    const { body } = await request(estate.url)
      .get('/prometheus/api/v1/query')
      .query({ query: 'count by (cluster) (up)' })
      .expect(200);
    expect(body.data.result.map((r: any) => r.metric.cluster).sort()).toEqual([
      'prod-eu',
      'prod-us',
      'rehearsal',
      'staging',
    ]);
  });
});

it('carries a load of any size in place of the company', async () => {
  const load = { clusters: 3, pods: 40, entities: 25 };
  const estate = await startDemoEstate({ port: 0, load });
  try {
    const { text } = await request(estate.url).get('/catalog.yaml').expect(200);
    const components = parseAllDocuments(text)
      .map(document => document.toJS())
      .filter(entity => entity.kind === 'Component');
    expect(components).toHaveLength(load.entities);
    expect(estate.clusters).toEqual(['load-1', 'load-2', 'load-3']);
    const ids = new Set<string>();
    for (const cluster of estate.clusters) {
      const { body } = await request(estate.url)
        .get(`/clusters/${cluster}/api/v1/pods`)
        .set('Authorization', 'Bearer demo-token');
      const own = body.items
        .map((p: any) => p.metadata.labels['backstage.io/kubernetes-id'])
        .filter(Boolean);
      expect(own).toHaveLength(load.pods);
      for (const id of own) ids.add(id);
    }
    expect([...ids].sort()).toEqual(
      components.map(entity => entity.metadata.name).sort(),
    );
  } finally {
    await estate.close();
  }
});
