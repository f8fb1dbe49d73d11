import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { createServer } from 'node:net';
import { loadCompany } from '../../packages/demo-estate/src/model/load';

/** Sees what a conditional policy shows: every second component. */
export const LIMITED = 'user:default/limited';

export const freePort = () =>
  new Promise<number>(done => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

/** The catalog of a load, as the catalog's service would hand it out. */
function catalogOf(load: { clusters: number; pods: number; entities: number }) {
  const { components, groups } = loadCompany(load);
  const entities: Entity[] = [
    ...groups.map(group => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Group',
      metadata: { name: group.name, namespace: 'default' },
      spec: { type: group.type },
      relations: group.parent
        ? [{ type: 'childOf', targetRef: `group:default/${group.parent}` }]
        : [],
    })),
    ...components.map(({ name, type, lifecycle, owner, annotations }) => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name, namespace: 'default', annotations },
      spec: { type, lifecycle, owner },
      relations: [{ type: 'ownedBy', targetRef: `group:default/${owner}` }],
    })),
  ];
  const byRef = new Map(entities.map(e => [stringifyEntityRef(e), e]));
  const shown = (credentials: any) => {
    if (credentials?.principal?.userEntityRef !== LIMITED) return entities;
    return entities.filter((_, i) => i % 2 === 0);
  };
  return {
    async *streamEntities(request: any, { credentials }: any) {
      const kinds = [request?.filter ?? {}]
        .flat()
        .flatMap((f: any) => f.kind ?? []);
      const all = shown(credentials).filter(
        e =>
          kinds.length === 0 ||
          kinds.some((k: string) => k.toLowerCase() === e.kind.toLowerCase()),
      );
      const size = request?.pageSize ?? 500;
      for (let at = 0; at < all.length; at += size) {
        // A copy, as from the wire.
        yield JSON.parse(JSON.stringify(all.slice(at, at + size)));
      }
    },
    async getEntityByRef(ref: any, { credentials }: any) {
      const entity = byRef.get(
        typeof ref === 'string' ? ref : stringifyEntityRef(ref),
      );
      return entity && shown(credentials).includes(entity) ? entity : undefined;
    },
  };
}

const permissions = createServiceFactory({
  service: coreServices.permissions,
  deps: {},
  factory: () => ({
    authorize: async (requests: any[]) =>
      requests.map(() => ({ result: AuthorizeResult.ALLOW as any })),
    authorizeConditional: async (requests: any[], { credentials }: any) =>
      requests.map(({ permission }) =>
        permission.name === 'catalog.entity.read' &&
        credentials?.principal?.userEntityRef === LIMITED
          ? ({
              result: AuthorizeResult.CONDITIONAL,
              pluginId: 'catalog',
              resourceType: 'catalog-entity',
              conditions: {
                rule: 'IS_ENTITY_OWNER',
                resourceType: 'catalog-entity',
                params: {},
              },
            } as any)
          : { result: AuthorizeResult.ALLOW as any },
      ),
  }),
});

/** The stand-in for sign-in knows no token of a cluster's, which the real auditor would look up. */
const auditor = createServiceFactory({
  service: coreServices.auditor,
  deps: {},
  factory: () => ({
    createEvent: async () => ({
      success: async () => {},
      fail: async () => {},
    }),
  }),
});

/** A Backstage backend with the Kubernetes plugin, its real router and database, and more. */
export async function startKubernetes(options: {
  estate: string;
  clusters: string[];
  database?: object;
  mesh?: object;
  features: any[];
}): Promise<{ url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const backend = createBackend();
  const config = {
    app: { baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { host: '127.0.0.1', port },
      database: options.database ?? {
        client: 'better-sqlite3',
        connection: ':memory:',
      },
    },
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' },
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: options.clusters.map(name => ({
            name,
            url: `${options.estate}/clusters/${name}`,
            authProvider: 'serviceAccount',
            serviceAccountToken: 'demo-token',
          })),
        },
      ],
    },
    mesh: options.mesh ?? {},
  };
  for (const feature of [
    mockServices.rootConfig.factory({ data: config }),
    mockServices.auth.factory(),
    mockServices.httpAuth.factory(),
    permissions,
    auditor,
    import('@backstage/plugin-kubernetes-backend'),
    ...options.features,
  ]) {
    backend.add(feature);
  }
  await backend.start();
  return { url };
}

/** The same with Meshboard. Sign-in, the permission policy and the catalog stand in. */
export async function startPortal(options: {
  estate: string;
  load: { clusters: number; pods: number; entities: number };
  database: object;
  /** Of its metrics server. */
  prometheus?: object;
  mesh: object;
}): Promise<{ url: string; get(path: string): Promise<any> }> {
  const { estate, load, database } = options;
  const { url } = await startKubernetes({
    estate,
    clusters: Array.from({ length: load.clusters }, (_, i) => `load-${i + 1}`),
    database,
    mesh: {
      prometheus: [
        {
          name: 'load',
          baseUrl: `${estate}/prometheus`,
          clusterLabel: 'cluster',
          ...options.prometheus,
        },
      ],
      ...options.mesh,
    },
    features: [
      createServiceFactory({
        service: catalogServiceRef,
        deps: {},
        factory: () => catalogOf(load) as any,
      }),
      import('../../plugins/mesh-backend/src'),
    ],
  });
  return {
    url,
    async get(path) {
      const answer = await fetch(`${url}/api/mesh${path}`);
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return answer.json();
    },
  };
}
