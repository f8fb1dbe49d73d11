import { MeshFeature } from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadRow } from '../store/types';
import { workloadKey } from '../store/WorkloadStore';

/** One line for all workloads of which the same is said. */
export function poolFeatures(workloads: WorkloadRow[]): MeshFeature[] {
  const pooled = new Map<string, MeshFeature>();
  for (const row of workloads) {
    for (const feature of row.facts.features) {
      const { state, detail, setBy } = feature;
      const key = JSON.stringify([feature.feature, state, detail, setBy]);
      const known = pooled.get(key);
      if (known) known.workloads.push(workloadKey(row));
      else pooled.set(key, { ...feature, workloads: [workloadKey(row)] });
    }
  }
  return [...pooled.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, feature]) => feature);
}
