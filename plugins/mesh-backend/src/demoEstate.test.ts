/** @jest-environment node */
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  CatalogEntity,
  DEMO_TOKEN,
  DemoEstate,
  EXPECTED,
  startDemoEstate,
} from '@internal/demo-estate';
import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { declaredFindings } from './__testUtils__/findingKinds';

// Real Kubernetes plugin, real store, real scheduler, and the demo's servers.
jest.setTimeout(120_000);

const withOwner = (entity: CatalogEntity): Entity => ({
  ...(entity as Entity),
  relations: entity.spec.owner
    ? [{ type: 'ownedBy', targetRef: `group:default/${entity.spec.owner}` }]
    : [],
});

/** The words of EXPECTED, from a row of the table. */
const rowOf = (item: any) => ({
  ...item,
  verdict: item.recommendation.verdict,
});

describe('the demo estate, read like any other', () => {
  let estate: DemoEstate;
  let backend: Awaited<ReturnType<typeof startTestBackend>>;
  let rows: Map<string, any>;

  const read = async () => {
    const { body } = await request(backend.server).get(
      '/api/mesh/entities?limit=200',
    );
    return new Map<string, any>(
      (body.items ?? []).map((item: any) => [item.entityRef, item]),
    );
  };
  const complete = () =>
    rows.get('component:default/video-transcoder')?.membership ===
      'not-meshed' &&
    rows.get('component:default/checkout')?.mtlsObservedShare === 1 &&
    rows.get('component:default/wishlist')?.mtlsObservedShare === 1;

  beforeAll(async () => {
    estate = await startDemoEstate({ port: 0 });
    const clusters = estate.clusters.map(name => ({
      name,
      url: `${estate.url}/clusters/${name}`,
      authProvider: 'serviceAccount',
      serviceAccountToken: DEMO_TOKEN,
    }));
    backend = await startTestBackend({
      features: [
        mockServices.rootConfig.factory({
          data: {
            backend: { baseUrl: 'http://127.0.0.1' },
            kubernetes: {
              serviceLocatorMethod: { type: 'multiTenant' },
              clusterLocatorMethods: [{ type: 'config', clusters }],
            },
            mesh: {
              schedule: { frequency: { seconds: 5 }, timeout: { minutes: 1 } },
              prometheus: [
                {
                  name: 'demo',
                  baseUrl: `${estate.url}/prometheus`,
                  clusterLabel: 'cluster',
                  schedule: { frequency: { seconds: 5 } },
                },
              ],
            },
          },
        }),
        schedulerServiceFactory,
        import('@backstage/plugin-kubernetes-backend'),
        catalogServiceMock.factory({
          entities: estate.entities.map(withOwner),
        }),
        import('./index'),
      ],
    });
    rows = await read();
    for (let i = 0; i < 400 && !complete(); i++) {
      await sleep(200);
      rows = await read();
    }
  });
  afterAll(async () => {
    await backend?.stop();
    await estate?.close();
  });

  it.each(Object.entries(EXPECTED).map(([ref, e]) => ({ ref, ...e })))(
    '$ref: $shows',
    ({ ref, row }) => {
      expect(rowOf(rows.get(ref))).toMatchObject(row);
    },
  );

  const codes = (items: { code: string }[]) => items.map(item => item.code);

  it.each(
    Object.entries(EXPECTED)
      .filter(([, e]) => e.findings ?? e.reasons)
      .map(([ref, e]) => ({ ref, ...e })),
  )('$ref says so: $shows', async ({ ref, findings = [], reasons = [] }) => {
    const [kind, path] = ref.split(':');
    const { body } = await request(backend.server).get(
      `/api/mesh/entities/by-ref/${kind}/${path}`,
    );
    expect(codes(body.findings)).toEqual(expect.arrayContaining(findings));
    expect(codes(body.membership.reasons)).toEqual(
      expect.arrayContaining(reasons),
    );
  });

  describe('shows all that there is to show', () => {
    const statuses: any[] = [];

    beforeAll(async () => {
      for (const ref of rows.keys()) {
        const { body } = await request(backend.server).get(
          `/api/mesh/entities/by-ref/${ref.replace(':', '/')}`,
        );
        statuses.push(body);
      }
    });

    // It takes an hour after somebody joined: the reader of it has tests of its own.
    const LATER = ['latency-after-meshing'];

    it('every finding', async () => {
      const ofMeshes = await request(backend.server).get('/api/mesh/clusters');
      const seen = new Set<string>([
        ...ofMeshes.body.items
          .flatMap((cluster: any) => cluster.meshes)
          .flatMap((mesh: any) => codes(mesh.findings)),
        ...statuses.flatMap(status => codes(status.findings)),
      ]);
      const kinds = new Set(declaredFindings.map(({ kind }) => kind.code));
      expect([...kinds].filter(code => !seen.has(code)).sort()).toEqual(LATER);
    });

    it.each([
      'conflicting-labels',
      'host-network',
      'injection-incomplete',
      'injector-skipped',
      'injector-unavailable',
      'invalid-annotation',
      'label-not-on-pod-template',
      'namespace-excluded',
      'no-service-account-token',
      'no-trace-in-pod',
      'no-webhook-for-revision',
      'no-workload-found',
      'no-ztunnel-on-node',
      'not-injected',
      'not-requested',
      'opted-out',
      'other-sidecar-present',
      'predates-label',
      'proxy-not-ready',
      'redirection-pending',
      'system-namespace',
      'unreadable',
    ])('the reason %s', code => {
      const seen = statuses.flatMap(status => codes(status.membership.reasons));
      expect(seen).toContain(code);
    });

    it.each([
      'evidence-too-short',
      'no-metrics',
      'no-traffic',
      'plaintext-seen',
      'proxies-not-scraped',
    ])('why mTLS cannot be required yet: %s', code => {
      const seen = statuses.flatMap(status =>
        codes(status.mtls.enforceable.reasons),
      );
      expect(seen).toContain(code);
    });

    it.each(['l4-only', 'latency-not-pooled'])(
      'why a figure is not known: %s',
      code => {
        const seen = statuses.flatMap(status =>
          codes(status.traffic?.reasons ?? []),
        );
        expect(seen).toContain(code);
      },
    );
  });
});
