import {
  ClusterSnapshot,
  CustomRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { byAge, byNamespace, readable } from '../shared/records';
import {
  Caller,
  Clients,
  FROM_CLUSTER,
  fromNetworks,
  identitiesOf,
  Identities,
  meshTlsIdentities,
  networksOf,
  serviceAccount,
  Trust,
} from './identities';
import {
  AUTHORIZATION_POLICIES,
  GROUP,
  MESH_TLS,
  NETWORKS,
  SERVER_AUTHORIZATIONS,
} from './names';
import {
  array,
  misses,
  named,
  referenceOf,
  refersTo,
  selects,
  strings,
} from './references';
import { readRoutes, Route, routeId, routeKindOf } from './routes';

/** An authorization that applies to a Server. */
export interface Authorization {
  clients: Clients;
  callers: Caller[];
  source: string;
  /** It holds for requests of this route only. */
  route?: Route;
}

type Grant = Pick<Authorization, 'clients' | 'callers'>;

/** Why an authorization lets nobody in, though it looks as if it did. */
export interface Ignored {
  policy: CustomRecord;
  because: string;
}

const openTo = (who: string): Grant => ({
  clients: 'anybody',
  callers: [{ who }],
});

const toIdentities = (
  { clients, callers }: Identities,
  from: string,
): Grant => ({
  clients,
  callers: callers.map(caller => ({ ...caller, who: `${caller.who}${from}` })),
});

const BLIND: Grant = { clients: 'unknown', callers: [] };

/**
 * A string: why it is not used. Without networks those of the cluster are meant (linkerd:
 * policy-controller/grpc/src/inbound.rs to_authz).
 *
 * linkerd: policy-controller/k8s/index/src/inbound/server_authorization.rs client_authz
 */
function serverAuthorization(
  { namespace, spec }: CustomRecord,
  trust: Trust,
): Grant | string {
  const client = spec?.client ?? {};
  const networks = networksOf(client.networks);
  if (!networks) return BLIND;
  const from =
    networks.length > 0 ? fromNetworks(networks) : ` ${FROM_CLUSTER}`;
  if (client.unauthenticated === true) {
    return openTo(`anybody${from}, without an identity`);
  }
  const tls = client.meshTLS;
  if (!tls || typeof tls !== 'object') {
    return 'spec.client asks for neither meshTLS nor unauthenticated';
  }
  // TLS without a client identity: nobody proves who they are.
  if (tls.unauthenticatedTLS === true) {
    return openTo(`anybody${from} who speaks TLS, without an identity`);
  }
  const identities = identitiesOf(strings(tls.identities), trust);
  const accounts = array(tls.serviceAccounts)
    .filter(account => typeof account?.name === 'string')
    .map(account =>
      serviceAccount(account.namespace || namespace, account.name, trust),
    );
  const callers = [...identities.callers, ...accounts];
  return callers.length > 0
    ? toIdentities({ clients: identities.clients, callers }, from)
    : 'spec.client.meshTLS names no identity and no service account';
}

interface Authentications {
  meshTls: Map<string, CustomRecord> | null;
  networks: Map<string, CustomRecord> | null;
}

/**
 * What a policy's references ask for together. A string: why the policy is not used, such as a
 * reference that leads nowhere.
 *
 * linkerd: policy-controller/k8s/index/src/inbound/index.rs policy_client_authz
 */
function policyGrant(
  policy: CustomRecord,
  { meshTls, networks }: Authentications,
  trust: Trust,
): Grant | string {
  let identities: Identities | undefined;
  let from: string | undefined;
  const refs = policy.spec?.requiredAuthenticationRefs;
  let blind = !Array.isArray(refs);
  for (const value of array(refs)) {
    const reference = referenceOf(value);
    if (!reference) return 'a required authentication is no reference';
    const namespace = reference.namespace ?? policy.namespace;
    const where = `${namespace}/${reference.name}`;
    if (refersTo(reference, 'NetworkAuthentication')) {
      if (from !== undefined) {
        return 'it requires more than one NetworkAuthentication';
      }
      const found = networks?.get(where);
      if (networks && !found) {
        return `NetworkAuthentication ${where} does not exist`;
      }
      const cidrs = networksOf(found?.spec?.networks);
      if (found && cidrs?.length === 0) {
        return `NetworkAuthentication ${where} names no network`;
      }
      from = fromNetworks(cidrs ?? []);
      blind ||= !found || !cidrs;
      continue;
    }
    const isAccount = refersTo(reference, 'ServiceAccount', '');
    if (!isAccount && !refersTo(reference, 'MeshTLSAuthentication')) {
      return `${reference.kind} is no kind of authentication`;
    }
    if (identities) return 'it requires more than one kind of identity';
    if (isAccount) {
      identities = {
        clients: 'named',
        callers: [serviceAccount(namespace, reference.name, trust)],
      };
    } else if (!meshTls) {
      blind = true;
      identities = { clients: 'named', callers: [] };
    } else {
      const found = meshTls.get(where);
      if (!found) return `MeshTLSAuthentication ${where} does not exist`;
      const read = meshTlsIdentities(found, trust);
      if (!read) return `MeshTLSAuthentication ${where} names no identity`;
      identities = read;
    }
  }
  if (blind) return BLIND;
  if (identities) return toIdentities(identities, from ?? '');
  return openTo(
    from === undefined
      ? 'anybody, without an identity'
      : `anybody${from}, without an identity`,
  );
}

const MISNAMED = `its targetRef is of no kind that it can have: a Server is of group ${GROUP}`;

/** All authorizations of Servers. */
export interface AuthorizationIndex {
  of(server: CustomRecord): Authorization[];
  /** Policies that name a Server, or its namespace, and are not used. */
  ignored(server: CustomRecord): Ignored[];
}

/** Indexes authorizations by namespace: a Server's are in its own. */
export function readAuthorizations(
  snapshot: ClusterSnapshot,
  trust: Trust,
): AuthorizationIndex {
  const serverAuthorizations = readable(snapshot, SERVER_AUTHORIZATIONS);
  const policies = readable(snapshot, AUTHORIZATION_POLICIES);
  const routes = readRoutes(snapshot);
  const byName = (records: CustomRecord[] | null) =>
    records && new Map(records.map(r => [`${r.namespace}/${r.name}`, r]));
  const authentications: Authentications = {
    meshTls: byName(readable(snapshot, MESH_TLS)),
    networks: byName(readable(snapshot, NETWORKS)),
  };
  const bySa = byNamespace([...(serverAuthorizations ?? [])].sort(byAge));
  const onServers = new Map<string, CustomRecord[]>();
  const onNamespaces = new Map<string, CustomRecord[]>();
  const onRoutes = new Map<string, CustomRecord[]>();
  /** They name a Server, and not as Linkerd wants it named. */
  const misnamed = new Set<CustomRecord>();
  const add = (
    to: Map<string, CustomRecord[]>,
    key: string,
    record: CustomRecord,
  ) => {
    const list = to.get(key);
    if (list) list.push(record);
    else to.set(key, [record]);
  };
  for (const policy of [...(policies ?? [])].sort(byAge)) {
    const target = referenceOf(policy.spec?.targetRef);
    if (!target) continue;
    const route = routeKindOf(target);
    if (route) {
      add(onRoutes, routeId(route, policy.namespace, target.name), policy);
      add(onRoutes, routeId(route, policy.namespace, ''), policy);
    } else if (refersTo(target, 'Server') || misses(target, 'Server')) {
      if (misses(target, 'Server')) misnamed.add(policy);
      add(onServers, `${policy.namespace}/${target.name}`, policy);
    } else if (refersTo(target, 'Namespace', '')) {
      // Its own namespace is meant, whatever name is written.
      add(onNamespaces, policy.namespace, policy);
    }
  }

  const ofServers = new Set(serverAuthorizations);
  const grants = new Map<CustomRecord, Grant | string>();
  const grantOf = (policy: CustomRecord): Grant | string => {
    let known = grants.get(policy);
    if (known === undefined) {
      if (misnamed.has(policy)) known = MISNAMED;
      else if (ofServers.has(policy)) {
        known = serverAuthorization(policy, trust);
      } else known = policyGrant(policy, authentications, trust);
      grants.set(policy, known);
    }
    return known;
  };

  const onServer = (
    { spec }: CustomRecord,
    server: CustomRecord,
  ): boolean | undefined => {
    const target = spec?.server;
    if (!target || typeof target !== 'object') return false;
    if (typeof target.name === 'string') return target.name === server.name;
    // The selector is over labels of Servers, not of pods; none is all of them.
    return selects(target.selector ?? {}, server.labels);
  };

  const applied = (server: CustomRecord): CustomRecord[] => [
    ...(bySa.get(server.namespace) ?? []).filter(
      authorization => onServer(authorization, server) === true,
    ),
    ...(onServers.get(`${server.namespace}/${server.name}`) ?? []),
    ...(onNamespaces.get(server.namespace) ?? []),
  ];

  const authorizations = (
    records: CustomRecord[],
    route?: Route,
  ): Authorization[] =>
    records.flatMap(policy => {
      const grant = grantOf(policy);
      if (typeof grant === 'string') return [];
      if (route?.pending) {
        // Where it lets in identities only by name, it changes nothing that is told.
        return grant.clients === 'named'
          ? []
          : {
              ...BLIND,
              source: `${named(policy)} on ${
                route.name
              }, which does not say yet whether it was accepted`,
            };
      }
      return { ...grant, source: named(policy), ...(route ? { route } : {}) };
    });

  const blindOn = (server: CustomRecord): Authorization[] => [
    ...[
      ...(serverAuthorizations ? [] : ['ServerAuthorizations']),
      ...(policies ? [] : ['AuthorizationPolicies']),
    ].map(what => ({ ...BLIND, source: `${what} could not be read` })),
    ...(bySa.get(server.namespace) ?? [])
      .filter(authorization => onServer(authorization, server) === undefined)
      .map(authorization => ({
        ...BLIND,
        source: `${named(authorization)} has a selector that cannot be read`,
      })),
    ...routes.blind(server).flatMap(kind => {
      const [policy] = authorizations(
        onRoutes.get(routeId(kind, server.namespace, '')) ?? [],
      ).filter(({ clients }) => clients !== 'named');
      return policy
        ? {
            ...BLIND,
            source: `${policy.source} may let in more: ${kind.key} could not be read`,
          }
        : [];
    }),
  ];

  return {
    of: server => [
      ...blindOn(server),
      ...authorizations(applied(server)),
      // A request passes where its route or its Server lets it in.
      ...routes
        .of(server)
        .flatMap(route => authorizations(onRoutes.get(route.id) ?? [], route)),
    ],
    ignored: server =>
      [
        ...applied(server),
        ...routes.of(server).flatMap(route => onRoutes.get(route.id) ?? []),
      ].flatMap(policy => {
        const because = grantOf(policy);
        return typeof because === 'string' ? { policy, because } : [];
      }),
  };
}
