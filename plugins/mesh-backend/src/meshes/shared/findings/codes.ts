import { FindingKind } from '../finding';

/** What can be wrong with any mesh as a whole. */
export const controlPlaneDown: FindingKind = {
  code: 'control-plane-down',
  severity: 'critical',
  title: 'The control plane is down',
  seeAlso: ['l5d-api-control-ready'],
  meaning:
    'No pod of the control plane is ready while pods are in its mesh: new configuration, endpoints and certificates do not reach them.',
  foundBy: 'pods of the control plane and their readiness',
};

export const controlPlaneDegraded: FindingKind = {
  code: 'control-plane-degraded',
  severity: 'warning',
  title: 'Part of the mesh itself is not ready',
  seeAlso: ['l5d-control-plane-replicas', 'cni-plugin-ready'],
  meaning: 'Some pods of the control plane or of a node agent are not ready.',
  foundBy: 'pods of the mesh’s own Deployments and DaemonSets',
};

export const injectorBroken: FindingKind = {
  code: 'injector-webhook-broken',
  severity: 'critical',
  title: 'Nobody answers for the injector',
  seeAlso: ['IST0139', 'l5d-api-control-ready'],
  meaning:
    'No ready pod stands behind the Service that an injector’s webhook calls, or that Service does not exist. With failurePolicy Fail new pods are refused; with Ignore they come without a proxy, and nothing says so.',
  foundBy:
    'MutatingWebhookConfigurations, their Service, and the pods that it selects',
};

export const certificateNotReady: FindingKind = {
  code: 'certificate-not-ready',
  severity: 'critical',
  title: 'cert-manager cannot issue a certificate of the mesh',
  seeAlso: [],
  meaning:
    'A Certificate in the control plane’s namespace is not ready: when the one before it ends, no proxy’s certificate is renewed.',
  foundBy:
    'Certificates of cert-manager in the namespaces of control planes, condition Ready',
};

export const renewalOverdue: FindingKind = {
  code: 'certificate-renewal-overdue',
  severity: 'warning',
  title: 'cert-manager is late to renew a certificate of the mesh',
  seeAlso: [
    'l5d-identity-issuer-cert-not-expiring-soon',
    'l5d-webhook-cert-not-expiring-soon',
  ],
  meaning:
    'The time at which a Certificate in the control plane’s namespace was to be renewed has passed. It still holds; when it ends, so does what it is for: the issuer of proxies’ certificates, or a webhook.',
  foundBy:
    'Certificates of cert-manager in the namespaces of control planes, `status.renewalTime`',
};
