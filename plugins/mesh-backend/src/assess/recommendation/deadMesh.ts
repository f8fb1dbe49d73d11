import { Criterion } from './types';

/** A mesh whose project has ended gets no fixes: leave it for one that does. */
export const deadMesh: Criterion = input => {
  const dead = input.workloads
    .flatMap(w => w.facts.membership.meshes)
    .find(m => input.discontinued.has(m.mesh));
  if (!dead) return undefined;
  const living = input.meshes?.find(m => !input.discontinued.has(m.mesh));
  const to = input.standard ?? living?.mesh;
  return {
    verdict: 'migrate',
    mesh: to,
    dataPlane: to && to === living?.mesh ? living.dataPlane : null,
    reasons: [
      {
        criterion: 'discontinued-mesh',
        favours: 'migrate',
        weight: 9,
        evidence: `${input.title(dead.mesh)}: ${input.discontinued.get(
          dead.mesh,
        )}`,
        origin: 'observed',
      },
    ],
  };
};
