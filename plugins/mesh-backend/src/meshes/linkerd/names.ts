/** Labels, annotations and names that Linkerd gives a meaning. */
export const PROXY = 'linkerd-proxy';
/** The init container where a CNI plugin redirects. */
export const VALIDATOR = 'linkerd-network-validator';
export const INJECT = 'linkerd.io/inject';
export const CONTROL_PLANE_NAMESPACE = 'linkerd.io/control-plane-ns';
export const CONTROL_PLANE_COMPONENT = 'linkerd.io/control-plane-component';
export const EXTENSION = 'linkerd.io/extension';
export const CNI_RESOURCE = 'linkerd.io/cni-resource';
export const WEBHOOKS_DISABLED = 'config.linkerd.io/admission-webhooks';
export const CREATED_BY = 'linkerd.io/created-by';
export const TRUST_ROOT = 'linkerd.io/trust-root-sha256';
export const OPAQUE_PORTS = 'config.linkerd.io/opaque-ports';
export const PROXY_VERSION = 'linkerd.io/proxy-version';
export const DEFAULT_POLICY = 'config.linkerd.io/default-inbound-policy';
export const SKIP_INBOUND = 'config.linkerd.io/skip-inbound-ports';
export const SKIP_SUBNETS = 'config.linkerd.io/skip-subnets';
export const SKIP_OUTBOUND = 'config.linkerd.io/skip-outbound-ports';
export const REQUIRE_IDENTITY =
  'config.linkerd.io/proxy-require-identity-inbound-ports';

export const GROUP = 'policy.linkerd.io';
export const SERVERS = `${GROUP}/servers`;
export const SERVER_AUTHORIZATIONS = `${GROUP}/serverauthorizations`;
export const AUTHORIZATION_POLICIES = `${GROUP}/authorizationpolicies`;
export const MESH_TLS = `${GROUP}/meshtlsauthentications`;
export const NETWORKS = `${GROUP}/networkauthentications`;
export const LINKERD_HTTP_ROUTES = `${GROUP}/httproutes`;

export const GATEWAY_GROUP = 'gateway.networking.k8s.io';
export const HTTP_ROUTES = `${GATEWAY_GROUP}/httproutes`;
export const GRPC_ROUTES = `${GATEWAY_GROUP}/grpcroutes`;
