import {
  MeshMetrics,
  MetricSample,
  PromqlText,
  WorkloadReference,
  WorkloadTraffic,
} from '@meshboard/backstage-plugin-mesh-node';
import { isFailure } from '../failure';
import { withoutLatency } from '../shared/latency';
import { byNamespace } from '../shared/records';
import { Answers, bucketsOf, groupSamples, sumWhere } from '../shared/samples';
import {
  istioObservationQueries,
  readIstioEdges,
  readIstioGauges,
  readIstioProxies,
} from './observations';
import { istioQueries } from './queries';

type Labels = Record<string, string>;

const SEPARATOR = '/';

function workloadKey(labels: Labels): string | undefined {
  const namespace = labels.destination_workload_namespace;
  const name = labels.destination_workload;
  return namespace && name && name !== 'unknown'
    ? `${namespace}${SEPARATOR}${name}`
    : undefined;
}

const group = (samples: MetricSample[] | undefined) =>
  groupSamples(samples, workloadKey);

/**
 * Rows of the workload's own proxy, else of its waypoint: both count the same requests, so they
 * are never added.
 */
function oneReporter(samples: MetricSample[] | undefined): MetricSample[] {
  const own = samples?.filter(s => s.labels.reporter !== 'waypoint') ?? [];
  const waypoint = samples?.filter(s => s.labels.reporter === 'waypoint') ?? [];
  const moves = (rows: MetricSample[]) => rows.some(s => s.value > 0);
  // A workload that left its sidecar behind keeps series at rest for a while.
  if (own.length > 0 && (moves(own) || !moves(waypoint))) return own;
  return waypoint;
}

const succeeded = (labels: Labels) =>
  !isFailure({
    response: labels.response_code,
    grpc: labels.grpc_response_status,
  });

const encrypted = (labels: Labels) =>
  labels.connection_security_policy === 'mutual_tls';

function requests(samples: MetricSample[] | undefined) {
  const rows = oneReporter(samples);
  if (rows.length === 0) return null;
  const { total, part } = sumWhere(rows, succeeded);
  return { total, success: part };
}

function encryption(samples: MetricSample[] | undefined) {
  if (!samples?.length) return null;
  const { total, part } = sumWhere(samples, encrypted);
  return { total, encrypted: part };
}

type Callers = WorkloadTraffic['plaintextCallers'];

/** One entry a caller; requests win over connections, which have no rate. */
function callers(
  http: MetricSample[],
  tcp: MetricSample[],
  seconds: number,
): Callers {
  const found = new Map<string, Callers[number]>();
  const add = (samples: MetricSample[], isHttp: boolean) => {
    for (const { labels, value } of samples) {
      if (!(value > 0)) continue;
      const namespace = labels.source_workload_namespace || 'unknown';
      const workload = labels.source_workload || 'unknown';
      const key = `${namespace}${SEPARATOR}${workload}`;
      const before = found.get(key)?.requestsPerSecond ?? null;
      found.set(key, {
        cluster: null,
        namespace,
        workload,
        requestsPerSecond: isHttp ? (before ?? 0) + value / seconds : before,
      });
    }
  };
  add(http, true);
  add(tcp, false);
  return [...found.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, caller]) => caller);
}

/** Traffic of every workload that any answer names. */
function read(answers: Answers, seconds: number): WorkloadTraffic[] {
  const rates = group(answers.requests);
  const counts = group(answers['objective-requests']);
  const latency = group(answers.latency);
  const encryptedRequests = group(answers['encrypted-requests']);
  const encryptedConnections = group(answers['encrypted-connections']);
  const httpCallers = group(answers['plaintext-callers']);
  const tcpCallers = group(answers['plaintext-tcp-callers']);
  const keys = new Set(
    [
      rates,
      counts,
      latency,
      encryptedRequests,
      encryptedConnections,
      httpCallers,
      tcpCallers,
    ].flatMap(groups => [...groups.keys()]),
  );
  return [...keys].sort().map(key => {
    const at = key.indexOf(SEPARATOR);
    const buckets = bucketsOf(oneReporter(latency.get(key)));
    return {
      mesh: 'istio',
      namespace: key.slice(0, at),
      workload: key.slice(at + 1),
      kind: null,
      requests: requests(rates.get(key)),
      objectiveRequests: requests(counts.get(key)),
      latency: buckets.length > 0 ? buckets : null,
      encryptedRequests: encryption(oneReporter(encryptedRequests.get(key))),
      encryptedConnections: encryption(encryptedConnections.get(key)),
      connectionsApart: true,
      plaintextCallers: callers(
        httpCallers.get(key) ?? [],
        tcpCallers.get(key) ?? [],
        seconds,
      ),
    };
  });
}

/** One matcher a namespace. */
function matchersOf(
  workloads: WorkloadReference[],
  { quote, oneOf }: PromqlText,
): string[] {
  return [...byNamespace(workloads)].map(
    ([namespace, own]) =>
      `, destination_workload_namespace=${quote(
        namespace,
      )}, destination_workload=~${oneOf(own.map(w => w.name))}`,
  );
}

/** A sidecar knows the workload of an endpoint that has none: istiod tells it. */
const clientLatency: MeshMetrics['clientLatency'] = (workloads, c, write) =>
  matchersOf(workloads, write).map(
    to => `sum by (${c.labels('le')}) (
  rate(istio_request_duration_milliseconds_bucket{reporter="source"${to}${
      c.matchers
    }}[1h])
)`,
  );

/** Istio's metrics: what to ask and how to read it. */
export function istioMetrics(windows: {
  mtls: string;
  objective: string;
  rate?: string;
}): MeshMetrics {
  return {
    queries: [
      ...istioQueries(windows),
      ...istioObservationQueries().map(query => ({ ...query, beside: true })),
    ],
    partLabel: 'destination_workload_namespace',
    matchersOf,
    clientLatency,
    read,
    readEdges: readIstioEdges,
    readProxies: readIstioProxies,
    readGauges: answers => [
      ...readIstioGauges(answers),
      ...withoutLatency(answers),
    ],
  };
}
