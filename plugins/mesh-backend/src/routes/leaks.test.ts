import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { readMeshConfig } from '../config';
import { MeshEntity } from '../entities/types';
import { builtInAdapters } from '../meshes';
import { databases } from '../store/__testUtils__/databases';
import { workloadOf } from '../store/__testUtils__/records';
import { TrafficRow } from '../store/types';
import { Assessor } from '../tasks/Assessor';
import { ANN, BOB, CART_PATH, TestApi } from './__testUtils__/TestApi';

jest.setTimeout(120_000);

// All that Ann may not see has one of these in each of its names.
const HIDDEN = /secret|vault/i;

const NOW = '2026-01-01T10:10:00.000Z';
const HOUR = '2026-01-01T08:00:00.000Z';

const entity = (name: string): MeshEntity => ({
  ref: `component:default/${name}`,
  name,
  namespace: 'default',
  title: name,
  type: 'service',
  lifecycle: 'production',
  owner: `group:default/${name}-team`,
  system: `system:default/${name}-system`,
  domain: `domain:default/${name}-domain`,
  ownerRollup: [`group:default/${name}-team`],
  annotations: { 'backstage.io/kubernetes-id': name },
  dependsOnResources: [],
});

const workload = (namespace: string, name: string, label = name) => {
  const row = workloadOf({ namespace, name });
  row.facts.labels = { 'backstage.io/kubernetes-id': label };
  row.facts.hostNetwork = name !== 'cart';
  row.facts.membership.reasons = [
    {
      code: 'proxy-not-ready',
      message: `A proxy of ${name} is not ready`,
      count: 1,
      pods: [`${name}-1`],
      fix: [
        { label: `Restart ${name}`, command: `restart ${name}` },
        {
          label: 'Ask for a sidecar',
          command: `kubectl label namespace ${namespace} istio-injection=enabled`,
        },
      ],
    },
  ];
  return row;
};

const caller = (namespace: string, name: string) => ({
  cluster: 'prod-eu',
  namespace,
  workload: name,
  requestsPerSecond: 2,
});

const traffic = (namespace: string, name: string): TrafficRow => ({
  server: 'main',
  cluster: 'prod-eu',
  at: NOW,
  namespace,
  workload: name,
  kind: null,
  mesh: 'istio',
  requests: { total: 10, success: 9 },
  objectiveRequests: { total: 36_000, success: 30_000 },
  latency: null,
  encryptedRequests: { encrypted: 30_000, total: 36_000 },
  encryptedConnections: null,
  connectionsApart: true,
  plaintextCallers: [
    caller('shop', 'cart'),
    caller('vault', 'secret'),
    // Its labels are wrong: it belongs to an entity that Ann may not see, and matches none.
    caller('vault', 'secret-batch'),
  ],
});

describe.each(databases.eachSupportedId())('what is hidden, on %s', id => {
  let api: TestApi;

  // The whole way from workloads and traffic to answers: texts are made of them too.
  beforeAll(async () => {
    api = await TestApi.create(await databases.init(id));
    const { store } = api;
    await store.replaceWorkloads('prod-eu', [
      workload('shop', 'cart'),
      // In a namespace that both have a part of.
      workload('shop', 'secret-admin', 'secret'),
      workload('vault', 'secret'),
      workload('vault', 'secret-batch', 'wrong'),
    ]);
    await store.upsertSource({
      kind: 'prometheus',
      name: 'main',
      cluster: 'prod-eu',
      state: 'ok',
      lastSuccess: NOW,
      lastAttempt: NOW,
      message: 'duplicate series for {workload="secret"} in part',
    });
    await store.upsertSource({
      kind: 'kubernetes',
      name: 'prod-eu',
      cluster: 'prod-eu',
      state: 'failed',
      lastSuccess: '2026-01-01T10:00:00.000Z',
      lastAttempt: NOW,
      message: 'GET /api/v1/namespaces/vault/pods was answered with 500',
    });
    await store.replaceTraffic('main', 'prod-eu', [
      traffic('shop', 'cart'),
      traffic('vault', 'secret'),
    ]);
    await store.writeEvidence('prod-eu', HOUR, [
      {
        cluster: 'prod-eu',
        namespace: 'shop',
        workload: 'cart',
        hour: HOUR,
        encrypted: 5,
        plaintext: 5,
      },
    ]);
    const entities = [entity('secret'), entity('cart')];
    const catalog: any = {
      all: async () => entities,
      one: async (ref: string) => entities.find(e => e.ref === ref),
    };
    await new Assessor({
      store,
      catalog,
      adapters: [...builtInAdapters],
      config: readMeshConfig(new ConfigReader({}), mockServices.logger.mock()),
      now: () => new Date(NOW),
    }).assessAll();
  });

  beforeEach(() => api.reset());

  const paths = [
    CART_PATH,
    '/entities',
    '/entities?finding=proxy-not-ready',
    '/entities?namespace=shop',
    ...['owner', 'system', 'domain', 'cluster', 'namespace', 'mesh'].map(
      groupBy => `/scorecard?groupBy=${groupBy}`,
    ),
  ];

  it.each(paths)('is in no text of %s', async path => {
    const ann = await api.get(path, mockCredentials.user.header(ANN));
    expect(ann.status).toBe(200);
    expect(ann.text).toMatch(/cart|"total":1,/);
    expect(ann.text).not.toMatch(HIDDEN);
  });

  it('is there for whoever sees all of the catalog', async () => {
    const bob = mockCredentials.user.header(BOB);
    const { text } = await api.get(CART_PATH, bob);
    expect(text).toMatch(/secret-batch/);
    expect(text).toMatch(/duplicate series/);
  });

  it('changes no verdict: plaintext is plaintext, whoever sent it', async () => {
    const [ann, bob] = await Promise.all(
      [ANN, BOB].map(
        async user =>
          (
            await api.get(CART_PATH, mockCredentials.user.header(user))
          ).body,
      ),
    );
    expect(ann.mtls.plaintextCallers).toEqual([
      expect.objectContaining({ workload: 'cart' }),
      { hidden: true, count: 2 },
    ]);
    expect(ann.mtls.enforceable).toEqual(bob.mtls.enforceable);
    expect(ann.mtls.enforceable.verdict).toBe('no');
    expect(ann.stage).toBe(bob.stage);
    expect(ann.findings.map((f: any) => f.code)).toEqual(
      expect.arrayContaining(['proxy-not-ready', 'success-below-objective']),
    );
    expect(ann.findings).toEqual(bob.findings);
    expect(ann.recommendation).toEqual(bob.recommendation);
    expect({ ...ann.membership, reasons: [] }).toEqual({
      ...bob.membership,
      reasons: [],
    });
  });

  it('is counted where a fix touches it, and named for whoever sees it', async () => {
    const [ann, bob] = await Promise.all(
      [ANN, BOB].map(async user => {
        const header = mockCredentials.user.header(user);
        const { body } = await api.get(CART_PATH, header);
        return body.membership.reasons.flatMap((r: any) => r.fix ?? []);
      }),
    );
    const touching = (fixes: any[]) => fixes.filter(fix => fix.alsoAffects);
    expect(touching(ann)).not.toHaveLength(0);
    for (const fix of touching(ann)) {
      expect(fix).toMatchObject({ alsoAffects: [], alsoAffectsHidden: 1 });
    }
    for (const fix of touching(bob)) {
      expect(fix.alsoAffects).toEqual(['component:default/secret']);
    }
    expect(ann.map((f: any) => f.command)).toEqual(
      bob.map((f: any) => f.command),
    );
  });
});
