import {
  ClusterSnapshot,
  CustomRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { readable } from '../shared/records';
import {
  GATEWAY_GROUP,
  GROUP,
  GRPC_ROUTES,
  HTTP_ROUTES,
  LINKERD_HTTP_ROUTES,
} from './names';
import { array, Reference, referenceOf, refersTo, strings } from './references';

const CONTROLLER = 'linkerd.io/policy-controller';

/**
 * Filters that make Linkerd drop the whole route, whatever its status says.
 *
 * linkerd: policy-controller/k8s/index/src/inbound/index/http.rs try_gateway_filter, and
 * outbound/index/http.rs convert_gateway_filter
 */
export const UNSUPPORTED_FILTERS = [
  'RequestMirror',
  'URLRewrite',
  'ExtensionRef',
  'CORS',
];

const isDropped = (route: CustomRecord) =>
  array(route.spec?.rules)
    .flatMap(rule => array(rule?.filters))
    .some(filter => UNSUPPORTED_FILTERS.includes(filter?.type));

/** Kinds of route that a Server may be the parent of. */
const KINDS = [
  { group: GROUP, kind: 'HTTPRoute', key: LINKERD_HTTP_ROUTES },
  { group: GATEWAY_GROUP, kind: 'HTTPRoute', key: HTTP_ROUTES },
  { group: GATEWAY_GROUP, kind: 'GRPCRoute', key: GRPC_ROUTES },
] as const;

export type RouteKind = (typeof KINDS)[number];

/** The kind of route that a reference means. */
export const routeKindOf = (reference: Reference): RouteKind | undefined =>
  KINDS.find(({ kind, group }) => refersTo(reference, kind, group));

/** Names are compared without regard to case. */
export const routeId = (
  kind: RouteKind,
  namespace: string,
  name: string,
): string => `${kind.key}/${namespace}/${name}`.toLowerCase();

/**
 * Kinds of route that a port takes into account. What is opaque has no requests, and gRPC has routes
 * of its own.
 *
 * linkerd: policy-controller/grpc/src/inbound.rs to_server
 */
function kindsFor(server: CustomRecord): string[] {
  switch (server.spec?.proxyProtocol) {
    case 'opaque':
    case 'TLS':
      return [];
    case 'gRPC':
      return ['GRPCRoute'];
    default:
      return ['HTTPRoute'];
  }
}

/**
 * The route's own word on a Server that it names; undefined: it says nothing of it. Linkerd does not
 * heed a route before it says that it was accepted.
 *
 * linkerd: policy-controller/k8s/index/src/inbound/routes.rs accepted_by_server
 */
function accepted(route: CustomRecord, server: string): boolean | undefined {
  const about = array(route.status?.parents).filter(
    parent =>
      parent?.controllerName === CONTROLLER &&
      parent.parentRef?.kind === 'Server' &&
      parent.parentRef.name === server,
  );
  if (about.length === 0) return undefined;
  return about.some(parent =>
    array(parent.conditions).some(
      c => c?.type === 'Accepted' && c.status === 'True',
    ),
  );
}

/**
 * Names of the Servers that a route is for. One reference that is not allowed takes the route out
 * altogether.
 *
 * linkerd: policy-controller/k8s/index/src/inbound/routes.rs ParentRef
 */
function serversOf(route: CustomRecord): string[] {
  const names: string[] = [];
  for (const parent of array(route.spec?.parentRefs)) {
    const reference = referenceOf(parent);
    if (!reference?.name || !refersTo(reference, 'Server')) continue;
    const elsewhere =
      reference.namespace && reference.namespace !== route.namespace;
    if (elsewhere || parent.port || parent.sectionName) return [];
    names.push(reference.name);
  }
  return names;
}

/** A route on a Server. */
export interface Route {
  id: string;
  /** `HTTPRoute shop/cart` */
  name: string;
  /** Which requests, in words; null: all of them. */
  requests: string | null;
  /** It does not say yet whether it was accepted: it may be in force at any moment, or never. */
  pending: boolean;
}

const PATHS: Record<string, (value: string) => string> = {
  PathPrefix: value => (value === '/' ? '' : `${value}…`),
  RegularExpression: value => `~${value}`,
};

function requestsOf(route: CustomRecord): string | null {
  const found = new Set<string>();
  for (const rule of array(route.spec?.rules)) {
    const matches = array(rule?.matches);
    if (matches.length === 0) return null;
    for (const { method, path } of matches.filter(Boolean)) {
      const verb = method?.service
        ? `${method.service}/${method.method ?? '*'}`
        : strings([method])[0] ?? '';
      const value = strings([path?.value])[0] ?? '';
      const where = (PATHS[path?.type ?? 'PathPrefix'] ?? String)(value);
      const words = [verb, where].filter(Boolean).join(' ');
      if (!words) return null;
      found.add(words);
    }
  }
  if (found.size === 0) return null;
  const all = [...found];
  return all.length > 5
    ? `${all.slice(0, 5).join(', ')} and ${all.length - 5} more`
    : all.join(', ');
}

/** Routes by the Server that they are on. */
export interface RouteIndex {
  of(server: CustomRecord): Route[];
  /** Kinds of route that matter to a Server and could not be read. */
  blind(server: CustomRecord): RouteKind[];
}

export function readRoutes(snapshot: ClusterSnapshot): RouteIndex {
  const byServer = new Map<string, (Route & { kind: string })[]>();
  const unread: RouteKind[] = [];
  for (const kind of KINDS) {
    const routes = readable(snapshot, kind.key);
    if (!routes) unread.push(kind);
    for (const record of routes ?? []) {
      if (isDropped(record)) continue;
      const route = {
        kind: kind.kind,
        id: routeId(kind, record.namespace, record.name),
        name: `${kind.kind} ${record.namespace}/${record.name}`,
        requests: requestsOf(record),
      };
      for (const server of new Set(serversOf(record))) {
        const known = accepted(record, server);
        if (known === false) continue;
        const key = `${record.namespace}/${server}`;
        byServer.set(key, [
          ...(byServer.get(key) ?? []),
          { ...route, pending: known === undefined },
        ]);
      }
    }
  }
  return {
    of(server) {
      const kinds = kindsFor(server);
      return (byServer.get(`${server.namespace}/${server.name}`) ?? []).filter(
        route => kinds.includes(route.kind),
      );
    },
    blind(server) {
      const kinds = kindsFor(server);
      return unread.filter(({ kind }) => kinds.includes(kind));
    },
  };
}
