import {
  ClusterFinding,
  MeshFinding,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  CustomRecord,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { isRunning } from '../../shared/containers';
import { finding, FindingKind } from '../../shared/finding';
import { byAge, byNamespace, readable } from '../../shared/records';
import { matchesLabels } from '../../shared/selector';
import { list, object } from '../../shared/values';
import { inRevision } from '../discovery';
import { RootNamespace } from '../meshConfig';
import {
  AUTHORIZATION_POLICIES,
  PEER_AUTHENTICATIONS,
  REVISION,
} from '../names';
import { governed, indexPolicies, modeOf } from '../peerAuthentication';
import { revisionOf } from '../proxies';
import { compete, rootSelector, selectsNothing, undeclaredPort } from './codes';

const labelsOf = (policy: CustomRecord) =>
  object(object(policy.spec?.selector).matchLabels);
const selects = (policy: CustomRecord) =>
  Object.keys(labelsOf(policy)).length > 0;
const named = (policy: CustomRecord) =>
  `${policy.kind} ${policy.namespace}/${policy.name}`;

/** Exceptions for ports that nobody serves. */
export function portFindings(
  snapshot: ClusterSnapshot,
  rootNamespace: (revision: string | null) => RootNamespace,
): (view: WorkloadView) => MeshFinding[] {
  const find = indexPolicies(readable(snapshot, PEER_AUTHENTICATIONS) ?? []);
  return view => {
    const found = new Map<string, MeshFinding>();
    for (const pod of view.meshed) {
      const ports = view.ports(pod);
      const root = rootNamespace(revisionOf(pod));
      const policy =
        'name' in root ? find(root.name, governed(pod)).workload : undefined;
      const loose = Object.entries(object(policy?.spec?.portLevelMtls))
        .filter(([, own]) =>
          ['PERMISSIVE', 'DISABLE'].includes(modeOf(own) ?? ''),
        )
        .map(([port]) => port)
        .filter(port => !ports.includes(Number(port)));
      if (policy && ports.length > 0 && loose.length > 0) {
        const f = finding(undeclaredPort, {
          evidence: `${named(policy)}, portLevelMtls ${list(
            loose,
          )}; the workload serves ${list(ports.map(String))}`,
          fix: [
            {
              label: 'Take the exception out',
              command: `kubectl patch peerauthentication/${policy.name} -n ${
                policy.namespace
              } --type=json -p '${JSON.stringify(
                loose.map(port => ({
                  op: 'remove',
                  path: `/spec/portLevelMtls/${port}`,
                })),
              )}'`,
            },
          ],
        });
        found.set(f.evidence, f);
      }
    }
    return [...found.values()];
  };
}

const ofCluster = (
  kind: FindingKind,
  evidence: string,
  policy: CustomRecord,
): ClusterFinding => ({
  ...finding(kind, {
    evidence,
    fix: [
      {
        label: `See ${policy.name}`,
        command: `kubectl get ${policy.kind.toLowerCase()}/${policy.name} -n ${
          policy.namespace
        } -o yaml`,
      },
    ],
  }),
  reach: 'cluster',
});

/** Policies that do nothing, or not what they seem to. */
export function idlePolicies(
  snapshot: ClusterSnapshot,
  root: RootNamespace,
): ClusterFinding[] {
  const peers = readable(snapshot, PEER_AUTHENTICATIONS) ?? [];
  const rootName = 'name' in root ? root.name : undefined;
  const found: ClusterFinding[] = [];
  for (const [namespace, own] of byNamespace([...peers].sort(byAge))) {
    const [first, ...younger] = own.filter(p => !selects(p));
    // One for another control plane decides for other pods.
    const others = younger.filter(p => inRevision(first, p.labels[REVISION]));
    if (others.length > 0) {
      found.push(
        ofCluster(
          compete,
          `${named(first)} decides for ${namespace}; ${list(
            others.map(named),
          )} ${others.length === 1 ? 'does' : 'do'} nothing`,
          others[0],
        ),
      );
    }
    if (namespace !== rootName) continue;
    for (const policy of own.filter(selects)) {
      found.push(
        ofCluster(rootSelector, `${named(policy)}, spec.selector`, policy),
      );
    }
  }
  const policies = [
    ...peers.filter(p => p.namespace !== rootName),
    ...(readable(snapshot, AUTHORIZATION_POLICIES) ?? []).filter(
      p => p.namespace !== rootName,
    ),
  ].filter(selects);
  if (policies.length === 0) return found;
  const pods = byNamespace(snapshot.pods.filter(isRunning));
  for (const policy of policies) {
    const wanted = labelsOf(policy);
    const any = pods
      .get(policy.namespace)
      ?.some(pod => matchesLabels(wanted, pod.labels));
    if (!any) {
      found.push(
        ofCluster(
          selectsNothing,
          `${named(policy)}, spec.selector.matchLabels ${JSON.stringify(
            wanted,
          )}`,
          policy,
        ),
      );
    }
  }
  return found;
}
