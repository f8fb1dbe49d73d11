import { Dice } from '../model/random';
import { ClusterSpec } from '../model/types';
import { addCustom } from './custom';
import { configMaps, namespace, nodes } from './objects/infrastructure';
import { webhooks } from './objects/webhooks';
import { Objects, workloadObjects } from './objects/workload';

/** What an API server lists, by plural; the same for the same spec and seed. */
export function clusterObjects(dice: Dice, cluster: ClusterSpec): Objects {
  const objects: Objects = {
    namespaces: cluster.namespaces.map(n => namespace(dice, cluster.name, n)),
    nodes: nodes(dice, cluster),
    configmaps: configMaps(dice, cluster),
    mutatingwebhookconfigurations: webhooks(dice, cluster),
  };
  const add = (more: Objects) => {
    for (const [plural, items] of Object.entries(more)) {
      const list = (objects[plural] ??= []);
      for (const item of items) list.push(item);
    }
  };
  const byName = new Map(cluster.namespaces.map(n => [n.name, n]));
  for (const workload of cluster.workloads) {
    const home = byName.get(workload.namespace);
    if (!home) {
      throw new Error(
        `${cluster.name} has no namespace '${workload.namespace}' for ${workload.name}`,
      );
    }
    add(workloadObjects({ dice, cluster, namespace: home }, workload));
  }
  addCustom(dice, cluster, objects, cluster.custom);
  return objects;
}
