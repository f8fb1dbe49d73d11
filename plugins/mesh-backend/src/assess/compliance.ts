import {
  AccessRules,
  ComplianceCheck,
  MembershipState,
  MeshFeature,
  MtlsMode,
} from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadRow } from '../store/types';
import { EncryptionSeen } from './mtls';

/** What the five answers rest on. */
export interface ComplianceFacts {
  workloads: WorkloadRow[];
  membership: MembershipState;
  configured: MtlsMode;
  seen: EncryptionSeen;
  access: AccessRules;
  features: MeshFeature[];
}

type Answer = Omit<ComplianceCheck, 'id'>;

const yes = (evidence: string): Answer => ({ answer: 'yes', evidence });
const no = (evidence: string): Answer => ({ answer: 'no', evidence });
const unknown = (evidence: string): Answer => ({ answer: 'unknown', evidence });

const outOfMesh = (membership: MembershipState): Answer | undefined => {
  if (membership === 'unknown') return unknown('Not every pod could be read.');
  if (membership === 'meshed') return undefined;
  return no(
    membership === 'partial'
      ? 'Some of its pods are in no mesh, so what reaches them is in plaintext as far as the mesh goes.'
      : 'None of its pods is in a mesh.',
  );
};

function encrypted(facts: ComplianceFacts): Answer {
  const out = outOfMesh(facts.membership);
  if (out) return out;
  if (facts.seen.plaintext) {
    return no('Plaintext is in the evidence that is kept.');
  }
  if (facts.configured === 'strict') {
    return yes('Every port requires mTLS, so plaintext is refused.');
  }
  if (facts.seen.encrypted) {
    return yes(
      'Only encrypted traffic was seen in the evidence that is kept; nothing requires it yet.',
    );
  }
  return unknown('No traffic was seen, and nothing requires encryption.');
}

function authenticated(facts: ComplianceFacts): Answer {
  const out = outOfMesh(facts.membership);
  if (out) return out;
  switch (facts.configured) {
    case 'strict':
      return yes('Every port requires a client certificate of the mesh.');
    case 'unknown':
      return unknown('What its ports require could not be read.');
    case 'mixed':
      return no('Some ports let callers in without an identity.');
    default:
      return no('Callers are let in without an identity.');
  }
}

function authorised({ access, membership }: ComplianceFacts): Answer {
  const out = outOfMesh(membership);
  if (out) return out;
  const policies = [
    ...new Set(access.allowed.flatMap(a => ('policy' in a ? a.policy : []))),
  ];
  switch (access.verdict) {
    case 'named':
      return yes(
        policies.length > 0
          ? `Only identities that are named in ${policies
              .slice(0, 3)
              .join(', ')} are let in.`
          : 'Only identities that a policy names are let in.',
      );
    case 'open':
      return no('No policy narrows who may call it, or one lets others in.');
    default:
      return unknown('Its authorization policies could not be read.');
  }
}

/** Every workload has to log: where one says nothing of logs, it is not known. */
function accessLogged({ workloads, features }: ComplianceFacts): Answer {
  const logs = features.filter(f => f.feature === 'access-logs');
  const covered = new Set(logs.flatMap(f => f.workloads)).size;
  const off = logs.find(f => f.state === 'off');
  if (off) return no(`Access logs are off: ${off.detail}`);
  if (covered < workloads.length || logs.some(f => f.state === 'unknown')) {
    return unknown('Whether its proxies log access is not known.');
  }
  if (logs.length === 0) return unknown('No workload was found.');
  const [{ detail, setBy }] = logs;
  return yes(setBy ? `${detail}, set by ${setBy}.` : `${detail}.`);
}

function changeTrail({ workloads }: ComplianceFacts): Answer {
  const keepers = workloads.map(w => w.facts.managedBy);
  if (keepers.length > 0 && keepers.every(Boolean)) {
    return yes(
      `Changes come from a repository: ${[...new Set(keepers)].join('; ')}.`,
    );
  }
  return unknown(
    keepers.some(Boolean)
      ? 'Some of its workloads come from a repository; who changed the others is in the audit log of the cluster, which is not read.'
      : 'Who changed it is in the audit log of the cluster, which is not read; no mark of Argo CD or Flux was found.',
  );
}

/** The five things that a compliance review asks, each with its evidence. */
export const complianceOf = (facts: ComplianceFacts): ComplianceCheck[] => [
  { id: 'encrypted', ...encrypted(facts) },
  { id: 'authenticated', ...authenticated(facts) },
  { id: 'authorised', ...authorised(facts) },
  { id: 'access-logged', ...accessLogged(facts) },
  { id: 'change-trail', ...changeTrail(facts) },
];
