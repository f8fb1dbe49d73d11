import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { clustersRoutes } from './clusters';
import { edgesRoutes } from './edges';
import { entitiesRoutes } from './entities';
import { rulesRoutes } from './rules';
import { scorecardRoutes } from './scorecard';
import { signalsRoutes } from './signals';
import { sourcesRoutes } from './sources';
import { RouterOptions } from './types';
import { workloadsRoutes } from './workloads';

/** The plugin's API. */
export async function createRouter(options: RouterOptions): Promise<Router> {
  const router = PromiseRouter();
  clustersRoutes(router, options);
  edgesRoutes(router, options);
  entitiesRoutes(router, options);
  rulesRoutes(router, options);
  scorecardRoutes(router, options);
  signalsRoutes(router, options);
  sourcesRoutes(router, options);
  workloadsRoutes(router, options);
  return router;
}
