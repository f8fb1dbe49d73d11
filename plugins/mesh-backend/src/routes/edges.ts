import {
  EntityEdges,
  meshStatusReadPermission,
} from '@meshboard/backstage-plugin-mesh-common';
import { Router } from 'express';
import { z } from 'zod';
import { edgesOf } from '../assess/edges';
import { ageSource } from '../assess/sources';
import { redactEdges } from '../permissions/redact';
import { authorize } from './authorize';
import { assertVisible, ENTITY_PATH, entityRefOf } from './entityRef';
import { readParameters, single } from './parameters';
import { RouterOptions } from './types';

const PARAMETERS = {
  window: single(
    z.enum(['PT5M']),
    'PT5M: what is kept are rates of five minutes',
  ),
};

export function edgesRoutes(router: Router, options: RouterOptions): void {
  const { store, visibility } = options;

  router.get(`${ENTITY_PATH}/edges`, async (req, res) => {
    const credentials = await authorize(req, meshStatusReadPermission, options);
    readParameters(req, PARAMETERS);
    const entityRef = entityRefOf(req);
    await assertVisible(entityRef, credentials, options);
    const now = options.now().toISOString();
    const workloads = (await store.getStatus(entityRef))?.workloads ?? [];
    const sources = (await store.listSources()).map(row =>
      ageSource(row, now, options.staleAfterMs),
    );
    const [into, outOf] = [
      await store.listEdges('destination', workloads),
      await store.listEdges('source', workloads),
    ];
    const edges = edgesOf({ workloads, sources, into, outOf });
    const owners = await store.entitiesAt(
      [...edges.callers, ...edges.callees].map(e => ({
        cluster: e.cluster,
        namespace: e.namespace,
        name: e.workload,
      })),
    );
    const answer: EntityEdges = redactEdges(
      edges,
      e => owners.get(`${e.cluster}/${e.namespace}/${e.workload}`) ?? [],
      await visibility.forCredentials(credentials),
    );
    res.json(answer);
  });
}
