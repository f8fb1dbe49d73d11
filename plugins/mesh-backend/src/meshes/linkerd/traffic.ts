import {
  MeshMetrics,
  MetricSample,
  PromqlText,
  WorkloadReference,
  WorkloadTraffic,
} from '@meshboard/backstage-plugin-mesh-node';
import { withoutLatency } from '../shared/latency';
import { byNamespace } from '../shared/records';
import { Answers, bucketsOf, groupSamples, sumWhere } from '../shared/samples';
import { encryptionOf, linkerdEdges } from './edges';
import { linkerdGauges } from './gauges';
import { placeAt, placeKey, placeOf, succeeded } from './places';
import { withThrottling } from '../shared/throttling';
import { linkerdProxies } from './proxies';
import { KIND_LABELS, linkerdQueries, UNNAMED } from './queries';

const group = (samples: MetricSample[] | undefined) =>
  groupSamples(samples, labels => {
    const place = placeOf(labels);
    return place && placeKey(place);
  });

function requests(samples: MetricSample[] | undefined) {
  if (!samples) return null;
  const { total, part } = sumWhere(samples, succeeded);
  return { total, success: part };
}

const encryption = (samples: MetricSample[] | undefined) =>
  samples ? encryptionOf(samples) : null;

function read(answers: Answers): WorkloadTraffic[] {
  const rates = group(answers.requests);
  const counts = group(answers['objective-requests']);
  const latency = group(answers.latency);
  const encryptedRequests = group(answers['encrypted-requests']);
  const encryptedConnections = group(answers['encrypted-connections']);
  const keys = new Set(
    [rates, counts, latency, encryptedRequests, encryptedConnections].flatMap(
      groups => [...groups.keys()],
    ),
  );
  return [...keys].sort().map(key => {
    const { namespace, kind, name, pod } = placeAt(key);
    const buckets = bucketsOf(latency.get(key) ?? []);
    return {
      mesh: 'linkerd',
      namespace,
      workload: name,
      kind,
      ...(pod ? { pod } : {}),
      requests: requests(rates.get(key)),
      objectiveRequests: requests(counts.get(key)),
      latency: buckets.length > 0 ? buckets : null,
      encryptedRequests: encryption(encryptedRequests.get(key)),
      encryptedConnections: encryption(encryptedConnections.get(key)),
      // The proxy does not know who called without an identity.
      connectionsApart: false,
      plaintextCallers: [],
    };
  });
}

/** Letters of the names that controllers give (Kubernetes: util/rand SafeEncodeString). */
const LETTER = '[bcdfghjklmnpqrstvwxz2456789]';

/** How a pod is called after its workload. */
const POD_NAME: Record<string, string> = {
  Deployment: `-${LETTER}{6,10}-${LETTER}{5}`,
  StatefulSet: '-[0-9]+',
  DaemonSet: `-${LETTER}{5}`,
  Job: `-${LETTER}{5}`,
};

/** A matcher for each namespace and kind: each kind has a label of its own, and names pods its way. */
const matchersFor = (
  workloads: WorkloadReference[],
  matcher: (
    namespace: string,
    kind: { label: string; name: string },
    names: string[],
  ) => string,
): string[] =>
  [...byNamespace(workloads)].flatMap(([namespace, own]) =>
    Object.entries(KIND_LABELS).flatMap(([label, name]) => {
      const names = own.filter(w => w.kind === name).map(w => w.name);
      return names.length > 0 ? matcher(namespace, { label, name }, names) : [];
    }),
  );

/**
 * However the install's Prometheus labels what it scrapes. Where it names no workload, pods are known
 * by what controllers call them: those of last week are gone, and no list has them.
 */
const matchersOf = (
  workloads: WorkloadReference[],
  { quote, oneOf }: PromqlText,
): string[] =>
  ['', 'exported_'].flatMap(side => [
    ...matchersFor(
      workloads,
      (namespace, { label }, names) =>
        `, ${side}namespace=${quote(namespace)}, ${label}=~${oneOf(names)}`,
    ),
    ...matchersFor(
      workloads,
      (namespace, { name }, names) =>
        `, ${side}namespace=${quote(namespace)}${UNNAMED}, ${side}pod=~${oneOf(
          names,
          POD_NAME[name],
        )}`,
    ),
  ]);

/** The destination controller names the workload of an endpoint, in the mesh or not. */
const clientLatency: MeshMetrics['clientLatency'] = (workloads, c, write) =>
  matchersFor(
    workloads,
    (namespace, { label }, names) =>
      `, dst_namespace=${write.quote(namespace)}, dst_${label}=~${write.oneOf(
        names,
      )}`,
  ).map(
    to => `sum by (${c.labels('le')}) (
  rate(response_latency_ms_bucket{direction="outbound"${to}${c.matchers}}[1h])
)`,
  );

/** Linkerd's metrics: what to ask and how to read it. */
export function linkerdMetrics(windows: {
  mtls: string;
  objective: string;
  rate?: string;
}): MeshMetrics {
  return {
    queries: linkerdQueries(windows),
    partLabel: 'namespace',
    matchersOf,
    clientLatency,
    read,
    readEdges: linkerdEdges,
    readProxies: answers =>
      withThrottling(linkerdProxies(answers), answers['proxy-throttling']),
    readGauges: answers => [
      ...linkerdGauges(answers),
      ...withoutLatency(answers),
    ],
  };
}
