import { MtlsMode, PortMtls } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  CustomRecord,
  PodAuthorization,
  PodMtls,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { byAge, byNamespace, readable, whyUnreadable } from '../shared/records';
import { matchesSelector } from '../shared/selector';
import { Authorization, readAuthorizations } from './clients';
import { readConfigs } from './config';
import { DEFAULT_POLICY, REQUIRE_IDENTITY, SERVERS } from './names';
import { bypass, inPorts, PROXY_PORTS } from './ports';

/** linkerd: policy-controller/k8s/index/src/defaults.rs DefaultPolicy */
const DEFAULTS: Record<string, Authorization['clients'] | 'nobody'> = {
  'all-unauthenticated': 'anybody',
  'cluster-unauthenticated': 'anybody',
  audit: 'anybody',
  'all-authenticated': 'any-identity',
  'cluster-authenticated': 'any-identity',
  deny: 'nobody',
};

const nameOf = (server: CustomRecord) =>
  `Server ${server.namespace}/${server.name}`;

/** Numbers that a Server's port means on this pod; a name may mean several. */
function portsOf(server: CustomRecord, pod: PodRecord): number[] {
  const port = server.spec?.port;
  if (typeof port === 'number') return [port];
  if (typeof port !== 'string') return [];
  return [...pod.containers, ...pod.initContainers]
    .flatMap(c => c.ports)
    .filter(p => p.name === port)
    .map(p => p.port);
}

/** A port that requires mTLS lets in identities only, or nobody. */
function modeOf(authorizations: Authorization[]): {
  mode: MtlsMode;
  source?: string;
} {
  const open = authorizations.find(a => a.clients === 'anybody');
  if (open) return { mode: 'permissive', source: open.source };
  const unknown = authorizations.find(a => a.clients === 'unknown');
  if (unknown) return { mode: 'unknown', source: unknown.source };
  return { mode: 'strict' };
}

/** Linkerd's policy for the inbound side of pods. */
export interface InboundPolicy {
  mtls(pod: PodRecord, ports: number[]): PodMtls;
  authorization(pod: PodRecord, ports: number[]): PodAuthorization;
}

export function readInbound(snapshot: ClusterSnapshot): InboundPolicy {
  const servers = readable(snapshot, SERVERS);
  const byServer = byNamespace([...(servers ?? [])].sort(byAge));
  const authorizations = readAuthorizations(snapshot);
  const configOf = readConfigs(snapshot);
  const serverMemo = new Map<CustomRecord, Authorization[]>();

  const authorizationsOf = (server: CustomRecord): Authorization[] => {
    let known = serverMemo.get(server);
    if (!known) {
      const access = server.spec?.accessPolicy ?? 'deny';
      const clients = DEFAULTS[access] ?? 'unknown';
      known = [
        ...(clients === 'nobody'
          ? []
          : [{ clients, source: `${nameOf(server)} (${access})` }]),
        ...authorizations.of(server),
      ];
      serverMemo.set(server, known);
    }
    return known;
  };

  /** The Server of each port: the oldest that selects it. */
  const serversOf = (pod: PodRecord): Map<number, CustomRecord> => {
    const result = new Map<number, CustomRecord>();
    for (const server of byServer.get(pod.namespace) ?? []) {
      const { podSelector } = server.spec ?? {};
      // A Server without a pod selector is for machines outside the cluster.
      if (!podSelector || matchesSelector(podSelector, pod.labels) !== true) {
        continue;
      }
      for (const port of portsOf(server, pod)) {
        if (!result.has(port)) result.set(port, server);
      }
    }
    return result;
  };

  /** What holds for a port that no Server selects. */
  const defaultOf = (pod: PodRecord) => {
    const own = pod.annotations[DEFAULT_POLICY];
    const config = configOf(pod);
    let policy: string | undefined;
    let source: string;
    if (own !== undefined && DEFAULTS[own]) {
      policy = own;
      source = `annotation ${DEFAULT_POLICY}=${own}`;
    } else if ('unknown' in config) {
      source = config.unknown;
    } else {
      policy = config.defaultInboundPolicy;
      source = `default inbound policy ${policy}`;
    }
    const clients = policy === undefined ? 'unknown' : DEFAULTS[policy];
    let mode: MtlsMode = 'unknown';
    if (clients === 'anybody') mode = 'permissive';
    else if (clients === 'any-identity' || clients === 'nobody') {
      mode = 'strict';
    }
    const identityPorts = inPorts(pod.annotations[REQUIRE_IDENTITY]);
    return (port?: number): { mode: MtlsMode; source: string } =>
      // It makes an allowing policy ask for an identity; audit and deny stay as they are.
      port !== undefined &&
      identityPorts(port) &&
      policy?.endsWith('authenticated')
        ? { mode: 'strict', source: `annotation ${REQUIRE_IDENTITY}` }
        : { mode, source };
  };

  const ignoredPorts = (pod: PodRecord) => {
    const config = configOf(pod);
    return 'unknown' in config ? '' : config.ignoreInboundPorts;
  };

  return {
    mtls(pod, allPorts) {
      const passes = bypass(pod, ignoredPorts(pod));
      const byDefault = defaultOf(pod);
      const selected = serversOf(pod);
      const declared = allPorts.filter(port => !PROXY_PORTS.has(port));
      const ports = declared.length > 0 ? declared : [...selected.keys()];
      const blind =
        servers === null
          ? `Servers not read: ${whyUnreadable(snapshot, SERVERS)}`
          : undefined;
      const portMtls = (port: number): PortMtls => {
        const around = passes(port);
        if (around) return { port, mode: 'disabled', source: around };
        if (blind) return { port, mode: 'unknown', source: blind };
        const server = selected.get(port);
        if (!server) return { port, ...byDefault(port) };
        const { mode, source = nameOf(server) } = modeOf(
          authorizationsOf(server),
        );
        return mode === 'strict' && authorizations.openRoutes(pod.namespace)
          ? {
              port,
              mode: 'unknown',
              source: `policies on routes of ${pod.namespace}, which may let in more`,
            }
          : { port, mode, source };
      };
      return {
        ...(blind ? { mode: 'unknown' as const, source: blind } : byDefault()),
        ports: [...ports].sort((a, b) => a - b).map(portMtls),
      };
    },

    authorization(pod, allPorts) {
      if (servers === null) return 'unknown';
      const selected = serversOf(pod);
      const ports = allPorts.filter(port => !PROXY_PORTS.has(port));
      if (ports.length === 0) return 'open';
      let result: PodAuthorization = 'named';
      for (const port of ports) {
        const server = selected.get(port);
        if (!server) return 'open';
        for (const { clients } of authorizationsOf(server)) {
          if (clients === 'unknown') result = 'unknown';
          else if (clients !== 'named') return 'open';
        }
        if (authorizations.openRoutes(pod.namespace)) result = 'unknown';
      }
      return result;
    },
  };
}
