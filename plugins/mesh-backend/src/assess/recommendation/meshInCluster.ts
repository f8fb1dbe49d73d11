import { Criterion } from './types';

/** A mesh that runs already costs nothing more to operate: the dominant factor. */
export const meshInCluster: Criterion = input => {
  const own = input.workloads
    .flatMap(w => w.facts.membership.meshes)
    .filter(m => !input.discontinued.has(m.mesh))
    .sort((a, b) => b.pods - a.pods)[0];
  if (own) {
    return {
      verdict: 'keep',
      mesh: own.mesh,
      dataPlane: own.dataPlane,
      reasons: [
        {
          criterion: 'already-meshed',
          favours: own.mesh,
          weight: 8,
          evidence: `${own.pods} of its pods in ${
            input.cluster
          } are in ${input.title(own.mesh)}`,
          origin: 'observed',
        },
      ],
    };
  }
  const living = input.meshes?.find(m => !input.discontinued.has(m.mesh));
  if (!living) return undefined;
  return {
    verdict: 'adopt',
    mesh: living.mesh,
    dataPlane: living.dataPlane,
    reasons: [
      {
        criterion: 'mesh-in-cluster',
        favours: living.mesh,
        weight: 6,
        evidence: `${input.title(living.mesh)} runs in ${input.cluster}`,
        origin: 'observed',
      },
    ],
  };
};
