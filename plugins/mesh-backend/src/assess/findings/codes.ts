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

export const strictWithPlaintext: FindingKind = {
  code: 'strict-with-plaintext-callers',
  severity: 'critical',
  title: 'Plaintext arrives where mTLS is required',
  seeAlso: [],
  meaning:
    'Configuration requires mTLS on every port, and the server’s proxies counted plaintext within `mtls.enforceEvidence`: it came before the policy, or goes round it.',
  foundBy: 'configured mTLS beside the evidence of the server’s own proxies',
};

export const proxyVersionSkew: FindingKind = {
  code: 'proxy-version-skew',
  severity: 'warning',
  title: 'Proxies and their control plane are too far apart',
  seeAlso: ['IST0158', 'l5d-data-plane-version'],
  meaning:
    'Proxies run a version that their control plane’s version does not support, or a newer one.',
  foundBy:
    'the proxy’s image or version annotation, beside the control plane’s image',
};
