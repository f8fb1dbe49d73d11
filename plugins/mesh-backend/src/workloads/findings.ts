import { MeshFinding } from '@meshboard/backstage-plugin-mesh-common';
import { finding } from '../meshes/shared/finding';
import { twoMeshesInPod } from './codes';
import { PreparedMesh } from './inspect';
import { PodVerdict } from './membership';

/** What only shows where the meshes are looked at together. */
export function findingsOfAll(
  verdicts: PodVerdict[],
  meshes: PreparedMesh[],
): MeshFinding[] {
  const titles = new Map(
    meshes.map(({ adapter }) => [adapter.id, adapter.title]),
  );
  const together = new Map<string, number>();
  for (const verdict of verdicts) {
    const ids = [...new Set(verdict.in.map(member => member.mesh))].sort();
    if (ids.length < 2) continue;
    const names = ids.map(id => titles.get(id) ?? id).join(' and ');
    together.set(names, (together.get(names) ?? 0) + 1);
  }
  return [...together.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([names, pods]) =>
      finding(twoMeshesInPod, {
        evidence: `${pods} ${
          pods === 1 ? 'pod has' : 'pods have'
        } the proxies of ${names}`,
      }),
    );
}
