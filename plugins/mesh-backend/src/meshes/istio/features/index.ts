import {
  ClusterSnapshot,
  PodRecord,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { parse } from 'yaml';
import { imageTag } from '../../shared/containers';
import { Feature, off, settle } from '../../shared/feature';
import { readAttached } from '../../shared/gatewayApi/attached';
import { GRPC_ROUTES, HTTP_ROUTES } from '../../shared/gatewayApi/resources';
import {
  commonFeatures,
  retryFeatures,
  timeoutFeatures,
} from '../../shared/gatewayApi/rules';
import { blindTo, readable } from '../../shared/records';
import { text } from '../../shared/values';
import { MeshConfigRead, meshConfigs, rootNamespaceOf } from '../meshConfig';
import {
  DESTINATION_RULES,
  ENVOY_FILTERS,
  REDIRECTION,
  TELEMETRIES,
  VIRTUAL_SERVICES,
} from '../names';
import { proxyOf, revisionOf } from '../proxies';
import { Waypoints } from '../waypoints';
import { accessLogs } from './accessLogs';
import { L4_ONLY, readZtunnelLogLevels, ztunnelLogs } from './ambient';
import { circuitBreaking } from './circuitBreaking';
import { readDestinationRules } from './destinationRules';
import { clusterDomain } from './domain';
import { readRateLimits } from './rateLimiting';
import { defaultRetries } from './retries';
import { routeFeatures } from './routes';
import { readTelemetry, TelemetryTarget } from './telemetry';
import { tracing, TracingProxy } from './tracing';
import { readVirtualServices } from './virtualServices';

/** What a workload's pods pass through: each kind is asked once. */
interface Path {
  pod: PodRecord;
  /** The waypoint that reads requests; undefined: the pod's own sidecar, or nobody. */
  waypoint?: string;
  /** Nobody reads requests. */
  l4: boolean;
  /** What its ztunnel writes to its log, where that is what carries it. */
  ztunnelLogLevel?: string;
}

function pathsOf(
  pods: PodRecord[],
  waypoints: Waypoints,
  logLevelOf: (pod: PodRecord) => string | undefined,
): Path[] {
  const paths = new Map<string, Path>();
  const add = (key: string, path: Path) => {
    const known = paths.get(key);
    if (!known || path.pod.name < known.pod.name) paths.set(key, path);
  };
  for (const pod of pods) {
    const [waypoint] = waypoints.before(pod);
    if (pod.annotations[REDIRECTION] !== 'enabled') {
      add(`sidecar ${revisionOf(pod) ?? ''}`, { pod, l4: false });
    } else if (waypoint) {
      add(`waypoint ${waypoint}`, { pod, waypoint, l4: false });
    } else {
      const ztunnelLogLevel = logLevelOf(pod);
      add(`ztunnel ${ztunnelLogLevel}`, { pod, l4: true, ztunnelLogLevel });
    }
  }
  return [...paths.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, path]) => path);
}

function proxyConfigOf(pod: PodRecord): unknown {
  try {
    return parse(pod.annotations['proxy.istio.io/config'] ?? '');
  } catch {
    return undefined;
  }
}

/** Of a waypoint, which has pods of its own, only what the mesh configuration says counts. */
function tracingProxyOf({ pod, waypoint }: Path): TracingProxy {
  if (waypoint) return { version: null };
  const image = proxyOf(pod)?.image;
  const version = image ? imageTag(image) : null;
  return { config: proxyConfigOf(pod), version };
}

/** Without a waypoint, only callers that have sidecars do any of it. */
const sidecarsOnly = (feature: Feature): Feature =>
  feature.state === 'on'
    ? {
        ...feature,
        detail: `${feature.detail}; only callers with a sidecar do this, since no waypoint stands before its pods`,
      }
    : feature;

