import {
  coreServices,
  createBackendPlugin,
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';

/**
 * Starts the real Kubernetes plugin with these clusters, and hands out what a plugin needs to call it.
 *
 * @param clusters - API server addresses by cluster name
 */
export async function startKubernetesPlugin(
  clusters: Record<string, string>,
  more: Record<string, { authProvider?: string; token?: string }> = {},
): Promise<{
  auth: AuthService;
  discovery: DiscoveryService;
  stop(): Promise<void>;
}> {
  let services: { auth: AuthService; discovery: DiscoveryService } | undefined;
  const backend = await startTestBackend({
    features: [
      mockServices.rootConfig.factory({
        data: {
          backend: { baseUrl: 'http://127.0.0.1' },
          kubernetes: {
            serviceLocatorMethod: { type: 'multiTenant' },
            clusterLocatorMethods: [
              {
                type: 'config',
                clusters: Object.entries(clusters).map(([name, url]) => ({
                  name,
                  url,
                  authProvider: more[name]?.authProvider ?? 'serviceAccount',
                  serviceAccountToken: more[name]?.token ?? 'cluster-token',
                  skipTLSVerify: true,
                  ...(more[name]?.authProvider === 'oidc'
                    ? { oidcTokenProvider: 'okta' }
                    : {}),
                })),
              },
            ],
          },
        },
      }),
      import('@backstage/plugin-kubernetes-backend'),
      catalogServiceMock.factory({ entities: [] }),
      createBackendPlugin({
        pluginId: 'mesh',
        register(env) {
          env.registerInit({
            deps: {
              auth: coreServices.auth,
              discovery: coreServices.discovery,
            },
            async init(deps) {
              services = deps;
            },
          });
        },
      }),
    ],
  });
  return { ...services!, stop: () => backend.stop() };
}
