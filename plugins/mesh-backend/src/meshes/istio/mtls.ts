import { MtlsMode, PortMtls } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  CustomRecord,
  PodMtls,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { readable, whyUnreadable } from '../shared/records';
import {
  ambientBypass,
  PROXY_PORTS,
  sidecarBypass,
  withoutRedirection,
} from './capture';
import { undiscovered } from './discovery';
import { RootNamespace } from './meshConfig';
import { PEER_AUTHENTICATIONS } from './names';
import {
  composeAmbient,
  composePeerAuthentication,
  EffectivePeerPolicy,
  governed,
  indexPolicies,
  PeerMode,
} from './peerAuthentication';
import { isAmbient, isProxyless, revisionOf } from './proxies';
import { sidecarIngress } from './sidecars';

/** Stands for ports that nothing lists. */
const NO_PORT = 0;

const MODE: Record<PeerMode, MtlsMode> = {
  STRICT: 'strict',
  PERMISSIVE: 'permissive',
  DISABLE: 'disabled',
};

const named = (policy: CustomRecord | undefined) =>
  policy
    ? `PeerAuthentication ${policy.namespace}/${policy.name}`
    : 'no PeerAuthentication: the default';

function portOf(
  port: number,
  policy: EffectivePeerPolicy,
  by: typeof named,
): PortMtls {
  const own = policy.ports.get(port);
  return {
    port,
    mode: MODE[own ?? policy.mode],
    source: by(own ? policy.portsDecidedBy : policy.decidedBy),
  };
}

/** What the server side of a pod's ports accepts. */
export function mtlsReader(
  snapshot: ClusterSnapshot,
  rootNamespace: (revision: string | null) => RootNamespace,
): (pod: PodRecord, ports: number[]) => PodMtls {
  const policies = readable(snapshot, PEER_AUTHENTICATIONS);
  const find = indexPolicies(policies ?? []);
  const ingressOf = sidecarIngress(snapshot);
  const unseen = undiscovered(snapshot);

  return (pod, allPorts) => {
    const ambient = isAmbient(pod);
    const ports = allPorts.filter(port => !PROXY_PORTS.has(port));
    const revision = revisionOf(pod);
    const root = rootNamespace(revision);
    const none = ambient ? undefined : withoutRedirection(pod);
    const ingress =
      none && 'name' in root ? ingressOf(pod, root.name) : undefined;
    let bypass = ambient ? ambientBypass(pod) : sidecarBypass(pod);
    let blind: string | undefined;
    if (none) {
      // The proxy sees only ports that it binds by itself.
      const bound = ingress instanceof Set ? ingress : undefined;
      bypass = port => (bound && !bound.has(port) ? none : undefined);
    }
    if (isProxyless(pod)) {
      blind = 'proxyless gRPC: the application decides';
    } else if (!policies) {
      blind = `PeerAuthentications not read: ${whyUnreadable(
        snapshot,
        PEER_AUTHENTICATIONS,
      )}`;
    } else if ('unknown' in root) {
      blind = root.unknown;
    } else if (ingress && 'unknown' in ingress) {
      blind = `${none}: which ports its proxy binds is not known (${ingress.unknown})`;
    }

    let effective: EffectivePeerPolicy | undefined;
    let passedOver: string | undefined;
    if (blind === undefined && 'name' in root) {
      const compose = ambient ? composeAmbient : composePeerAuthentication;
      const found = find(root.name, governed(pod));
      passedOver = unseen(pod.namespace, revision);
      blind = found.mesh && unseen(root.name, revision);
      if (!blind)
        effective = compose(passedOver ? { mesh: found.mesh } : found);
    }
    const by = (policy: CustomRecord | undefined) =>
      passedOver ? `${named(policy)} (${passedOver})` : named(policy);
    const asked =
      ports.length > 0 || !effective ? ports : [...effective.ports.keys()];
    const others = bypass(NO_PORT);
    let mode: MtlsMode = effective ? MODE[effective.mode] : 'unknown';
    if (others) mode = 'disabled';
    return {
      mode,
      source: others ?? blind ?? by(effective?.decidedBy),
      ports: [...asked]
        .sort((a, b) => a - b)
        .map((port): PortMtls => {
          const source = bypass(port);
          if (source) return { port, mode: 'disabled', source };
          return effective
            ? portOf(port, effective, by)
            : { port, mode: 'unknown', source: blind! };
        }),
    };
  };
}
