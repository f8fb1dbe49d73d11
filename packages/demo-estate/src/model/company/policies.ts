import { CustomSpec } from '../types';

/** A PeerAuthentication of a namespace, or of the workloads with an `app` label. */
export function peerAuthentication(
  namespace: string,
  mode: string,
  options: { app?: string; ports?: Record<string, string> } = {},
): CustomSpec {
  const { app, ports } = options;
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    plural: 'peerauthentications',
    namespace,
    name: app ?? 'default',
    spec: {
      ...(app ? { selector: { matchLabels: { app } } } : {}),
      mtls: { mode },
      ...(ports
        ? {
            portLevelMtls: Object.fromEntries(
              Object.entries(ports).map(([port, m]) => [port, { mode: m }]),
            ),
          }
        : {}),
    },
  };
}

/** Lets named service accounts (`namespace/name`) call a workload, and nobody else. */
export function allowOnly(
  namespace: string,
  app: string,
  callers: string[],
): CustomSpec {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    plural: 'authorizationpolicies',
    namespace,
    name: `${app}-callers`,
    spec: {
      selector: { matchLabels: { app } },
      action: 'ALLOW',
      rules: [
        {
          from: [
            {
              source: {
                principals: callers.map(caller => {
                  const [home, account] = caller.split('/');
                  return `cluster.local/ns/${home}/sa/${account}`;
                }),
              },
            },
          ],
        },
      ],
    },
  };
}

const ISTIO_KINDS = {
  AuthorizationPolicy: ['security.istio.io/v1', 'authorizationpolicies'],
  DestinationRule: ['networking.istio.io/v1', 'destinationrules'],
  PeerAuthentication: ['security.istio.io/v1', 'peerauthentications'],
  Telemetry: ['telemetry.istio.io/v1', 'telemetries'],
  VirtualService: ['networking.istio.io/v1', 'virtualservices'],
} as const;

/** An object of one of Istio's kinds. */
export function istioObject(
  kind: keyof typeof ISTIO_KINDS,
  given: Pick<CustomSpec, 'namespace' | 'name' | 'spec'>,
): CustomSpec {
  const [apiVersion, plural] = ISTIO_KINDS[kind];
  return { apiVersion, kind, plural, ...given };
}

/** What clients of a service are told about it. */
export function destinationRule(
  namespace: string,
  app: string,
  trafficPolicy: object,
): CustomSpec {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    plural: 'destinationrules',
    namespace,
    name: app,
    spec: { host: `${app}.${namespace}.svc.cluster.local`, trafficPolicy },
  };
}

/** What the door lets in, and where to. */
export function virtualService(
  namespace: string,
  app: string,
  hosts: string[],
): CustomSpec {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    plural: 'virtualservices',
    namespace,
    name: app,
    spec: {
      hosts,
      gateways: ['ingress/public'],
      http: [
        {
          route: [
            { destination: { host: `${app}.${namespace}.svc.cluster.local` } },
          ],
          timeout: '10s',
        },
      ],
    },
  };
}

/** Routes of the Gateway API for a service: retried where the method allows it. */
export function httpRoute(namespace: string, app: string): CustomSpec {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    plural: 'httproutes',
    namespace,
    name: app,
    spec: {
      parentRefs: [{ group: '', kind: 'Service', name: app, port: 80 }],
      rules: [
        {
          matches: [{ method: 'GET' }],
          backendRefs: [{ name: app, port: 80 }],
        },
        { backendRefs: [{ name: app, port: 80 }] },
      ],
    },
  };
}

/** Linkerd: a Server that denies, and the identities that may call it. */
export function linkerdServer(
  namespace: string,
  app: string,
  port: number,
  callers: string[],
): CustomSpec[] {
  const group = 'policy.linkerd.io';
  const own = (kind: string, plural: string, version: string) => ({
    apiVersion: `${group}/${version}`,
    kind,
    plural,
    namespace,
    name: app,
  });
  return [
    {
      ...own('Server', 'servers', 'v1beta3'),
      labels: { app },
      spec: {
        podSelector: { matchLabels: { app } },
        port,
        proxyProtocol: 'HTTP/1',
        accessPolicy: 'deny',
      },
    },
    {
      ...own('MeshTLSAuthentication', 'meshtlsauthentications', 'v1alpha1'),
      spec: {
        identities: callers.map(caller => {
          const [home, account] = caller.split('/');
          return `${account}.${home}.serviceaccount.identity.linkerd.cluster.local`;
        }),
      },
    },
    {
      ...own('AuthorizationPolicy', 'authorizationpolicies', 'v1alpha1'),
      spec: {
        targetRef: { group, kind: 'Server', name: app },
        requiredAuthenticationRefs: [
          { group, kind: 'MeshTLSAuthentication', name: app },
        ],
      },
    },
  ];
}
