import { meshInfrastructureReadPermission } from '@meshboard/backstage-plugin-mesh-common';
import { Router } from 'express';
import { z } from 'zod';
import { authorize } from './authorize';
import { readParameters, single } from './parameters';
import { RouterOptions } from './types';

export function rulesRoutes(router: Router, options: RouterOptions): void {
  const servers = options.rules.servers;
  const parameters = {
    recording: single(z.enum(['true', 'false']), 'true, false'),
    server: single(
      z.string().refine(name => servers.includes(name)),
      servers.length > 0
        ? servers.join(', ')
        : 'the name of a server of mesh.prometheus, and none is configured',
    ),
  };

  router.get('/rules/prometheus.yaml', async (req, res) => {
    await authorize(req, meshInfrastructureReadPermission, options);
    const { recording, server } = readParameters(req, parameters);
    const file = options.rules.file(await options.store.listClusters(), {
      recording: recording === 'true',
      server,
    });
    res.type('text/yaml').send(file);
  });
}
