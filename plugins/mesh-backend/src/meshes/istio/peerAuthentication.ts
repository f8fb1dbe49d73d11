import { CustomRecord, PodRecord } from '@meshboard/backstage-plugin-mesh-node';
import { byAge } from '../shared/records';
import { matchesLabels } from '../shared/selector';
import { inRevision } from './discovery';
import { REVISION } from './names';
import { isAmbient, revisionOf } from './proxies';

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
  ports: Map<number, PeerMode>;
  portsDecidedBy?: CustomRecord;
}

const selects = (policy: CustomRecord) =>
  Object.keys(policy.spec?.selector?.matchLabels ?? {}).length > 0;

/** A pod, as far as policies look at it. */
export interface Governed {
  namespace: string;
  labels: Record<string, string>;
  /** Of the control plane that its sidecar is of; not set: labels of policies name none. */
  revision?: string | null;
}

/** ztunnels are told of policies whatever revision these are labelled with. */
export const governed = (pod: PodRecord): Governed => ({
  namespace: pod.namespace,
  labels: pod.labels,
  revision: isAmbient(pod) ? null : revisionOf(pod),
});

type FindPolicies = (rootNamespace: string, pod: Governed) => PeerPolicies;

/** PeerAuthentications by namespace, oldest first, so that each pod asks only its own. */
export function indexPolicies(all: CustomRecord[]): FindPolicies {
  if (all.every(policy => policy.labels[REVISION] === undefined)) {
    return indexed(all);
  }
  const known = new Map<string, FindPolicies>();
  return (rootNamespace, pod) => {
    const key = pod.revision ?? '';
    const find =
      known.get(key) ?? indexed(all.filter(p => inRevision(p, pod.revision)));
    known.set(key, find);
    return find(rootNamespace, pod);
  };
}

function indexed(all: CustomRecord[]): FindPolicies {
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

const loosens = (mode: PeerMode | undefined) =>
  mode === 'PERMISSIVE' || mode === 'DISABLE';

/**
 * What is attached to a workload: the policy that turns away whatever has no identity, or the one
 * made of its own PeerAuthentication.
 *
 * istio: pilot/pkg/serviceregistry/kube/controller/ambient/authorization.go
 * convertedSelectorPeerAuthentications
 */
function attached(
  policies: PeerPolicies,
  mode: PeerMode,
): 'nothing' | 'everywhere' | 'own' {
  const parent = mode === 'STRICT' ? 'everywhere' : 'nothing';
  if (!policies.workload) return parent;
  const ports = portLevel(policies.workload).map(p => p.mode);
  const own = modeOf(policies.workload.spec?.mtls);
  if (own === 'STRICT') return ports.some(loosens) ? 'own' : parent;
  if (own || parent === 'nothing') {
    return ports.includes('STRICT') ? 'own' : parent;
  }
  // Unset under a strict parent: a DISABLE port alone changes nothing.
  return ports.includes('PERMISSIVE') ? 'own' : parent;
}

/**
 * Ports on which the policy that is made of a workload's own turns away what has no identity.
 *
 * Two things are as the code has them, and hardly as they were meant: a STRICT port is left out
 * under a strict mesh even where the workload's own mode loosened it, and exceptions are left out
 * where the namespace has a policy that sets no mode. What is left out of it, nothing enforces.
 *
 * istio: pilot/pkg/serviceregistry/kube/controller/ambient/authorization.go convertPeerAuthentication
 */
function converted({
  mesh,
  namespace,
  workload,
}: PeerPolicies): (port: number | undefined) => boolean {
  const modes = {
    own: modeOf(workload?.spec?.mtls),
    namespace: modeOf(namespace?.spec?.mtls),
    mesh: modeOf(mesh?.spec?.mtls),
  };
  const strictMesh = !modes.namespace && modes.mesh === 'STRICT';
  const strictPort = () =>
    modes.own === 'STRICT' ||
    (!modes.own && modes.namespace === 'STRICT') ||
    strictMesh;
  const exceptionsCount = () => {
    if (modes.own) return modes.own === 'STRICT';
    return (namespace ? modes.namespace : modes.mesh) === 'STRICT';
  };
  const required = new Set<number>();
  const excepted = new Set<number>();
  for (const { port, mode } of portLevel(workload)) {
    if (mode === 'STRICT' && !strictPort()) required.add(port);
    if (loosens(mode) && exceptionsCount()) excepted.add(port);
  }
  return port =>
    (port !== undefined && required.has(port)) ||
    (excepted.size > 0 && (port === undefined || !excepted.has(port)));
}

/** What ztunnel enforces: it knows only "turn away what has no identity", so DISABLE is PERMISSIVE. */
export function composeAmbient(policies: PeerPolicies): EffectivePeerPolicy {
  const parent = inherited(policies);
  const what = attached(policies, parent.mode);
  const own = converted(policies);
  const modeAt = (port?: number): PeerMode => {
    if (what === 'nothing') return 'PERMISSIVE';
    return what === 'everywhere' || own(port) ? 'STRICT' : 'PERMISSIVE';
  };
  const mode = modeAt();
  const asParent = (mode === 'STRICT') === (parent.mode === 'STRICT');
  return {
    mode,
    decidedBy: asParent ? parent.decidedBy : policies.workload,
    ports: new Map(
      portLevel(policies.workload).map(({ port }) => [port, modeAt(port)]),
    ),
    portsDecidedBy: policies.workload,
  };
}
