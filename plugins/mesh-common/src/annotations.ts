/**
 * Annotations of Meshboard's own on catalog entities.
 *
 * @public
 */
export const MESH_ANNOTATIONS = {
  /** Capabilities the service needs, comma separated: `jwt,rate-limiting,wasm`. */
  requires: 'meshboard.io/requires',
  /** Compliance regimes, comma separated: `pci-dss,hipaa,soc2`. */
  compliance: 'meshboard.io/compliance',
  /** A request to be exempt; the value is the reason. */
  exempt: 'meshboard.io/exempt',
  /** Success objective of this service, between 0 and 1. */
  successObjective: 'meshboard.io/success-objective',
} as const;

/**
 * The Kubernetes plugin's annotations that decide which workloads belong to an entity.
 *
 * @public
 */
export const KUBERNETES_ANNOTATIONS = {
  labelSelector: 'backstage.io/kubernetes-label-selector',
  id: 'backstage.io/kubernetes-id',
  namespace: 'backstage.io/kubernetes-namespace',
  cluster: 'backstage.io/kubernetes-cluster',
} as const;
