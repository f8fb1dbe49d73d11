import { FindingKind } from '../../shared/finding';

/** What can be wrong with Linkerd, or with how a workload uses it. */
export const trustRootDiffers: FindingKind = {
  code: 'trust-root-differs',
  severity: 'warning',
  title: 'Proxies trust other roots than their control plane',
  seeAlso: ['l5d-identity-data-plane-proxies-certs-match-ca'],
  meaning:
    'Pods were made under another bundle of trust anchors than today’s: once certificates are issued under the new one alone, they and others no longer accept each other.',
  foundBy:
    'the pod’s annotation `linkerd.io/trust-root-sha256`, beside ConfigMap `linkerd-identity-trust-roots`',
};

export const trustBundleBroken: FindingKind = {
  code: 'trust-bundle-broken',
  severity: 'critical',
  title: 'The bundle of trust anchors cannot be read in full',
  seeAlso: ['l5d-identity-cert-config-valid'],
  meaning:
    'Part of the bundle that proxies trust is no certificate, or none is in it.',
  foundBy: 'ConfigMap `linkerd-identity-trust-roots`, `ca-bundle.crt`',
};

export const policyWithoutAuthentication: FindingKind = {
  code: 'policy-without-authentication',
  severity: 'warning',
  title: 'A policy is not used: what it requires is not there',
  seeAlso: [],
  meaning:
    'Linkerd leaves out an authorization whose required authentications are missing or contradict each other: whom it should let in is turned away.',
  foundBy:
    '`requiredAuthenticationRefs` of AuthorizationPolicies, `client` of ServerAuthorizations, and what they refer to',
};

export const policyWithoutServer: FindingKind = {
  code: 'policy-without-server',
  severity: 'warning',
  title: 'Policies name a Server that does not exist',
  seeAlso: [],
  meaning: 'An authorization for a Server that is not there does nothing.',
  foundBy:
    '`targetRef` of AuthorizationPolicies and `server.name` of ServerAuthorizations',
};

export const serverSelectsNothing: FindingKind = {
  code: 'server-selects-nothing',
  severity: 'info',
  title: 'Servers select no pod',
  seeAlso: [],
  meaning:
    'Policy for a Server that no pod and no pod template matches does nothing.',
  foundBy: '`podSelector` of Servers beside the labels of pods and templates',
};

export const skippedPortUnderPolicy: FindingKind = {
  code: 'skipped-port-under-policy',
  severity: 'warning',
  title: 'A port that policy protects passes by the proxy',
  seeAlso: [],
  meaning:
    'The port, or the network that a caller is in, is in a list of those that are not redirected into the proxy: whatever policy requires, plaintext gets in there.',
  foundBy:
    '`config.linkerd.io/skip-inbound-ports`, `config.linkerd.io/skip-subnets`, the arguments of `linkerd-init` and ConfigMap `linkerd-cni-config`, beside the policy of the port',
};

export const opaquePortsDiffer: FindingKind = {
  code: 'opaque-ports-differ',
  severity: 'warning',
  title: 'A Service and its pods disagree on opaque ports',
  seeAlso: ['linkerd-opaque-ports-definition'],
  meaning:
    'One side takes the port for a stream of bytes, the other looks for its protocol: requests fail or wait for the detection to time out.',
  foundBy:
    'annotation `config.linkerd.io/opaque-ports` of Services and pods, else the install’s list',
};

export const protocolDetectionStall: FindingKind = {
  code: 'protocol-detection-stall',
  severity: 'info',
  title: 'A port of a protocol that is not detected is not opaque',
  seeAlso: [],
  meaning:
    'The port is one that Linkerd’s own list has as opaque. Where the server speaks first, every connection waits ten seconds for its protocol to be detected.',
  foundBy:
    'ports of the workload, beside its annotation `config.linkerd.io/opaque-ports` and `proxyProtocol` of Servers',
};

export const invalidDefaultPolicy: FindingKind = {
  code: 'invalid-default-policy',
  severity: 'warning',
  title: 'The default inbound policy is not one',
  seeAlso: [],
  meaning:
    'The pod’s annotation has a value that Linkerd does not know, so the install’s default holds.',
  foundBy: 'annotation `config.linkerd.io/default-inbound-policy` of pods',
};

export const configNotTakenOver: FindingKind = {
  code: 'config-not-taken-over',
  severity: 'info',
  title: 'The namespace’s configuration has not reached the pods',
  seeAlso: [],
  meaning:
    'Annotations of a namespace are copied to a pod when it is made. They were changed since, and the pods keep what was there then.',
  foundBy:
    '`config.linkerd.io/…` annotations of the namespace beside the pods’',
};

export const configAsLabel: FindingKind = {
  code: 'config-as-label',
  severity: 'warning',
  title: 'Linkerd’s settings stand where it does not look',
  seeAlso: ['l5d-data-plane-pod-labels', 'l5d-data-plane-services-labels'],
  meaning:
    'A setting is a label of pods or of their Service. Linkerd reads annotations, so it does nothing.',
  foundBy:
    'labels `linkerd.io/inject` and `config.linkerd.io/…` of meshed pods and of their Services',
};

export const exportedAsAnnotation: FindingKind = {
  code: 'exported-as-annotation',
  severity: 'warning',
  title: 'A Service is not exported: the mark is an annotation',
  seeAlso: ['l5d-data-plane-services-annotations'],
  meaning:
    'Other clusters mirror what has a label. As an annotation it does nothing.',
  foundBy: 'annotation `mirror.linkerd.io/exported` of Services',
};

export const cniMissing: FindingKind = {
  code: 'cni-plugin-missing-on-node',
  severity: 'warning',
  title: 'A node has no CNI plugin of Linkerd that is ready',
  seeAlso: ['cni-plugin-ready'],
  meaning:
    'Meshed pods on the node had their traffic redirected by the plugin. Without it new ones do not start: their init container waits for the redirection in vain.',
  foundBy:
    'nodes of pods with the init container `linkerd-network-validator`, beside those of ready pods labelled `linkerd.io/cni-resource`',
};

export const injectorHoldsUpCluster: FindingKind = {
  code: 'injector-holds-up-kube-system',
  severity: 'warning',
  title: 'Without the injector nothing starts in kube-system',
  seeAlso: ['l5d-injection-disabled'],
  meaning:
    'The injector’s webhook refuses pods that it cannot answer for, and asks about kube-system too. When it is down, the cluster’s own parts cannot come back, and with them perhaps not the injector.',
  foundBy:
    '`failurePolicy` and `namespaceSelector` of the injector’s webhook, beside the labels of kube-system',
};

export const serversCompete: FindingKind = {
  code: 'servers-compete',
  severity: 'warning',
  title: 'Several Servers select the same port',
  seeAlso: [],
  meaning:
    'The oldest Server that selects a port of a pod decides. The others, and the policies that name them, do nothing there.',
  foundBy: '`podSelector` and `port` of Servers, and when they were made',
};

export const skippedTowardsPolicy: FindingKind = {
  code: 'outbound-port-skips-mtls',
  severity: 'warning',
  title: 'Calls that go around the proxy are refused',
  seeAlso: [],
  meaning:
    'Calls to a port in `config.linkerd.io/skip-outbound-ports` leave in plaintext. Services on that port are in the mesh and ask for mTLS: whoever calls them from here is turned away.',
  foundBy:
    'annotation `config.linkerd.io/skip-outbound-ports` of pods, beside the ports of Services and the policy of the pods behind them',
};
