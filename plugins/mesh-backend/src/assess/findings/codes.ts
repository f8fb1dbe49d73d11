import { FindingKind } from '../../meshes/shared/finding';

/** What is wrong with an entity, whichever mesh it is in. */
export const discontinuedMesh: FindingKind = {
  code: 'discontinued-mesh',
  severity: 'critical',
  title: 'Its mesh is no longer maintained',
  seeAlso: [],
  meaning:
    'Pods are in a mesh whose project has ended: no fixes, no certificates for new Kubernetes versions.',
  foundBy: 'the marks that the mesh leaves on pods',
};

export const successBelowObjective: FindingKind = {
  code: 'success-below-objective',
  severity: 'warning',
  title: 'More requests fail than the objective allows',
  seeAlso: [],
  meaning:
    'The success rate over `objectives.window` is below the objective, on at least `objectives.minimumRequests` requests.',
  foundBy: 'the request counters of the server’s own proxies',
};

export const proxyNotReady: FindingKind = {
  code: 'proxy-not-ready',
  severity: 'warning',
  title: 'Proxies are not ready',
  seeAlso: ['l5d-data-plane-ready'],
  meaning: 'Pods are in the mesh, and their proxy’s container is not ready.',
  foundBy: 'the container’s status in the pod',
};
