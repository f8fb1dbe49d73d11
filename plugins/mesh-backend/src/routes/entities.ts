import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  EntityMeshStatus,
  EntityPage,
  meshStatusReadPermission,
  meshStatusRefreshPermission,
} from '@meshboard/backstage-plugin-mesh-common';
import express, { Request, Response, Router } from 'express';
import { z } from 'zod';
import { redactStatus } from '../permissions/redact';
import { ENTITY_SORT_FIELDS, EntitySortField } from '../store/types';
import { authorize } from './authorize';
import { emptyStatus } from './emptyStatus';
import { assertVisible, entityRefOf, ENTITY_PATH } from './entityRef';
import { DEFAULT_LIMIT, FILTERS, PAGING, toFilter } from './filters';
import { readParameters, single } from './parameters';
import { currentSources } from './sources';
import { RouterOptions } from './types';

const SORTS = ENTITY_SORT_FIELDS.flatMap(field => [field, `-${field}`]);

const PARAMETERS = {
  ...PAGING,
  sort: single(
    z.enum(SORTS as [string, ...string[]]),
    `one of ${ENTITY_SORT_FIELDS.join(', ')}, with a - in front to descend`,
  ),
  ...FILTERS,
};

const readBody = express.raw({ type: () => true, limit: '64kb' });

/** Reads a body up to the limit and lets it be: nothing here takes one. */
const ignoreBody = (req: Request, res: Response) =>
  new Promise<void>((resolve, reject) => {
    readBody(req, res, error => (error ? reject(error) : resolve()));
  });

export function entitiesRoutes(router: Router, options: RouterOptions): void {
  const { store, visibility } = options;

  const statusFor = async (
    entityRef: string,
    credentials: BackstageCredentials,
  ): Promise<EntityMeshStatus> => {
    const stored = await store.getStatus(entityRef);
    if (!stored) return emptyStatus(entityRef);
    const now = new Map(
      (await currentSources(options)).map(source => [
        JSON.stringify([source.kind, source.name, source.cluster]),
        source,
      ]),
    );
    const sources = stored.sources.map(
      source =>
        now.get(JSON.stringify([source.kind, source.name, source.cluster])) ??
        source,
    );
    return redactStatus(
      { ...stored, sources },
      await visibility.forCredentials(credentials),
    );
  };

  router.get('/entities', async (req, res) => {
    const credentials = await authorize(req, meshStatusReadPermission, options);
    const parameters = readParameters(req, PARAMETERS);
    const { limit, cursor, sort = 'title', ...filters } = parameters;
    const { nextCursor, ...page } = await store.queryEntities(
      {
        filter: toFilter(filters),
        sort: {
          field: sort.replace(/^-/, '') as EntitySortField,
          descending: sort.startsWith('-'),
        },
        limit: limit ?? DEFAULT_LIMIT,
        cursor,
      },
      await visibility.forCredentials(credentials),
    );
    const answer: EntityPage = {
      ...page,
      pageInfo: nextCursor ? { nextCursor } : {},
    };
    res.json(answer);
  });

  router.get(ENTITY_PATH, async (req, res) => {
    const credentials = await authorize(req, meshStatusReadPermission, options);
    readParameters(req, {});
    const entityRef = entityRefOf(req);
    await assertVisible(entityRef, credentials, options);
    res.json(await statusFor(entityRef, credentials));
  });

  router.post(`${ENTITY_PATH}/refresh`, async (req, res) => {
    const credentials = await authorize(
      req,
      meshStatusRefreshPermission,
      options,
    );
    await ignoreBody(req, res);
    readParameters(req, {});
    const entityRef = entityRefOf(req);
    const event = await options.auditor.createEvent({
      eventId: 'entity-refresh',
      severityLevel: 'medium',
      request: req,
      meta: { entityRef },
    });
    try {
      await assertVisible(entityRef, credentials, options);
      await options.refresh(entityRef);
    } catch (error) {
      await event.fail({ error: error as Error });
      throw error;
    }
    await event.success();
    res.json(await statusFor(entityRef, credentials));
  });
}