/** What Istio does for a workload, as its objects say. */
export function featuresReader(
  snapshot: ClusterSnapshot,
  waypoints: Waypoints,
): (workload: WorkloadView) => Feature[] {
  const domain = clusterDomain(snapshot);
  const configs = meshConfigs(snapshot);
  const read = (kind: string) => readable(snapshot, kind) ?? [];
  const blind = (...kinds: string[]) => blindTo(snapshot, kinds);
  const routesBlind = blind(
    'services',
    VIRTUAL_SERVICES,
    HTTP_ROUTES,
    GRPC_ROUTES,
  );

  const attached = readAttached([...read(HTTP_ROUTES), ...read(GRPC_ROUTES)]);
  const telemetries = readTelemetry(read(TELEMETRIES));
  const rateLimits = readRateLimits(read(ENVOY_FILTERS));
  const logLevelOf = readZtunnelLogLevels(snapshot);
  const prepared = new Map<MeshConfigRead, ReturnType<typeof prepare>>();

  /** Indices depend on what a mesh configuration sets as defaults. */
  function prepare(config: MeshConfigRead) {
    const mesh = 'unknown' in config ? {} : config.values;
    const root = rootNamespaceOf(config);
    return {
      mesh,
      source: 'unknown' in config ? '' : config.source,
      root: 'unknown' in root ? '' : root.name,
      unknown: 'unknown' in config ? [config.unknown] : [],
      elsewhere: 'elsewhere' in config,
      routes: readVirtualServices(
        read(VIRTUAL_SERVICES),
        domain,
        mesh.defaultVirtualServiceExportTo,
      ),
      rules: readDestinationRules(
        read(DESTINATION_RULES),
        domain,
        mesh.defaultDestinationRuleExportTo,
        'unknown' in root ? '' : root.name,
      ),
    };
  }
  const preparedFor = (revision: string | null) => {
    const config = configs(revision);
    const known = prepared.get(config) ?? prepare(config);
    prepared.set(config, known);
    return known;
  };

  /** What callers' proxies, or the waypoint, do with requests to its Services. */
  function clientSide({ services }: WorkloadView, path: Path): Feature[] {
    const {
      mesh,
      source,
      unknown: dark,
      elsewhere,
      routes,
      rules,
    } = preparedFor(revisionOf(path.pod));
    const heeded = elsewhere ? [] : services;
    const unseen = elsewhere ? dark : routesBlind;
    const found = heeded.flatMap(service => [
      ...routes(service).flatMap(routeFeatures),
      ...attached(service)
        .filter(route => route.accepted !== false)
        .flatMap(route => [
          ...commonFeatures(route),
          ...timeoutFeatures(route, ['request', 'backendRequest']),
          ...retryFeatures(route, 2),
        ]),
      ...rules(service).flatMap(circuitBreaking),
    ]);
    const retriesBlind = [...unseen, ...(path.l4 || elsewhere ? [] : dark)];
    if (
      !path.l4 &&
      services.length > 0 &&
      retriesBlind.length === 0 &&
      !found.some(f => f.feature === 'retries')
    ) {
      found.push(defaultRetries(mesh, source));
    }
    const none = (what: string) =>
      services.length > 0 ? what : 'No Service selects its pods';
    return settle(path.l4 ? found.map(sidecarsOnly) : found, [
      { feature: 'retries', otherwise: none(L4_ONLY), blind: retriesBlind },
      ...(
        [
          ['routing', 'matches, rewrites or redirects'],
          ['traffic-split', 'splits traffic'],
          ['mirroring', 'mirrors'],
          ['fault-injection', 'injects faults'],
          ['timeout', 'sets one, and by default there is none'],
        ] as const
      ).map(([feature, what]) => ({
        feature,
        otherwise: none(`No route ${what}`),
        blind: unseen,
      })),
      {
        feature: 'circuit-breaking',
        otherwise: none(
          'No DestinationRule for it sets outlier detection or connection limits',
        ),
        blind: [...blind('services', DESTINATION_RULES), ...dark],
      },
    ]);
  }

  /** What the proxy before its pods does. */
  function serverSide(path: Path): Feature[] {
    const { pod, waypoint } = path;
    const {
      mesh,
      source,
      root,
      unknown: dark,
      elsewhere,
    } = preparedFor(revisionOf(pod));
    if (path.l4) {
      return [
        ztunnelLogs(path.ztunnelLogLevel),
        off('tracing', L4_ONLY),
        off('rate-limiting', L4_ONLY),
      ];
    }
    const target: TelemetryTarget = {
      namespace: waypoint ? waypoint.split('/')[0] : pod.namespace,
      labels: waypoint ? {} : pod.labels,
      attached: (namespace, targets) =>
        waypoint !== undefined &&
        waypoints.enforces(
          pod,
          { namespace, inRoot: namespace === root },
          targets,
        ),
    };
    const telemetryBlind = [...blind(TELEMETRIES), ...dark];
    const filtersBlind = [...blind(ENVOY_FILTERS), ...dark];
    const holding = telemetries(root, target);
    return settle(
      [
        ...(telemetryBlind.length > 0
          ? []
          : [
              ...accessLogs(holding, mesh, source),
              ...tracing(holding, mesh, source, tracingProxyOf(path)),
            ]),
        ...(elsewhere ? [] : rateLimits({ ...target, root })),
      ],
      [
        {
          feature: 'access-logs',
          otherwise:
            'No Telemetry asks for them, and the mesh configuration has no accessLogFile',
          blind: telemetryBlind,
        },
        {
          feature: 'tracing',
          otherwise:
            'No Telemetry asks for it, and the mesh configuration names no tracing provider',
          blind: telemetryBlind,
        },
        {
          feature: 'rate-limiting',
          otherwise: 'No EnvoyFilter puts a rate limit filter before its pods',
          blind: filtersBlind,
        },
      ],
    );
  }

  return view => {
    const paths = pathsOf(view.meshed, waypoints, logLevelOf);
    const all = paths.flatMap(path => [
      ...clientSide(view, path),
      ...serverSide(path),
    ]);
    return [...new Map(all.map(f => [JSON.stringify(f), f])).values()].sort(
      (a, b) =>
        a.feature.localeCompare(b.feature) ||
        (text(a.setBy) ?? '').localeCompare(text(b.setBy) ?? ''),
    );
  };
}
