import { FindingKind } from '../../shared/finding';

export const breaksStrict: FindingKind = {
  code: 'destination-rule-breaks-strict',
  severity: 'critical',
  title: 'Clients are told not to use mTLS, and the server requires it',
  seeAlso: ['KIA0207', 'KIA0208'],
  meaning:
    'A DestinationRule sets TLS to DISABLE or SIMPLE for a port whose PeerAuthentication is STRICT: every call is refused.',
  foundBy:
    'DestinationRules as callers find them, beside the effective PeerAuthentication of the port',
};

export const weakensMtls: FindingKind = {
  code: 'destination-rule-weakens-mtls',
  severity: 'warning',
  title: 'Clients are told not to use mTLS',
  seeAlso: [],
  meaning:
    'A DestinationRule sets TLS to DISABLE or SIMPLE for a port that would take mTLS: calls go without an identity of the mesh.',
  foundBy:
    'DestinationRules as callers find them, beside the effective PeerAuthentication of the port',
};

export const expectsMtls: FindingKind = {
  code: 'destination-rule-expects-mtls',
  severity: 'critical',
  title: 'Clients are told to use mTLS with a port that does not take it',
  seeAlso: ['KIA0205', 'KIA0206'],
  meaning:
    'A DestinationRule sets TLS to ISTIO_MUTUAL for a port on which a PeerAuthentication disables mTLS, or that passes by the proxy: calls fail.',
  foundBy:
    'DestinationRules as callers find them, beside the effective PeerAuthentication of the port',
};

export const autoMtlsIsOff: FindingKind = {
  code: 'auto-mtls-off',
  severity: 'critical',
  title: 'The server requires mTLS, and nothing tells its clients to use it',
  seeAlso: ['KIA0401', 'KIA0501'],
  meaning:
    'With enableAutoMtls: false a client uses mTLS only where a DestinationRule says so. None does for this Service, and its port requires it: calls are refused.',
  foundBy:
    'enableAutoMtls of the mesh configuration, DestinationRules for its Services, and the effective PeerAuthentication of the ports',
};

export const needsProxy: FindingKind = {
  code: 'destination-rule-needs-proxy',
  severity: 'critical',
  title: 'Clients are told to use mTLS, and some pods have no proxy',
  seeAlso: [],
  meaning:
    'A DestinationRule sets TLS to ISTIO_MUTUAL for a Service with pods that are in no mesh: calls to those pods fail.',
  foundBy:
    'DestinationRules, beside what is in the pods that the Service selects',
};

export const needsMtls: FindingKind = {
  code: 'authorization-needs-mtls',
  severity: 'warning',
  title: 'A policy names identities where plaintext is let in',
  seeAlso: ['KIA0105'],
  meaning:
    'An AuthorizationPolicy matches callers by identity on a port that accepts plaintext: such callers have none, so ALLOW rules refuse them and DENY rules miss them.',
  foundBy:
    'principals, namespaces and serviceAccounts of AuthorizationPolicies that apply, beside configured mTLS',
};

export const l7WithoutWaypoint: FindingKind = {
  code: 'l7-policy-without-waypoint',
  severity: 'critical',
  title: 'A policy on requests, and no waypoint that reads them',
  seeAlso: ['KIA1317', 'IST0167'],
  meaning:
    'An AuthorizationPolicy that selects ambient pods matches methods, paths, hosts or headers. ztunnel sees none of these: what such a rule would allow is refused.',
  foundBy: 'rules of AuthorizationPolicies that ztunnel enforces',
};

export const undeclaredPort: FindingKind = {
  code: 'exception-on-undeclared-port',
  severity: 'warning',
  title: 'An exception for a port that nothing declares',
  seeAlso: [],
  meaning:
    'portLevelMtls loosens mTLS for a port that no container declares and no Service targets: a slip, or a port that nobody sees.',
  foundBy:
    'portLevelMtls of the winning PeerAuthentication, beside declared and targeted ports',
};

export const bypass: FindingKind = {
  code: 'port-bypasses-proxy',
  severity: 'critical',
  title: 'A port goes round the proxy',
  seeAlso: [],
  meaning:
    'Annotations exclude an inbound port from the proxy: plaintext reaches it, and no policy of the mesh holds there, STRICT included.',
  foundBy:
    'annotations of the pod and arguments of istio-init, on ports that the workload serves',
};

export const selectsNothing: FindingKind = {
  code: 'policy-selects-nothing',
  severity: 'info',
  title: 'A policy selects no pod',
  seeAlso: ['KIA0004'],
  meaning:
    'The selector of a PeerAuthentication or AuthorizationPolicy matches no running pod of its namespace.',
  foundBy: 'spec.selector.matchLabels, beside labels of the namespace’s pods',
};

export const compete: FindingKind = {
  code: 'policies-compete',
  severity: 'warning',
  title: 'Several policies for a whole namespace',
  seeAlso: ['KIA0002'],
  meaning:
    'A namespace has more than one PeerAuthentication without a selector: the oldest decides, the others do nothing.',
  foundBy: 'PeerAuthentications without a selector, by namespace',
};

