import {
  EntityMeshStatus,
  MembershipState,
  MtlsMode,
  PlaintextCaller,
  Reason,
} from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadTraffic } from '@meshboard/backstage-plugin-mesh-node';
import { EvidenceSum, TrafficRow } from '../store/types';
import { Coverage } from './coverage';
import { EntityInput } from './types';

/** Two known modes differ: mixed; else any unknown: unknown; else the common mode. */
export function poolModes(modes: MtlsMode[]): MtlsMode {
  const known = new Set(modes.filter(mode => mode !== 'unknown'));
  if (known.size > 1) return 'mixed';
  if (known.size === 0 || known.size < new Set(modes).size) return 'unknown';
  return [...known][0];
}

/** Encrypted and all inbound requests of a workload where HTTP is seen, else its connections. */
export function encryptedOf(
  row: WorkloadTraffic | undefined,
): { encrypted: number; total: number } | null {
  if (!row) return null;
  if (row.encryptedRequests && row.encryptedRequests.total > 0) {
    return row.encryptedRequests;
  }
  if (row.encryptedConnections && row.encryptedConnections.total > 0) {
    return row.encryptedConnections;
  }
  return row.encryptedRequests ?? row.encryptedConnections;
}

/** Encrypted and plaintext exchanges of a workload, requests and connections alike; null: none. */
export function evidenceOf(
  row: WorkloadTraffic,
): { encrypted: number; plaintext: number } | null {
  const counted = encryptedOf(row);
  const beside =
    row.connectionsApart && counted === row.encryptedRequests
      ? row.encryptedConnections
      : null;
  const seen = [counted, beside].flatMap(c => c ?? []);
  const encrypted = seen.reduce((sum, c) => sum + c.encrypted, 0);
  const total = seen.reduce((sum, c) => sum + c.total, 0);
  return total > 0 ? { encrypted, plaintext: total - encrypted } : null;
}

/**
 * Share over several workloads: requests where any has HTTP, else connections.
 *
 * @param provesAbsence - no requests were left out, so connections may stand for them
 */
export function observedShare(
  rows: (TrafficRow | undefined)[],
  provesAbsence: boolean,
): number | null {
  const fields = ['encryptedRequests', 'encryptedConnections'] as const;
  for (const field of provesAbsence ? fields : fields.slice(0, 1)) {
    let encrypted = 0;
    let total = 0;
    for (const row of rows) {
      encrypted += row?.[field]?.encrypted ?? 0;
      total += row?.[field]?.total ?? 0;
    }
    if (total > 0) return encrypted / total;
  }
  return null;
}

/** Callers that the mesh names, now and in the evidence kept, as catalog entities where they are. */
export function plaintextCallers(
  rows: TrafficRow[],
  evidence: EvidenceSum[],
  entityOf: EntityInput['entityOf'],
): PlaintextCaller[] {
  const callers = new Map<string, Exclude<PlaintextCaller, { hidden: true }>>();
  for (const row of rows) {
    for (const caller of row.plaintextCallers) {
      const cluster = caller.cluster ?? row.cluster;
      const key = `${cluster}/${caller.namespace}/${caller.workload}`;
      const before = callers.get(key);
      if (before) {
        before.requestsPerSecond =
          before.requestsPerSecond === null && caller.requestsPerSecond === null
            ? null
            : (before.requestsPerSecond ?? 0) + (caller.requestsPerSecond ?? 0);
        continue;
      }
      const entityRef = entityOf(cluster, caller.namespace, caller.workload);
      callers.set(key, {
        ...caller,
        cluster,
        ...(entityRef ? { entityRef } : {}),
      });
    }
  }
  for (const { cluster, callers: kept = [] } of evidence) {
    for (const { namespace, workload, requests, lastSeen } of kept) {
      const key = `${cluster}/${namespace}/${workload}`;
      const known = callers.get(key);
      const later =
        known?.lastSeen && known.lastSeen > lastSeen
          ? known.lastSeen
          : lastSeen;
      const entityRef = entityOf(cluster, namespace, workload);
      callers.set(key, {
        ...(known ?? {
          cluster,
          namespace,
          workload,
          // It sent nothing within the window.
          requestsPerSecond: requests === null ? null : 0,
          ...(entityRef ? { entityRef } : {}),
        }),
        lastSeen: later,
      });
    }
  }
  return [...callers.values()].sort(
    (a, b) =>
      (b.requestsPerSecond ?? -1) - (a.requestsPerSecond ?? -1) ||
      a.workload.localeCompare(b.workload),
  );
}

