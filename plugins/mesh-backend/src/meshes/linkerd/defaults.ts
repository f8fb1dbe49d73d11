import { MtlsMode } from '@meshboard/backstage-plugin-mesh-common';
import { PodRecord } from '@meshboard/backstage-plugin-mesh-node';
import { LinkerdConfig } from './config';
import { ANY_IDENTITY, Caller, Clients, FROM_CLUSTER } from './identities';
import { DEFAULT_POLICY, REQUIRE_IDENTITY } from './names';
import { inPortSet } from './ports';

const ANYBODY: Caller = { who: 'anybody, without an identity' };

interface Default {
  clients: Clients | 'nobody';
  callers: Caller[];
}

/**
 * Whom a default policy lets in; the same words are a Server's `accessPolicy`.
 *
 * linkerd: policy-controller/k8s/index/src/defaults.rs DefaultPolicy
 */
export const DEFAULTS = new Map<string, Default>([
  ['all-unauthenticated', { clients: 'anybody', callers: [ANYBODY] }],
  [
    'cluster-unauthenticated',
    {
      clients: 'anybody',
      callers: [{ who: `anybody ${FROM_CLUSTER}, without an identity` }],
    },
  ],
  [
    'audit',
    {
      clients: 'anybody',
      callers: [{ who: 'anybody, without an identity (audit only logs it)' }],
    },
  ],
  ['all-authenticated', { clients: 'any-identity', callers: [ANY_IDENTITY] }],
  [
    'cluster-authenticated',
    {
      clients: 'any-identity',
      callers: [{ who: `${ANY_IDENTITY.who} ${FROM_CLUSTER}` }],
    },
  ],
  ['deny', { clients: 'nobody', callers: [] }],
]);

/** What holds for a port that no Server selects. */
export interface DefaultPolicy {
  mode: MtlsMode;
  source: string;
  callers: Caller[];
}

const MODES: Record<Default['clients'], MtlsMode> = {
  anybody: 'permissive',
  'any-identity': 'strict',
  named: 'strict',
  nobody: 'strict',
  unknown: 'unknown',
};

/** linkerd: policy-controller/k8s/index/src/inbound/index.rs default_inbound_server */
export function defaultPolicy(
  pod: PodRecord,
  config: LinkerdConfig,
): (port?: number) => DefaultPolicy {
  const own = pod.annotations[DEFAULT_POLICY];
  let policy: string | undefined;
  let source: string;
  if (own !== undefined && DEFAULTS.has(own)) {
    policy = own;
    source = `annotation ${DEFAULT_POLICY}=${own}`;
  } else if ('unknown' in config) {
    source = config.unknown;
  } else {
    policy = config.defaultInboundPolicy;
    source = `default inbound policy ${policy}`;
  }
  const { clients, callers } = DEFAULTS.get(policy ?? '') ?? {
    clients: 'unknown' as const,
    callers: [],
  };
  const identityPorts = inPortSet(pod.annotations[REQUIRE_IDENTITY]);
  // It makes an allowing policy ask for an identity; audit and deny stay as they are.
  const allows = policy?.endsWith('authenticated') && clients !== 'unknown';
  return port =>
    allows && port !== undefined && identityPorts(port)
      ? {
          mode: 'strict',
          source: `annotation ${REQUIRE_IDENTITY}`,
          callers:
            DEFAULTS.get(policy!.replace('unauthenticated', 'authenticated'))
              ?.callers ?? [],
        }
      : { mode: MODES[clients], source, callers };
}
