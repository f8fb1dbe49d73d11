import {
  EntitySignals,
  meshStatusReadPermission,
  SignalRange,
} from '@meshboard/backstage-plugin-mesh-common';
import { Router } from 'express';
import { z } from 'zod';
import { authorize } from './authorize';
import { emptyStatus } from './emptyStatus';
import { assertVisible, ENTITY_PATH, entityRefOf } from './entityRef';
import { readParameters, single } from './parameters';
import { RouterOptions } from './types';

const RANGES: [SignalRange, ...SignalRange[]] = ['1h', '24h', '7d'];

const PARAMETERS = {
  range: single(z.enum(RANGES), `one of ${RANGES.join(', ')}`),
};

export function signalsRoutes(router: Router, options: RouterOptions): void {
  router.get(`${ENTITY_PATH}/signals`, async (req, res) => {
    const credentials = await authorize(req, meshStatusReadPermission, options);
    const { range = '1h' } = readParameters(req, PARAMETERS);
    const entityRef = entityRefOf(req);
    await assertVisible(entityRef, credentials, options);
    const status = await options.store.getStatus(entityRef);
    const signals: EntitySignals = await options.signals(
      status ?? emptyStatus(entityRef),
      range,
    );
    res.json(signals);
  });
}
