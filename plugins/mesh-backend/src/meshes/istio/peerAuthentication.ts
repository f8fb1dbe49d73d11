import { CustomRecord } from '@meshboard/backstage-plugin-mesh-node';
import { byAge } from '../shared/records';
import { matchesLabels } from '../shared/selector';

export type PeerMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

const MODES: string[] = ['STRICT', 'PERMISSIVE', 'DISABLE'];

/** undefined: not set, so inherited. */
export function modeOf(mtls: any): PeerMode | undefined {
  return MODES.includes(mtls?.mode) ? mtls.mode : undefined;
}

/** The policies that decide for one pod, widest first. */
export interface PeerPolicies {
  mesh?: CustomRecord;
  namespace?: CustomRecord;
  workload?: CustomRecord;
}

/** What decides for one pod on one kind of data plane. */
export interface EffectivePeerPolicy {
  mode: PeerMode;
  /** The policy that set `mode`; undefined: Istio's default. */
  decidedBy?: CustomRecord;
  ports: Map<number, PeerMode | 'unknown'>;
  portsDecidedBy?: CustomRecord;
}

const selects = (policy: CustomRecord) =>
  Object.keys(policy.spec?.selector?.matchLabels ?? {}).length > 0;

/** PeerAuthentications by namespace, oldest first, so that each pod asks only its own. */
export function indexPolicies(
  all: CustomRecord[],
): (
  rootNamespace: string,
  pod: { namespace: string; labels: Record<string, string> },
) => PeerPolicies {
  const wide = new Map<string, CustomRecord>();
  const narrow = new Map<string, CustomRecord[]>();
  for (const policy of [...all].sort(byAge)) {
    if (!selects(policy)) {
      if (!wide.has(policy.namespace)) wide.set(policy.namespace, policy);
    } else {
      const list = narrow.get(policy.namespace) ?? [];
      list.push(policy);
      narrow.set(policy.namespace, list);
    }
  }
  return (rootNamespace, { namespace, labels }) => ({
    mesh: wide.get(rootNamespace),
    ...(namespace === rootNamespace
      ? {}
      : {
          namespace: wide.get(namespace),
          workload: narrow
            .get(namespace)
            ?.find(p => matchesLabels(p.spec.selector.matchLabels, labels)),
        }),
  });
}

function inherited(policies: PeerPolicies) {
  let mode: PeerMode = 'PERMISSIVE';
  let decidedBy: CustomRecord | undefined;
  for (const policy of [policies.mesh, policies.namespace, policies.workload]) {
    const own = policy && modeOf(policy.spec?.mtls);
    if (own) {
      mode = own;
      decidedBy = policy;
    }
  }
  return { mode, decidedBy };
}

function portLevel(policy: CustomRecord | undefined) {
  return Object.entries<any>(policy?.spec?.portLevelMtls ?? {}).map(
    ([port, mtls]) => ({ port: Number(port), mode: modeOf(mtls) }),
  );
}

/** istio: pilot/pkg/security/authn ComposePeerAuthentication */
export function composePeerAuthentication(
  policies: PeerPolicies,
): EffectivePeerPolicy {
  const { mode, decidedBy } = inherited(policies);
  return {
    mode,
    decidedBy,
    ports: new Map(
      portLevel(policies.workload).map(p => [p.port, p.mode ?? mode]),
    ),
    portsDecidedBy: policies.workload,
  };
}

/**
 * What ztunnel enforces: it knows only "deny what has no identity", so DISABLE is PERMISSIVE.
 *
 * istio: pilot/pkg/serviceregistry/ambient convertedSelectorPeerAuthentications,
 * convertPeerAuthentication
 */
export function composeAmbient(policies: PeerPolicies): EffectivePeerPolicy {
  const { mode, decidedBy } = inherited(policies);
  const strict = mode === 'STRICT';
  const ports = portLevel(policies.workload);
  const own = modeOf(policies.workload?.spec?.mtls);
  const root = modeOf(policies.mesh?.spec?.mtls);
  const namespace = modeOf(policies.namespace?.spec?.mtls);

  const portMode = (wanted: PeerMode | undefined): PeerMode | 'unknown' => {
    if (!wanted) return strict ? 'STRICT' : 'PERMISSIVE';
    if (wanted === 'STRICT') {
      // Its rule is left out as "enforced by the parent", which the workload's own mode overrode.
      const left =
        own !== undefined && !strict && !namespace && root === 'STRICT';
      return left ? 'unknown' : 'STRICT';
    }
    if (!strict) return 'PERMISSIVE';
    if (own === 'STRICT') return 'PERMISSIVE';
    // Mode unset under a strict parent: only a PERMISSIVE port gets the exceptions attached.
    if (!ports.some(p => p.mode === 'PERMISSIVE')) return 'STRICT';
    // A namespace policy that sets nothing makes the converted policy lose its exceptions.
    return policies.namespace && !namespace ? 'unknown' : 'PERMISSIVE';
  };
  return {
    mode: strict ? 'STRICT' : 'PERMISSIVE',
    decidedBy,
    ports: new Map(ports.map(p => [p.port, portMode(p.mode)])),
    portsDecidedBy: policies.workload,
  };
}
