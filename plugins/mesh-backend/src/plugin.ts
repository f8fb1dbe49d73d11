import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { ServiceUnavailableError } from '@backstage/errors';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { meshPermissions } from '@meshboard/backstage-plugin-mesh-common';
import {
  MeshAdapter,
  meshAdaptersExtensionPoint,
} from '@meshboard/backstage-plugin-mesh-node';
import { readMeshConfig } from './config';
import { CatalogReader } from './entities/catalog';
import { builtInAdapters } from './meshes';
import { EntityVisibility } from './permissions/visibility';
import { Handler } from 'express';
import { createRouter } from './routes/createRouter';
import { withoutStack } from './routes/withoutStack';
import { RulesWriter } from './rules/RulesWriter';
import { KubernetesClient } from './sources/kubernetes/KubernetesClient';
import { PrometheusClient } from './sources/prometheus/PrometheusClient';
import { DatabaseMeshStore } from './store/DatabaseMeshStore';
import { Assessor } from './tasks/Assessor';
import { ClusterCollector } from './tasks/ClusterCollector';
import { MetricsCollector } from './tasks/MetricsCollector';
import { Refresher } from './tasks/Refresher';
import { SignalReader } from './tasks/SignalReader';
import { JoinLatencyReader } from './tasks/JoinLatencyReader';
import { MeshTasks } from './tasks/schedule';
import { Telemetry } from './telemetry/Telemetry';

/**
 * Collects, decides, stores and serves the state of service meshes per catalog entity.
 *
 * @public
 */
export const meshPlugin = createBackendPlugin({
  pluginId: 'mesh',
  register(env) {
    const adapters: MeshAdapter[] = [...builtInAdapters];
    env.registerExtensionPoint(meshAdaptersExtensionPoint, {
      addAdapter(...added) {
        for (const adapter of added) {
          if (adapters.some(other => other.id === adapter.id)) {
            throw new Error(
              `A mesh with the id '${adapter.id}' is there already; give the module's adapter an id of its own`,
            );
          }
          adapters.push(adapter);
        }
      },
    });

    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const { auth, catalog, discovery, httpAuth, logger, permissions } =
          deps;
        const config = readMeshConfig(deps.config, logger);
        const store = await DatabaseMeshStore.create({
          database: deps.database,
        });
        const now = () => new Date();

        const client = new KubernetesClient({ auth, discovery });
        const shared = { store, adapters, config, logger, now };
        const collector = new ClusterCollector({ client, ...shared });
        const servers = config.prometheus.map(
          server =>
            new MetricsCollector({ server, kubernetes: client, ...shared }),
        );
        const assessor = new Assessor({
          ...shared,
          catalog: new CatalogReader({
            catalog,
            auth,
            filter: config.entities.filter,
          }),
        });
        // Scheduled work has the scheduler's signal; what a request started has this one.
        const shutdown = new AbortController();
        deps.lifecycle.addShutdownHook(() =>
          shutdown.abort(
            new ServiceUnavailableError('The backend is shutting down'),
          ),
        );
        const refresher = new Refresher({
          store,
          collector,
          assessor,
          signal: shutdown.signal,
        });

        const asked = (timeoutMs?: number) =>
          config.prometheus.map(server => ({
            config: server,
            client: new PrometheusClient(server, client, timeoutMs),
          }));
        const signals = new SignalReader({
          servers: asked(SignalReader.TIMEOUT_MS),
          adapters,
          clusters: () => collector.recorded(),
          objective: config.objectives.successRate,
          now,
          signal: shutdown.signal,
        });

        deps.permissionsRegistry.addPermissions(meshPermissions);
        deps.httpRouter.use(
          await createRouter({
            store,
            catalog,
            auditor: deps.auditor,
            httpAuth,
            permissions,
            visibility: new EntityVisibility({
              catalog,
              permissions,
              filter: config.entities.filter,
            }),
            refresh: ref => refresher.refresh(ref),
            signals: (status, range) => signals.read(status, range),
            rules: new RulesWriter({
              config,
              adapters,
              portal: deps.config.getOptionalString('app.baseUrl'),
            }),
            staleAfterMs: config.staleAfterMs,
            now,
          }),
        );
        // Express tells a handler of errors by its four parameters.
        deps.httpRouter.use(withoutStack as unknown as Handler);

        const telemetry = new Telemetry({
          metrics: deps.metrics,
          store,
          now,
        });
        deps.lifecycle.addShutdownHook(telemetry.observeSources());

        await new MeshTasks({
          ...shared,
          telemetry,
          scheduler: deps.scheduler,
          collector,
          servers,
          assessor,
          joins:
            servers.length > 0
              ? new JoinLatencyReader({
                  ...shared,
                  servers: asked(),
                  clusters: () => collector.recorded(),
                })
              : undefined,
        }).start();
      },
    });
  },
});
