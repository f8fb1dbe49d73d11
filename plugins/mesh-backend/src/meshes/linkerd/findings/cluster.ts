import {
  ClusterFinding,
  NotEvaluated,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  CustomRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { finding, FindingKind } from '../../shared/finding';
import { readable, unreadable, whyUnreadable } from '../../shared/records';
import {
  AUTHORIZATION_POLICIES,
  SERVER_AUTHORIZATIONS,
  SERVERS,
} from '../names';
import { named, referenceOf, refersTo, selects } from '../references';
import { Trusted } from '../trust';
import {
  policyWithoutServer,
  serverSelectsNothing,
  trustBundleBroken,
} from './codes';

const SHOWN = 10;

function listed(
  kind: FindingKind,
  items: string[],
  words: string,
): ClusterFinding[] {
  if (items.length === 0) return [];
  const more = items.length - SHOWN;
  const shown = [...items].sort().slice(0, SHOWN).join(', ');
  return [
    {
      ...finding(kind, {
        evidence: `${shown}${more > 0 ? ` and ${more} more` : ''} ${words}`,
      }),
      reach: 'cluster',
    },
  ];
}

/** Servers that a policy names. */
function serverNamed({ kind, spec }: CustomRecord): string | undefined {
  if (kind === 'ServerAuthorization') {
    const name = spec?.server?.name;
    return typeof name === 'string' ? name : undefined;
  }
  const target = referenceOf(spec?.targetRef);
  return target && refersTo(target, 'Server') ? target.name : undefined;
}

function lostPolicies(snapshot: ClusterSnapshot, servers: CustomRecord[]) {
  const there = new Set(servers.map(s => `${s.namespace}/${s.name}`));
  return [AUTHORIZATION_POLICIES, SERVER_AUTHORIZATIONS].flatMap(kind =>
    (readable(snapshot, kind) ?? []).flatMap(policy => {
      const name = serverNamed(policy);
      return name !== undefined && !there.has(`${policy.namespace}/${name}`)
        ? `${named(policy)} (Server ${name})`
        : [];
    }),
  );
}

/** Label sets of pods and of what makes them, so that what is scaled down counts. */
function labelSets(snapshot: ClusterSnapshot) {
  const sets = new Map<string, Map<string, Record<string, string>>>();
  const add = (namespace: string, labels: Record<string, string>) => {
    const own = sets.get(namespace) ?? new Map();
    own.set(JSON.stringify(labels), labels);
    sets.set(namespace, own);
  };
  for (const pod of snapshot.pods) {
    const { 'pod-template-hash': _, ...labels } = pod.labels;
    add(pod.namespace, labels);
  }
  for (const { namespace, podLabels } of snapshot.controllers) {
    add(namespace, podLabels);
  }
  return sets;
}

function idleServers(snapshot: ClusterSnapshot, servers: CustomRecord[]) {
  const sets = labelSets(snapshot);
  return servers.filter(server => {
    const { podSelector } = server.spec ?? {};
    const all = sets.get(server.namespace);
    // Of a namespace in which nothing was read nothing can be said.
    if (!podSelector || !all) return false;
    return [...all.values()].every(
      labels => selects(podSelector, labels) === false,
    );
  });
}

/** What is wrong with Linkerd's objects, whoever's they are. */
export function clusterFindings(
  snapshot: ClusterSnapshot,
  trusted: Trusted,
): { findings: ClusterFinding[]; notEvaluated: NotEvaluated[] } {
  const servers = readable(snapshot, SERVERS);
  const blindTo = (kind: FindingKind, ...keys: string[]): NotEvaluated[] =>
    keys
      .filter(key => unreadable(snapshot, key))
      .map(key => ({
        code: kind.code,
        because: `${key} not read: ${whyUnreadable(snapshot, key)}`,
      }));
  const blindToPods = blindTo(serverSelectsNothing, SERVERS, 'pods');
  return {
    findings: [
      ...listed(
        policyWithoutServer,
        servers ? lostPolicies(snapshot, servers) : [],
        'name a Server that does not exist',
      ),
      ...listed(
        serverSelectsNothing,
        blindToPods.length === 0 && servers
          ? idleServers(snapshot, servers).map(named)
          : [],
        'select no pod',
      ),
      ...listed(
        trustBundleBroken,
        trusted.all.flatMap(roots =>
          'unknown' in roots
            ? []
            : roots.errors.map(error => `${roots.source}: ${error}`),
        ),
        '',
      ).map(f => ({ ...f, evidence: f.evidence.trim() })),
    ],
    notEvaluated: [
      ...blindTo(
        policyWithoutServer,
        SERVERS,
        AUTHORIZATION_POLICIES,
        SERVER_AUTHORIZATIONS,
      ),
      ...blindToPods,
      ...trusted.all.flatMap(roots =>
        'unknown' in roots
          ? [{ code: trustBundleBroken.code, because: roots.unknown }]
          : [],
      ),
    ],
  };
}
