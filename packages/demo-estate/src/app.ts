import express, { Express } from 'express';
import { createKubernetesRouter } from './kubernetes/router';
import { clusterObjects } from './kubernetes/clusterObjects';
import { catalogYaml } from './model/catalog';
import { Clock } from './model/clock';
import { Dice } from './model/random';
import { trafficSeries } from './model/traffic';
import { CompanySpec } from './model/types';
import { createPrometheusRouter } from './prometheus';

/** What every cluster takes as a bearer token. */
export const TOKEN = 'demo-token';

/** The whole estate as an Express app. */
export function createApp(
  company: CompanySpec,
  dice: Dice,
  clock: Clock,
): Express {
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
  const clusters = company.clusters.map(cluster => ({
    cluster,
    objects: clusterObjects(dice, cluster),
  }));
  for (const { cluster, objects } of clusters) {
    app.use(
      `/clusters/${cluster.name}`,
      createKubernetesRouter({ cluster, objects, token: TOKEN }),
    );
  }
  app.use(
    '/prometheus',
    createPrometheusRouter(trafficSeries(clusters, dice, clock)),
  );
  return app;
}
