/** Keys are `cluster/namespace/kind/name`. */
const clusterOf = (key: string) => key.split('/')[0];

const within = (keys: string[], cluster: string) =>
  keys.filter(key => clusterOf(key) === cluster);

/**
 * Where something holds, as short as it can be said: a cluster's name where it holds for all that is
 * there, else the workloads. Empty where it holds for all of them.
 */
export function placesOf(keys: string[], all: string[]): string[] {
  const own = new Set(keys);
  if (all.every(key => own.has(key))) return [];
  return [...new Set(keys.map(clusterOf))].flatMap(cluster =>
    within(all, cluster).every(key => own.has(key))
      ? [cluster]
      : within(keys, cluster),
  );
}
