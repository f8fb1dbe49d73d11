import { ProxyVersion } from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadRow } from '../store/types';

/** Proxies of several workloads by cluster, mesh and version. */
export function versionsOf(workloads: WorkloadRow[]): ProxyVersion[] {
  const pooled = new Map<string, ProxyVersion>();
  for (const { cluster, facts } of workloads) {
    for (const version of facts.versions) {
      const { mesh, dataPlane, revision } = version;
      const key = JSON.stringify([
        cluster,
        mesh,
        dataPlane,
        version.version,
        revision,
      ]);
      const known = pooled.get(key);
      if (known) known.pods += version.pods;
      else pooled.set(key, { cluster, ...version });
    }
  }
  return [...pooled.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, version]) => version);
}
