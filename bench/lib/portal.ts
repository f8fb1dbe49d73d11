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
      const kinds = [request?.filter ?? {}].flat().flatMap((f: any) => f.kind ?? []);
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

/**
 * A Backstage backend with the Kubernetes plugin and Meshboard. What is not measured stands in:
 * sign-in, the permission policy and the catalog.
 */
export async function startPortal(options: {
  estate: string;
  load: { clusters: number; pods: number; entities: number };
  database: object;
  mesh?: object;
  features?: any[];
}): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const clusters = Array.from(
    { length: options.load.clusters },
    (_, i) => `load-${i + 1}`,
  );
  const backend = createBackend();
  for (const feature of [
    mockServices.rootConfig.factory({
      data: {
        app: { baseUrl: url },
        backend: {
          baseUrl: url,
          listen: { host: '127.0.0.1', port },
          database: options.database,
        },
        kubernetes: {
          serviceLocatorMethod: { type: 'multiTenant' },
          clusterLocatorMethods: [
            {
              type: 'config',
              clusters: clusters.map(name => ({
                name,
                url: `${options.estate}/clusters/${name}`,
                authProvider: 'serviceAccount',
                serviceAccountToken: 'demo-token',
              })),
            },
          ],
        },
        mesh: {
          prometheus: [
            {
              name: 'load',
              baseUrl: `${options.estate}/prometheus`,
              clusterLabel: 'cluster',
            },
          ],
          ...options.mesh,
        },
      },
    }),
    mockServices.auth.factory(),
    // The stand-in for sign-in knows no token of a cluster's, which the real auditor would look up.
    createServiceFactory({
      service: coreServices.auditor,
      deps: {},
      factory: () => ({
        createEvent: async () => ({ success: async () => {}, fail: async () => {} }),
      }),
    }),
    mockServices.httpAuth.factory({ defaultCredentials: undefined as any }),
    createServiceFactory({
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
    }),
    createServiceFactory({
      service: catalogServiceRef,
      deps: {},
      factory: () => catalogOf(options.load) as any,
    }),
    ...(options.features ?? []),
  ]) {
    backend.add(feature);
  }
  backend.add(import('@backstage/plugin-kubernetes-backend'));
  backend.add(import('../../plugins/mesh-backend/src'));
  await backend.start();
  return { url, stop: () => backend.stop() };
}
