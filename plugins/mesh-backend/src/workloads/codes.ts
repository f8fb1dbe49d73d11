import { FindingKind } from '../meshes/shared/finding';

/* What is wrong with a workload, and no mesh sees alone. */

export const twoMeshesInPod: FindingKind = {
  code: 'two-meshes-in-pod',
  severity: 'warning',
  title: 'It is in two meshes at once',
  seeAlso: [],
  meaning:
    'A pod has the proxies of two meshes: traffic goes through one and then the other, each encrypts and measures on its own, and what either reports is not the whole.',
  foundBy: 'the marks and containers that each mesh leaves on the pod',
};
