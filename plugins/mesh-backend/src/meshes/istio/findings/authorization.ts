import { MeshFinding } from '@meshboard/backstage-plugin-mesh-common';
import {
  CustomRecord,
  PodMtls,
  PodRecord,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { finding } from '../../shared/finding';
import { array, list, object, text } from '../../shared/values';
import { actionOf, Applying } from '../authorization';
import { REDIRECTION } from '../names';
import { l7WithoutWaypoint, needsMtls } from './codes';

const IDENTITY = [
  'principals',
  'notPrincipals',
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
];

/** Keys of conditions that ztunnel knows (istio: pilot/pkg/serviceregistry/ambient authorization). */
const L4_KEYS = [
  'source.ip',
  'source.namespace',
  'source.principal',
  'source.serviceAccount',
  'destination.ip',
  'destination.port',
];
const L4_SOURCE = [...IDENTITY, 'ipBlocks', 'notIpBlocks'];
const L4_OPERATION = ['ports', 'notPorts'];

/** Fields with something in them. */
const used = (value: unknown): string[] =>
  Object.entries(object(value))
    .filter(([, values]) => array(values).length > 0)
    .map(([field]) => field);

interface Fields {
  source: string[];
  operation: string[];
  when: string[];
}

/** Which fields the rules of a policy match on. */
export function fieldsOf(policy: CustomRecord): Fields {
  const rules = array(policy.spec?.rules).map(object);
  const distinct = (all: string[]) => [...new Set(all)].sort();
  return {
    source: distinct(
      rules.flatMap(r => array(r.from)).flatMap(f => used(object(f).source)),
    ),
    operation: distinct(
      rules.flatMap(r => array(r.to)).flatMap(t => used(object(t).operation)),
    ),
    when: distinct(
      rules.flatMap(r => array(r.when)).flatMap(w => text(object(w).key) ?? []),
    ),
  };
}

const named = (policy: CustomRecord) =>
  `AuthorizationPolicy ${policy.namespace}/${policy.name}`;

/** Fields that only a proxy which reads requests can match. */
export function l7Fields(policy: CustomRecord): string[] {
  const { source, operation, when } = fieldsOf(policy);
  return [
    ...source.filter(f => !L4_SOURCE.includes(f)),
    ...operation.filter(f => !L4_OPERATION.includes(f)),
    ...when.filter(key => !L4_KEYS.includes(key)),
  ];
}

function withoutWaypoint({ policy }: Applying): MeshFinding[] {
  const fields = l7Fields(policy);
  if (fields.length === 0) return [];
  return [
    finding(l7WithoutWaypoint, {
      evidence: `${named(policy)} matches ${list(
        fields,
      )}, selects the pods and is enforced by ztunnel`,
      fix: [
        {
          label:
            'Have a waypoint enforce it: name the Service or Gateway in spec.targetRefs in place of the selector',
          command: `istioctl waypoint apply -n ${policy.namespace} --enroll-namespace`,
          docs: 'https://istio.io/latest/docs/ambient/usage/l7-features/',
        },
      ],
    }),
  ];
}

/** Policies on identities, where callers without one are let in. */
function onPlaintext({ policy }: Applying, mtls: PodMtls): MeshFinding[] {
  const { source, when } = fieldsOf(policy);
  const identity = [
    ...source.filter(f => IDENTITY.includes(f)),
    ...when.filter(k => ['source.principal', 'source.namespace'].includes(k)),
  ];
  const open = mtls.ports.filter(
    p => p.mode === 'permissive' || p.mode === 'disabled',
  );
  if (identity.length === 0 || open.length === 0) return [];
  const action = actionOf(policy);
  return [
    finding(needsMtls, {
      evidence: `${named(policy)} (${action}) matches ${list(identity)}; ${open
        .slice(0, 5)
        .map(p => `port ${p.port} is ${p.mode} (${p.source})`)
        .join(', ')}: ${
        action === 'DENY'
          ? 'plaintext callers pass it by'
          : 'plaintext callers cannot match it'
      }`,
      fix: [],
    }),
  ];
}

/** What is wrong with the policies that hold for a workload. */
export function authorizationFindings(
  view: WorkloadView,
  options: {
    policiesOf: (pod: PodRecord) => Applying[] | undefined;
    mtls: (pod: PodRecord, ports: number[]) => PodMtls;
  },
): MeshFinding[] {
  const found = new Map<string, MeshFinding>();
  for (const pod of view.meshed) {
    const mtls = options.mtls(pod, view.ports(pod));
    const ambient = pod.annotations[REDIRECTION] === 'enabled';
    for (const applying of options.policiesOf(pod) ?? []) {
      for (const f of [
        ...onPlaintext(applying, mtls),
        ...(ambient && !applying.targeted ? withoutWaypoint(applying) : []),
      ]) {
        found.set(`${f.code} ${f.evidence}`, f);
      }
    }
  }
  return [...found.values()];
}
