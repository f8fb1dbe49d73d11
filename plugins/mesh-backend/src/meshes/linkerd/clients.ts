import {
  ClusterSnapshot,
  CustomRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { byAge, byNamespace, readable } from '../shared/records';
import { matchesSelector } from '../shared/selector';
import {
  AUTHORIZATION_POLICIES,
  MESH_TLS,
  NETWORKS,
  SERVER_AUTHORIZATIONS,
} from './names';

/**
 * Whom one authorization lets in: anybody, whoever has a mesh identity, or named identities only.
 * `unknown`: it hangs on something that could not be read.
 */
export type Clients = 'anybody' | 'any-identity' | 'named' | 'unknown';

/** An authorization that applies to a Server. */
export interface Authorization {
  clients: Clients;
  source: string;
}

const array = (value: unknown): any[] => (Array.isArray(value) ? value : []);

const identitiesAre = (identities: any[]): Clients =>
  identities.includes('*') ? 'any-identity' : 'named';

/** linkerd: policy-controller/k8s/index/src/inbound/server_authorization.rs */
function serverAuthorizationClients(spec: any): Clients {
  const client = spec?.client ?? {};
  if (client.unauthenticated === true) return 'anybody';
  const tls = client.meshTLS;
  // TLS without a client identity: nobody proves who they are.
  if (!tls || tls.unauthenticatedTLS === true) return 'anybody';
  return identitiesAre(array(tls.identities));
}

/**
 * undefined: a reference leads nowhere, so the policy is ignored
 * (linkerd: policy-controller/k8s/index/src/inbound/index.rs policy_client_authz).
 */
function policyClients(
  policy: CustomRecord,
  authentications: {
    meshTls: Map<string, CustomRecord> | null;
    networks: Set<string> | null;
  },
): Clients | undefined {
  let identities: Clients | undefined;
  for (const ref of array(policy.spec?.requiredAuthenticationRefs)) {
    const key = `${ref?.namespace ?? policy.namespace}/${ref?.name}`;
    let found: Clients | undefined;
    switch (ref?.kind) {
      case 'ServiceAccount':
        found = 'named';
        break;
      case 'MeshTLSAuthentication': {
        if (!authentications.meshTls) return 'unknown';
        const authentication = authentications.meshTls.get(key);
        if (!authentication) return undefined;
        found = identitiesAre(array(authentication.spec?.identities));
        break;
      }
      case 'NetworkAuthentication':
        if (!authentications.networks) return 'unknown';
        if (!authentications.networks.has(key)) return undefined;
        continue;
      default:
        return undefined;
    }
    // Only one kind of identity may be asked for.
    if (identities) return undefined;
    identities = found;
  }
  return identities ?? 'anybody';
}

/** All authorizations of Servers. */
export interface AuthorizationIndex {
  of(server: CustomRecord): Authorization[];
  /**
   * Whether a policy on routes of this namespace lets in more than identities. Not which: the route
   * may be of another workload.
   */
  openRoutes(namespace: string): boolean;
}

const nameOf = (record: CustomRecord) =>
  `${record.kind} ${record.namespace}/${record.name}`;

/** Indexes authorizations by namespace: a Server's are in its own. */
export function readAuthorizations(
  snapshot: ClusterSnapshot,
): AuthorizationIndex {
  const serverAuthorizations = readable(snapshot, SERVER_AUTHORIZATIONS);
  const policies = readable(snapshot, AUTHORIZATION_POLICIES);
  const meshTls = readable(snapshot, MESH_TLS);
  const networks = readable(snapshot, NETWORKS);
  const key = (r: CustomRecord) => `${r.namespace}/${r.name}`;
  const authentications = {
    meshTls: meshTls && new Map(meshTls.map(r => [key(r), r])),
    networks: networks && new Set(networks.map(key)),
  };
  const bySa = byNamespace([...(serverAuthorizations ?? [])].sort(byAge));
  const byPolicy = byNamespace([...(policies ?? [])].sort(byAge));
  const blind: Authorization[] = [
    ...(serverAuthorizations ? [] : ['ServerAuthorizations']),
    ...(policies ? [] : ['AuthorizationPolicies']),
  ].map(what => ({ clients: 'unknown', source: `${what} could not be read` }));

  return {
    of(server) {
      const result = [...blind];
      for (const record of bySa.get(server.namespace) ?? []) {
        const target = record.spec?.server ?? {};
        // The selector is over labels of Servers, not of pods.
        const selected = target.name
          ? target.name === server.name
          : target.selector &&
            matchesSelector(target.selector, server.labels) === true;
        if (selected) {
          result.push({
            clients: serverAuthorizationClients(record.spec),
            source: nameOf(record),
          });
        }
      }
      for (const policy of byPolicy.get(server.namespace) ?? []) {
        const { kind, name } = policy.spec?.targetRef ?? {};
        const targeted =
          (kind === 'Server' && name === server.name) || kind === 'Namespace';
        const clients = targeted && policyClients(policy, authentications);
        if (clients) result.push({ clients, source: nameOf(policy) });
      }
      return result;
    },
    openRoutes(namespace) {
      return (byPolicy.get(namespace) ?? []).some(policy => {
        const kind = policy.spec?.targetRef?.kind;
        if (kind !== 'HTTPRoute' && kind !== 'GRPCRoute') return false;
        const clients = policyClients(policy, authentications);
        return clients === 'anybody' || clients === 'unknown';
      });
    },
  };
}
