import {
  ClusterStatus,
  meshInfrastructureReadPermission,
  SourceState,
} from '@meshboard/backstage-plugin-mesh-common';
import { Router } from 'express';
import { ageSource } from '../assess/sources';
import { authorize } from './authorize';
import { readParameters } from './parameters';
import { RouterOptions } from './types';

/** Sources with what follows from their age now. */
export async function currentSources({
  store,
  now,
  staleAfterMs,
}: Pick<RouterOptions, 'store' | 'now' | 'staleAfterMs'>): Promise<
  SourceState[]
> {
  const at = now().toISOString();
  return (await store.listSources()).map(row => {
    const { dark: _, ...source } = ageSource(row, at, staleAfterMs);
    return source;
  });
}

/** Clusters as last read, under their source's state now; one that never could be read is among them. */
export function currentClusters(
  read: ClusterStatus[],
  sources: SourceState[],
): ClusterStatus[] {
  const names = new Map(read.map(cluster => [cluster.name, cluster]));
  return sources
    .filter(source => source.kind === 'kubernetes')
    .map(({ cluster, state, lastSuccess, message }) => {
      const { message: _, ...known } = names.get(cluster) ?? {
        name: cluster,
        meshes: [],
        pods: { running: 0, meshed: 0 },
      };
      return {
        ...known,
        state,
        asOf: lastSuccess,
        ...(message ? { message } : {}),
      };
    });
}

export function sourcesRoutes(router: Router, options: RouterOptions): void {
  router.get('/sources', async (req, res) => {
    await authorize(req, meshInfrastructureReadPermission, options);
    readParameters(req, {});
    res.json({ items: await currentSources(options) });
  });
}
