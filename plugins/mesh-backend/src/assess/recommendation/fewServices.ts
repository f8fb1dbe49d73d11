import { Criterion } from './types';

/** A rule of thumb, not a finding of research: its threshold is the organisation's to set. */
export const fewServices: Criterion = input => {
  if (input.services >= input.minimumServices) return undefined;
  const anyMesh = input.meshes?.some(m => m.pods > 0);
  return {
    verdict: 'not-needed',
    reasons: [
      {
        criterion: 'few-services',
        favours: 'not-needed',
        weight: 5,
        evidence: `Fewer than ${input.minimumServices} services run in ${input.cluster}: a mesh would be more to operate than it saves (mesh.recommendation.minimumServices)`,
        origin: 'observed',
      },
    ],
    alternatives: anyMesh
      ? []
      : [
          {
            name: 'NetworkPolicy',
            why: 'limits who may connect, without a proxy',
          },
          {
            name: 'cert-manager',
            why: 'issues and renews certificates for TLS in the service itself',
          },
          {
            name: 'OpenTelemetry',
            why: 'gives request metrics and traces from inside the service',
          },
        ],
  };
};
