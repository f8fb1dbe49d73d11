import {
  meshInfrastructureReadPermission,
  UnmatchedPage,
} from '@meshboard/backstage-plugin-mesh-common';
import { Router } from 'express';
import { authorize } from './authorize';
import { DEFAULT_LIMIT, PAGING } from './filters';
import { readParameters, values } from './parameters';
import { RouterOptions } from './types';

const PARAMETERS = {
  ...PAGING,
  cluster: values("a cluster's name"),
  namespace: values('a Kubernetes namespace'),
};

export function workloadsRoutes(router: Router, options: RouterOptions): void {
  router.get('/workloads/unmatched', async (req, res) => {
    await authorize(req, meshInfrastructureReadPermission, options);
    const { limit, ...query } = readParameters(req, PARAMETERS);
    const { nextCursor, ...page } = await options.store.queryUnmatched({
      limit: limit ?? DEFAULT_LIMIT,
      ...query,
    });
    const answer: UnmatchedPage = {
      ...page,
      pageInfo: nextCursor ? { nextCursor } : {},
    };
    res.json(answer);
  });
}