/** What the kept evidence and the current window say of one entity together. */
export interface EncryptionSeen {
  encrypted: boolean;
  plaintext: boolean;
}

const MAX_PODS = 20;

/** Why not every pod's traffic was seen; undefined: it was. */
function unscraped({ missing, unknown }: Coverage): Reason | undefined {
  if (missing.length > 0) {
    const n = missing.length;
    return {
      code: 'proxies-not-scraped',
      message: `Only encrypted traffic was seen, but no metrics server scrapes ${
        n === 1 ? 'the proxy' : `${n} of the proxies`
      } of its pods.`,
      count: n,
      pods: missing.slice(0, MAX_PODS).map(name => name.split('/')[1]),
    };
  }
  return unknown
    ? {
        code: 'proxies-not-scraped',
        message:
          'Only encrypted traffic was seen, but which proxies speak for its pods cannot be told.',
      }
    : undefined;
}

/**
 * Whether mTLS can be required without breaking a caller. `yes` takes complete evidence over the
 * whole window, and every running pod's proxy among those that are scraped.
 */
export function enforceable(facts: {
  configured: MtlsMode;
  membership: MembershipState;
  metrics: boolean;
  seen: EncryptionSeen;
  callers: PlaintextCaller[];
  hours: number;
  windowHours: number;
  coverage: Coverage;
}): EntityMeshStatus['mtls']['enforceable'] {
  const because = (
    verdict: EntityMeshStatus['mtls']['enforceable']['verdict'],
    ...reasons: Reason[]
  ) => ({ verdict, reasons });

  if (facts.configured === 'strict') return because('already');
  if (facts.membership === 'unknown') {
    return because('unknown', {
      code: 'unreadable',
      message: 'Not every pod could be read.',
    });
  }
  if (facts.membership === 'not-meshed') {
    return because('unknown', {
      code: 'no-metrics',
      message:
        'No pod is in a mesh, so nothing measures who calls it; bring it in first.',
    });
  }
  if (!facts.metrics) {
    return because('unknown', {
      code: 'no-metrics',
      message: 'No Prometheus that answers covers its clusters.',
    });
  }
  if (facts.seen.plaintext) {
    const named = facts.callers.length;
    return because('no', {
      code: 'plaintext-seen',
      message: named
        ? `Plaintext was seen, from ${named} ${
            named === 1 ? 'caller' : 'callers'
          } within the evidence that is kept.`
        : 'Plaintext requests are in the evidence; the mesh does not name the caller.',
      count: named,
    });
  }
  if (facts.membership === 'partial') {
    return because('not-enough-traffic', {
      code: 'proxies-not-scraped',
      message:
        'Some of its pods are in no mesh, so nothing measures who calls them; bring them in first.',
    });
  }
  if (!facts.seen.encrypted) {
    return because('not-enough-traffic', {
      code: 'no-traffic',
      message: 'No inbound traffic was seen.',
    });
  }
  if (facts.hours < facts.windowHours) {
    return because('not-enough-traffic', {
      code: 'evidence-too-short',
      message: `Only encrypted traffic was seen so far, over ${facts.hours} of ${facts.windowHours} hours.`,
      count: facts.hours,
    });
  }
  const gap = unscraped(facts.coverage);
  if (gap) return because('not-enough-traffic', gap);
  return because('yes', {
    code: 'only-encrypted-seen',
    message: `Over ${facts.hours} hours everything that reached its proxies was encrypted, and each of them is scraped.`,
    count: facts.hours,
  });
}
