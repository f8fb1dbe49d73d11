/** Labels, annotations and names that Istio gives a meaning. */
export const PROXY = 'istio-proxy';
export const STATUS = 'sidecar.istio.io/status';
export const TEMPLATES = 'inject.istio.io/templates';
export const INJECT = 'sidecar.istio.io/inject';
export const REVISION = 'istio.io/rev';
export const TAG = 'istio.io/tag';
export const INJECTION = 'istio-injection';
export const DATAPLANE_MODE = 'istio.io/dataplane-mode';
export const REDIRECTION = 'ambient.istio.io/redirection';
export const USE_WAYPOINT = 'istio.io/use-waypoint';
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
export const MANAGED = 'gateway.istio.io/managed';
export const DEFAULT_ROOT_NAMESPACE = 'istio-system';

export const PEER_AUTHENTICATIONS = 'security.istio.io/peerauthentications';
export const AUTHORIZATION_POLICIES = 'security.istio.io/authorizationpolicies';
export const SIDECARS = 'networking.istio.io/sidecars';
export const DESTINATION_RULES = 'networking.istio.io/destinationrules';
export const VIRTUAL_SERVICES = 'networking.istio.io/virtualservices';
export const ENVOY_FILTERS = 'networking.istio.io/envoyfilters';
export const TELEMETRIES = 'telemetry.istio.io/telemetries';
