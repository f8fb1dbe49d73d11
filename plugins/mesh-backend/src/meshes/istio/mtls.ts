import { MtlsMode, PortMtls } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  CustomRecord,
  PodMtls,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { readable, whyUnreadable } from '../shared/records';
import { ambientBypass, PROXY_PORTS, sidecarBypass } from './capture';
import { RootNamespace } from './meshConfig';
import { PEER_AUTHENTICATIONS, REDIRECTION } from './names';
import {
  composeAmbient,
  composePeerAuthentication,
  EffectivePeerPolicy,
  indexPolicies,
  PeerMode,
} from './peerAuthentication';
import { proxyOf, revisionOf } from './proxies';

const TEMPLATES = 'inject.istio.io/templates';
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

function portOf(port: number, policy: EffectivePeerPolicy): PortMtls {
  const own = policy.ports.get(port);
  return {
    port,
    mode: MODE[own ?? policy.mode],
    source: named(own ? policy.portsDecidedBy : policy.decidedBy),
  };
}

/** What the server side of a pod's ports accepts. */
export function mtlsReader(
  snapshot: ClusterSnapshot,
  rootNamespace: (revision: string | null) => RootNamespace,
): (pod: PodRecord, ports: number[]) => PodMtls {
  const policies = readable(snapshot, PEER_AUTHENTICATIONS);
  const find = indexPolicies(policies ?? []);

  return (pod, allPorts) => {
    const ambient = !proxyOf(pod) && pod.annotations[REDIRECTION] === 'enabled';
    const bypass = ambient ? ambientBypass(pod) : sidecarBypass(pod);
    const ports = allPorts.filter(port => !PROXY_PORTS.has(port));
    const root = rootNamespace(revisionOf(pod));
    let blind: string | undefined;
    if (pod.annotations[TEMPLATES]?.includes('grpc-')) {
      blind = 'proxyless gRPC: the application decides';
    } else if (!policies) {
      blind = `PeerAuthentications not read: ${whyUnreadable(
        snapshot,
        PEER_AUTHENTICATIONS,
      )}`;
    } else if ('unknown' in root) {
      blind = root.unknown;
    }

    let effective: EffectivePeerPolicy | undefined;
    if (blind === undefined && 'name' in root) {
      const found = find(root.name, pod);
      effective = ambient
        ? composeAmbient(found)
        : composePeerAuthentication(found);
    }
    const asked =
      ports.length > 0 || !effective ? ports : [...effective.ports.keys()];
    const others = bypass(NO_PORT);
    let mode: MtlsMode = effective ? MODE[effective.mode] : 'unknown';
    if (others) mode = 'disabled';
    return {
      mode,
      source: others ?? blind ?? named(effective?.decidedBy),
      ports: [...asked]
        .sort((a, b) => a - b)
        .map((port): PortMtls => {
          const source = bypass(port);
          if (source) return { port, mode: 'disabled', source };
          return effective
            ? portOf(port, effective)
            : { port, mode: 'unknown', source: blind! };
        }),
    };
  };
}