export const rootSelector: FindingKind = {
  code: 'selector-in-root-namespace',
  severity: 'warning',
  title: 'A policy of the root namespace has a selector',
  seeAlso: [],
  meaning:
    'istiod leaves PeerAuthentications of the root namespace that have a selector out: they decide for no pod.',
  foundBy:
    'PeerAuthentications in the root namespace (istio: ComposePeerAuthentication)',
};

export const waypointMissing: FindingKind = {
  code: 'waypoint-not-found',
  severity: 'warning',
  title: 'Traffic is to pass a waypoint that does not run',
  seeAlso: ['KIA1313', 'IST0171'],
  meaning:
    'A label istio.io/use-waypoint on the Service, the pod or the namespace names a waypoint of which no pod runs.',
  foundBy: 'labels, beside pods of the Gateway of that name',
};

export const sidecarInAmbientNamespace: FindingKind = {
  code: 'sidecar-in-ambient-namespace',
  severity: 'info',
  title: 'It has a sidecar in an ambient namespace',
  seeAlso: ['KIA1316'],
  meaning:
    'The namespace is in the ambient mesh, and the pod has a sidecar: the sidecar wins, so ztunnel and waypoints of the namespace do nothing for it.',
  foundBy:
    'the namespace’s label istio.io/dataplane-mode, beside the containers of its pods',
};

export const sidecarAndAmbientLabel: FindingKind = {
  code: 'sidecar-and-ambient-label',
  severity: 'warning',
  title: 'It asks for the ambient mesh, and has a sidecar',
  seeAlso: ['KIA1314', 'KIA1315'],
  meaning:
    'The pod’s own label asks for ambient, and a sidecar was injected: the sidecar wins, and the label does nothing.',
  foundBy: 'the pod’s label istio.io/dataplane-mode, beside its containers',
};

export const bothInjectionLabels: FindingKind = {
  code: 'both-injection-labels',
  severity: 'warning',
  title: 'Its namespace asks for injection in two ways',
  seeAlso: ['IST0123', 'KIA1311'],
  meaning:
    'The namespace has both istio-injection and istio.io/rev: istio-injection wins, and the revision is passed over.',
  foundBy: 'the labels of the namespace',
};

export const sidecarKeepsJobRunning: FindingKind = {
  code: 'sidecar-keeps-job-running',
  severity: 'warning',
  title: 'A sidecar keeps its job from completing',
  seeAlso: [],
  meaning:
    'The pods of a Job or CronJob have the proxy as an ordinary container: it runs on after the work is done, unless the application tells it to quit. A native sidecar ends by itself.',
  foundBy: 'the kind of the workload, beside the containers of its pods',
};

export const proxyImageMismatch: FindingKind = {
  code: 'proxy-image-mismatch',
  severity: 'info',
  title: 'Its proxy is not the one that its injector gives today',
  seeAlso: ['IST0158'],
  meaning:
    'The injector’s settings name another version of the proxy’s image than the pod has: it was made before they were changed, and gets the new one when it is restarted.',
  foundBy:
    'the proxy’s image in the pod, beside the values in the ConfigMap of its revision’s injector',
};

export const agentMissing: FindingKind = {
  code: 'cni-missing-on-node',
  severity: 'critical',
  title: 'A node has ambient pods and no agent that is ready',
  seeAlso: [],
  meaning:
    'ztunnel or istio-cni-node is not ready on a node: pods there lose traffic, or new ones are not redirected.',
  foundBy: 'nodes of ambient pods, beside those of ready agents',
};

export const rootsDiffer: FindingKind = {
  code: 'trust-roots-disagree',
  severity: 'critical',
  title: 'Control planes trust different roots',
  seeAlso: [],
  meaning:
    'Copies of istio-ca-root-cert, or the bundles of several control planes, hold different roots: their workloads refuse each other.',
  foundBy: 'ConfigMaps istio-ca-root-cert of the control planes’ namespaces',
};

export const applicationHasProxyUid: FindingKind = {
  code: 'application-has-proxy-uid',
  severity: 'warning',
  title: 'The application runs as the proxy’s user',
  seeAlso: ['IST0144'],
  meaning:
    'What user 1337 sends is not redirected into the sidecar, since that is how the proxy’s own traffic gets out. Calls of this application leave without mTLS, and no rule or metric of the mesh sees them.',
  foundBy: 'securityContext of the pod and its containers',
};

export const protocolNotDeclared: FindingKind = {
  code: 'protocol-not-declared',
  severity: 'info',
  title: 'The proxy has to find out what a port speaks',
  seeAlso: ['IST0118'],
  meaning:
    'Neither appProtocol nor the port’s name says the protocol, so proxies look at the first bytes of each connection. Where the server speaks first, connections wait or fail; where detection errs, HTTP is counted as TCP.',
  foundBy: 'appProtocol and names of the ports of its Services',
};

export const webhooksOverlap: FindingKind = {
  code: 'injector-webhooks-overlap',
  severity: 'critical',
  title: 'Two injectors answer for the same pods',
  seeAlso: ['IST0139'],
  meaning:
    'Selectors of two injection webhooks match the same labels: such a pod is injected twice, and which revision it ends up with is chance.',
  foundBy:
    'selectors in MutatingWebhookConfigurations, against each combination of the labels that ask for a sidecar',
};
