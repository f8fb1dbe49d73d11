import express, { Express } from 'express';
import { createKubernetesRouter } from './kubernetes/router';
import { Objects } from './kubernetes/objects/workload';
import { catalogYaml } from './model/catalog';
import { Clock } from './model/clock';
import { ClusterSpec, CompanySpec } from './model/types';
import { createPrometheusRouter } from './prometheus';
import { SeriesSource } from './series';

/**
 * What every cluster takes as a bearer token.
 *
 * @internal
 */
export const TOKEN = 'demo-token';

/** All that is shown: one model, from which every answer follows. */
export interface Model {
  company: CompanySpec;
  clusters: { cluster: ClusterSpec; objects: Objects }[];
  source: SeriesSource;
  clock: Clock;
}

/** The whole estate as an Express app. */
export function createApp(model: Model): Express {
  const { company, clusters, source, clock } = model;
  const app = express();
  app.disable('x-powered-by');
  app.get('/healthz', (_req, res) => {
    res.type('text').send('ok\n');
  });
  app.get('/catalog.yaml', (_req, res) => {
    res.type('text/yaml').send(catalogYaml(company));
  });
  app.get('/time', (_req, res) => {
    res.json({ at: new Date(clock.now()).toISOString() });
  });
  app.post('/time', express.json(), (req, res) => {
    const at = Date.parse(req.body?.at);
    if (Number.isNaN(at)) {
      res
        .status(400)
        .json({ error: "'at' has to be a time as of ISO 8601, in JSON" });
      return;
    }
    clock.set(new Date(at));
    res.json({ at: new Date(clock.now()).toISOString() });
  });
  for (const { cluster, objects } of clusters) {
    app.use(
      `/clusters/${cluster.name}`,
      createKubernetesRouter({ cluster, objects, token: TOKEN }),
    );
  }
  app.use('/prometheus', createPrometheusRouter(source));
  return app;
}
