import { Dice } from '../model/random';
import { ClusterSpec, CustomSpec } from '../model/types';
import { MESH_INSTALLED } from '../model/versions';
import { metadata } from './objects/meta';
import { Objects } from './objects/workload';

/** Adds objects of the meshes' own kinds, by group and plural. */
export function addCustom(
  dice: Dice,
  cluster: ClusterSpec,
  objects: Objects,
  custom: CustomSpec[],
): void {
  for (const { plural, apiVersion, spec, status, ...given } of custom) {
    const list = (objects[`${apiVersion.split('/')[0]}/${plural}`] ??= []);
    list.push({
      apiVersion,
      kind: given.kind,
      metadata: metadata(dice, cluster.name, given.kind, {
        ...given,
        createdAt: MESH_INSTALLED,
      }),
      spec,
      ...(status ? { status } : {}),
    });
  }
}
