import {
  GroupBy,
  meshScorecardReadPermission,
} from '@meshboard/backstage-plugin-mesh-common';
import { Router } from 'express';
import { z } from 'zod';
import { authorize } from './authorize';
import { FILTERS, toFilter } from './filters';
import { readParameters, single } from './parameters';
import { RouterOptions } from './types';

const GROUPS: GroupBy[] = [
  'owner',
  'system',
  'domain',
  'cluster',
  'namespace',
  'lifecycle',
  'type',
  'mesh',
];

const PARAMETERS = {
  groupBy: single(z.enum(GROUPS), `one of ${GROUPS.join(', ')}`),
  rollup: single(z.enum(['true', 'false']), 'true or false'),
  since: single(
    z.union([z.iso.date(), z.iso.datetime({ offset: true })]),
    'one ISO-8601 date or time such as 2026-01-31 or 2026-01-31T10:00:00Z',
  ),
  ...FILTERS,
};

export function scorecardRoutes(router: Router, options: RouterOptions): void {
  router.get('/scorecard', async (req, res) => {
    const credentials = await authorize(
      req,
      meshScorecardReadPermission,
      options,
    );
    // No history is kept, so `since` is checked and no group has a `before`.
    const { groupBy, rollup, ...filters } = readParameters(req, PARAMETERS);
    const visibility = await options.visibility.forCredentials(credentials);
    res.json(
      await options.store.scorecard(
        {
          filter: toFilter(filters),
          groupBy: groupBy ?? 'owner',
          rollup: rollup === 'true',
        },
        visibility,
      ),
    );
  });
}
