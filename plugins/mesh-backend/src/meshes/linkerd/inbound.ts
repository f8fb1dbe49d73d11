import {
  AllowedCaller,
  MtlsMode,
  PortMtls,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  CustomRecord,
  PodAuthorization,
  PodMtls,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { whyUnreadable } from '../shared/records';
import {
  Authorization,
  AuthorizationIndex,
  readAuthorizations,
} from './clients';
import { Capture, captureOf, SkippedSubnets } from './capture';
import { readCni } from './cni';
import { Configs } from './config';
import { defaultPolicy, DEFAULTS } from './defaults';
import { SERVERS } from './names';
import { PROXY_PORTS } from './ports';
import { named } from './references';
import { readServers, ServerIndex } from './servers';

type Allowed = Exclude<AllowedCaller, { hidden: true }>;

interface Mode {
  mode: MtlsMode;
  source: string;
}

/** What decides one port of a pod. */
type PortRule =
  | { by: 'bypass'; source: string }
  | { by: 'unknown'; source: string }
  | { by: 'server'; server: CustomRecord }
  | { by: 'default' };

/** What they send passes by the proxy, in whatever form it comes. */
const besides = ({ mode, source }: Mode, subnets?: SkippedSubnets): Mode =>
  !subnets || mode === 'permissive'
    ? { mode, source }
    : {
        mode: 'permissive',
        source: `${subnets.source}: ${subnets.cidrs.join(', ')}`,
      };

const sourceOf = ({ source, route }: Authorization) =>
  route ? `${source} on ${route.name}` : source;

/** A port that requires mTLS lets in identities only, or nobody. */
function modeOf(authorizations: Authorization[]): {
  mode: MtlsMode;
  source?: string;
} {
  const open = authorizations.find(a => a.clients === 'anybody');
  if (open) return { mode: 'permissive', source: sourceOf(open) };
  const unknown = authorizations.find(a => a.clients === 'unknown');
  if (unknown) return { mode: 'unknown', source: sourceOf(unknown) };
  return { mode: 'strict' };
}

/** Linkerd's policy for the inbound side of pods. */
export interface InboundPolicy {
  mtls(pod: PodRecord, ports: number[]): PodMtls;
  authorization(pod: PodRecord, ports: number[]): PodAuthorization;
  /** Whom policy lets in, port by port. */
  allowed(pod: PodRecord, ports: number[]): Allowed[];
  /** Which ports pass by the proxy, and what says so. */
  passes(pod: PodRecord): (port: number) => string | undefined;
  /** Networks whose traffic passes by the proxy on every port. */
  subnets(pod: PodRecord): SkippedSubnets | undefined;
  /** What would require mTLS on a port, whether or not it passes by the proxy. */
  required(pod: PodRecord, port: number): string | undefined;
  /** What lets plaintext in on a port on which it would not be let in otherwise. */
  loosens(pod: PodRecord, port: number): string | undefined;
  servers: ServerIndex;
  authorizations: AuthorizationIndex;
}

export function readInbound(
  snapshot: ClusterSnapshot,
  configs: Configs,
): InboundPolicy {
  const servers = readServers(snapshot);
  const authorizations = readAuthorizations(snapshot, configs.trust);
  const serverMemo = new Map<CustomRecord, Authorization[]>();

  const authorizationsOf = (server: CustomRecord): Authorization[] => {
    let known = serverMemo.get(server);
    if (!known) {
      const access = server.spec?.accessPolicy ?? 'deny';
      // A word that is no policy lets nobody in, like deny.
      const policy = DEFAULTS.get(access);
      known = [
        ...(!policy || policy.clients === 'nobody'
          ? []
          : [
              {
                clients: policy.clients,
                callers: policy.callers,
                source: `${named(server)} (${access})`,
              },
            ]),
        ...authorizations.of(server),
      ];
      serverMemo.set(server, known);
    }
    return known;
  };

  const ignoredPorts = (pod: PodRecord) => {
    const config = configs.of(pod);
    return 'unknown' in config ? '' : config.ignoreInboundPorts;
  };

  const cni = readCni(snapshot);
  const captures = new WeakMap<PodRecord, Capture>();
  const capture = (pod: PodRecord) => {
    let known = captures.get(pod);
    if (!known) {
      known = captureOf(pod, ignoredPorts(pod), cni);
      captures.set(pod, known);
    }
    return known;
  };

  const blind =
    servers.all === null
      ? `Servers not read: ${whyUnreadable(snapshot, SERVERS)}`
      : undefined;

  /** Ports that are the workload's, and what decides each. */
  const rulesOf = (
    pod: PodRecord,
    allPorts: number[],
  ): { port: number; rule: PortRule }[] => {
    const { passes, unknown } = capture(pod);
    const selected = servers.of(pod);
    const own = (ports: Iterable<number>) =>
      [...ports].filter(port => !PROXY_PORTS.has(port));
    const declared = own(allPorts);
    const ports = declared.length > 0 ? declared : own(selected.keys());
    const ruleOf = (port: number): PortRule => {
      const around = passes(port);
      if (around) return { by: 'bypass', source: around };
      const dark = unknown ?? blind;
      if (dark) return { by: 'unknown', source: dark };
      const server = selected.get(port);
      if (server === 'unknown') {
        return {
          by: 'unknown',
          source: `a Server of ${pod.namespace} has a selector that cannot be read`,
        };
      }
      return server ? { by: 'server', server } : { by: 'default' };
    };
    return [...ports]
      .sort((a, b) => a - b)
      .map(port => ({ port, rule: ruleOf(port) }));
  };

  /** What policy says of a port that goes through the proxy. */
  const policyOf = (pod: PodRecord, port: number) => {
    const server = servers.of(pod).get(port);
    if (blind || server === 'unknown') return undefined;
    if (!server) return defaultPolicy(pod, configs.of(pod))(port);
    const { mode, source = named(server) } = modeOf(authorizationsOf(server));
    return { mode, source };
  };

  return {
    servers,
    authorizations,
    passes: pod => capture(pod).passes,
    subnets: pod => capture(pod).subnets,

    required(pod, port) {
      const policy = policyOf(pod, port);
      return policy?.mode === 'strict' ? policy.source : undefined;
    },

    loosens(pod, port) {
      if (defaultPolicy(pod, configs.of(pod))(port).mode !== 'strict') {
        return undefined;
      }
      const policy = policyOf(pod, port);
      return policy?.mode === 'permissive' ? policy.source : undefined;
    },

    mtls(pod, allPorts) {
      const byDefault = defaultPolicy(pod, configs.of(pod));
      const { subnets, unknown } = capture(pod);
      const ruled = (port: number, rule: PortRule): Mode => {
        switch (rule.by) {
          case 'bypass':
            return { mode: 'disabled', source: rule.source };
          case 'unknown':
            return { mode: 'unknown', source: rule.source };
          case 'server': {
            const { mode, source = named(rule.server) } = modeOf(
              authorizationsOf(rule.server),
            );
            return besides({ mode, source }, subnets);
          }
          default:
            return besides(byDefault(port), subnets);
        }
      };
      const dark = unknown ?? blind;
      return {
        ...(dark
          ? { mode: 'unknown', source: dark }
          : besides(byDefault(), subnets)),
        ports: rulesOf(pod, allPorts).map(
          ({ port, rule }): PortMtls => ({ port, ...ruled(port, rule) }),
        ),
      };
    },

    authorization(pod, allPorts) {
      const rules = rulesOf(pod, allPorts);
      const { subnets, unknown } = capture(pod);
      if (subnets) return 'open';
      if (rules.length === 0) return unknown ?? blind ? 'unknown' : 'open';
      const byDefault = defaultPolicy(pod, configs.of(pod));
      let result: PodAuthorization = 'named';
      for (const { port, rule } of rules) {
        if (rule.by === 'bypass') return 'open';
        // Without a Server no policy names anybody, be it that nobody is let in.
        if (rule.by === 'default' && byDefault(port).callers.length > 0) {
          return 'open';
        }
        if (rule.by !== 'server') {
          result = 'unknown';
          continue;
        }
        for (const { clients } of authorizationsOf(rule.server)) {
          if (clients === 'unknown') result = 'unknown';
          else if (clients !== 'named') return 'open';
        }
      }
      return result;
    },

    allowed(pod, allPorts) {
      const byDefault = defaultPolicy(pod, configs.of(pod));
      const { subnets } = capture(pod);
      const around: Allowed[] = subnets
        ? [
            {
              who: `anybody from ${subnets.cidrs.join(
                ' or ',
              )}: what they send passes by the proxy`,
              to: 'every port',
              policy: subnets.source,
            },
          ]
        : [];
      const through = rulesOf(pod, allPorts).flatMap(
        ({ port, rule }): Allowed[] => {
          const to = `port ${port}`;
          switch (rule.by) {
            case 'bypass':
              return [
                {
                  who: 'anybody: the port passes by the proxy',
                  to,
                  policy: rule.source,
                },
              ];
            case 'unknown':
              return [];
            case 'server':
              return authorizationsOf(rule.server).flatMap(
                ({ callers, source, route }) =>
                  callers.map(caller => ({
                    ...caller,
                    to: route
                      ? `${to}, ${route.requests ?? 'all'} of ${route.name}`
                      : to,
                    policy: source.startsWith(named(rule.server))
                      ? source
                      : `${named(rule.server)}, ${source}`,
                  })),
              );
            default: {
              const { callers, source } = byDefault(port);
              return callers.map(caller => ({ ...caller, to, policy: source }));
            }
          }
        },
      );
      return [...around, ...through];
    },
  };
}
