import { Objects } from '../../kubernetes/objects/workload';
import { ModelSeries, SeriesSource } from '../../series';
import { Clock } from '../clock';
import { Dice } from '../random';
import { ClusterSpec } from '../types';
import { SeriesBuilder } from './builder';
import { controlPlaneHealth } from './controlPlane';
import { trafficCurve } from './curve';
import { edges, meshOf } from './edges';
import { istioClient, istioEdge, istioTargets } from './istio';
import { linkerdEdge, linkerdTargets } from './linkerd';
import { targetsOf } from './pods';
import { proxyHealth } from './proxies';

const SCRAPE_INTERVAL_MS = 30_000;

/** By the mesh of the server: where it is in none, only clients count. */
const COUNT = { istio: istioEdge, linkerd: linkerdEdge, none: istioClient };

/** What every proxy of these clusters counts; a cluster that cannot be read has no series. */
export function trafficSeries(
  clusters: { cluster: ClusterSpec; objects: Objects }[],
  dice: Dice,
  clock: Clock,
): SeriesSource {
  const out = new SeriesBuilder();
  for (const { cluster, objects } of clusters) {
    const find = targetsOf(objects);
    istioTargets(out, cluster, find);
    linkerdTargets(out, cluster, find);
    proxyHealth(out, cluster, find);
    controlPlaneHealth(out, cluster, find);
    for (const edge of edges(cluster, dice)) {
      const curve = trafficCurve(
        dice,
        cluster.name,
        ...[edge.from, edge.to].flatMap(w => [w.namespace, w.name]),
      );
      COUNT[meshOf(edge.to) ?? 'none'](out, edge, curve, find);
    }
  }
  const byName = new Map<string, ModelSeries[]>();
  for (const series of out.series) {
    const name = series.labels.__name__;
    const list = byName.get(name) ?? [];
    byName.set(name, list);
    list.push(series);
  }
  return {
    scrapeIntervalMs: SCRAPE_INTERVAL_MS,
    byName: name => byName.get(name) ?? [],
    names: () => [...byName.keys()],
    now: () => clock.now(),
  };
}
