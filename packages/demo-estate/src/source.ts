import { clusterObjects } from './kubernetes/clusterObjects';
import { Clock } from './model/clock';
import { brightlane } from './model/company';
import { dice } from './model/random';
import { trafficSeries } from './model/traffic';
import { SeriesSource } from './series';

/**
 * The company's metrics without a server, for tests.
 *
 * @internal
 */
export function createDemoSource(options: {
  /** Epoch milliseconds. */
  now(): number;
  seed?: number;
}): SeriesSource {
  const random = dice(options.seed ?? 1);
  return trafficSeries(
    brightlane.clusters.map(cluster => ({
      cluster,
      objects: clusterObjects(random, cluster),
    })),
    random,
    new Clock(options.now),
  );
}
