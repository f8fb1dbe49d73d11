import { Criterion } from './types';

/** The organisation has chosen: one mesh to run is cheaper than two. */
export const standard: Criterion = input =>
  input.standard
    ? {
        verdict: 'adopt',
        mesh: input.standard,
        dataPlane:
          input.meshes?.find(m => m.mesh === input.standard)?.dataPlane ?? null,
        reasons: [
          {
            criterion: 'standard',
            favours: input.standard,
            weight: 7,
            evidence: `mesh.recommendation.standard is ${input.standard}`,
            origin: 'configured',
          },
        ],
      }
    : undefined;
