import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import { parseEntityRef } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import express from 'express';
import { Knex } from 'knex';
import request from 'supertest';
import { readMeshConfig } from '../../config';
import { builtInAdapters } from '../../meshes';
import { EntityVisibility } from '../../permissions/visibility';
import { RulesWriter } from '../../rules/RulesWriter';
import { DatabaseMeshStore } from '../../store/DatabaseMeshStore';
import { storeOn } from '../../store/__testUtils__/databases';
import { recordOf, workloadOf } from '../../store/__testUtils__/records';
import { createRouter } from '../createRouter';

export const ANN = 'user:default/ann';
export const BOB = 'user:default/bob';
export const CID = 'user:default/cid';
export const CART = 'component:default/cart';
export const SECRET = 'component:default/secret';
export const FRESH = 'component:default/fresh';
export const CART_PATH = '/entities/by-ref/component/default/cart';
export const SECRET_PATH = '/entities/by-ref/component/default/secret';
const NOW = '2026-01-01T10:10:00.000Z';

/** Ann is shown everything but what is secret, Bob sees all, Cid nothing. */
const SHOWN: Record<string, string[]> = {
  [ANN]: [CART, FRESH],
  [BOB]: [CART, SECRET, FRESH],
  [CID]: [],
};

const entityOf = (ref: string) => {
  const { kind, namespace, name } = parseEntityRef(ref);
  return { kind, metadata: { namespace, name } };
};

async function seed(store: DatabaseMeshStore) {
  const cart = recordOf('cart', {
    summary: { owner: 'group:default/shop' },
    workloads: ['prod-eu/shop/Deployment/cart'],
  });
  const source = {
    name: 'prod-eu',
    kind: 'kubernetes' as const,
    cluster: 'prod-eu',
    state: 'ok' as const,
    lastSuccess: '2026-01-01T10:00:00.000Z',
    lastAttempt: '2026-01-01T10:00:00.000Z',
  };
  cart.status.sources = [source];
  cart.status.mtls.plaintextCallers = [
    {
      cluster: 'prod-eu',
      namespace: 'vault',
      workload: 'secret',
      entityRef: SECRET,
      requestsPerSecond: 1,
    },
  ];
  await store.upsertSource({ ...source, message: null });
  await store.upsertSource({
    ...source,
    name: 'prod-us',
    cluster: 'prod-us',
    state: 'failed',
    lastSuccess: null,
    message: 'connection refused',
  });
  await store.upsertCluster({
    name: 'prod-eu',
    state: 'ok',
    asOf: source.lastSuccess,
    meshes: [],
    pods: { running: 4, meshed: 2 },
  });
  await store.replaceWorkloads('prod-eu', [
    workloadOf({ name: 'cart' }),
    workloadOf({ name: 'nobody' }),
  ]);
  await store.writeEntities(
    [
      cart,
      recordOf('secret', {
        summary: {
          title: 'Secret thing',
          owner: 'group:default/secret-team',
          system: 'system:default/secret-system',
        },
        slices: [{ namespace: 'secret-namespace', cluster: 'secret-cluster' }],
      }),
    ],
    { complete: true },
  );
}

/** The API over an estate of two clusters and two services, one of them secret to Ann. */
export class TestApi {
  readonly refresh = jest.fn();
  readonly signals = jest.fn();
  /** Permissions that nobody has. */
  denied: string[] = [];
  now = NOW;
  /** Refs by user. Set before a user's first request: what they are shown is kept for a minute. */
  shown = { ...SHOWN };
  router!: express.Router;
  readonly audited = {
    createEvent: jest.fn(),
    success: jest.fn(),
    fail: jest.fn(),
  };
  readonly #permissions = mockServices.permissions.mock();

  private constructor(
    readonly store: DatabaseMeshStore,
    readonly app: express.Express,
  ) {}

  static async create(knex: Knex): Promise<TestApi> {
    const store = await storeOn(knex);
    await seed(store);
    const app = express();
    const api = new TestApi(store, app);
    const shownTo = (credentials: any) =>
      api.shown[credentials.principal.userEntityRef] ?? api.shown[BOB];
    const catalog: any = {
      getEntityByRef: async (ref: string, { credentials }: any) =>
        shownTo(credentials).includes(ref) ? entityOf(ref) : undefined,
      async *streamEntities(_: unknown, { credentials }: any) {
        yield shownTo(credentials).map(entityOf);
      },
    };
    const permissions = api.#permissions;
    api.router = await createRouter({
      store,
      catalog,
      auditor: api.audited,
      httpAuth: mockServices.httpAuth(),
      permissions,
      visibility: new EntityVisibility({
        catalog,
        permissions,
        filter: { kind: 'component' },
      }),
      refresh: api.refresh,
      signals: api.signals,
      rules: new RulesWriter({
        config: readMeshConfig(
          new ConfigReader({
            mesh: {
              prometheus: [{ name: 'thanos', baseUrl: 'http://thanos' }],
            },
          }),
          mockServices.logger.mock(),
        ),
        adapters: builtInAdapters,
      }),
      staleAfterMs: 15 * 60_000,
      now: () => new Date(api.now),
    });
    app.use(api.router);
    app.use(mockErrorHandler());
    return api;
  }

  /** To be called before each test: mocks are reset between them. */
  reset() {
    this.denied = [];
    this.now = NOW;
    this.refresh.mockReset();
    this.signals.mockReset().mockResolvedValue({ points: [] });
    const { createEvent, success, fail } = this.audited;
    success.mockReset();
    fail.mockReset();
    createEvent.mockReset().mockResolvedValue({ success, fail });
    const permissions = this.#permissions;
    permissions.authorize.mockImplementation(async requests =>
      requests.map(({ permission }) => ({
        result: this.denied.includes(permission.name)
          ? AuthorizeResult.DENY
          : AuthorizeResult.ALLOW,
      })),
    );
    permissions.authorizeConditional.mockImplementation(
      async (requests: any[], options: any) =>
        requests.map(() => {
          const user = options.credentials.principal.userEntityRef;
          if (user === CID) return { result: AuthorizeResult.DENY };
          return user === ANN
            ? {
                result: AuthorizeResult.CONDITIONAL,
                pluginId: 'catalog',
                resourceType: 'catalog-entity',
                conditions: {
                  rule: 'IS_ENTITY_OWNER',
                  resourceType: 'catalog-entity',
                },
              }
            : { result: AuthorizeResult.ALLOW };
        }) as any,
    );
  }

  get(path: string, authorization = mockCredentials.user.header(BOB)) {
    return request(this.app).get(path).set('authorization', authorization);
  }

  post(path: string, authorization = mockCredentials.user.header(BOB)) {
    return request(this.app).post(path).set('authorization', authorization);
  }
}
