import {
  ClusterSnapshot,
  PodRecord,
  ServiceRecord,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { Feature, off, settle } from '../../shared/feature';
import { readAttached } from '../../shared/gatewayApi/attached';
import { GRPC_ROUTES, HTTP_ROUTES } from '../../shared/gatewayApi/resources';
import { blindTo, readable } from '../../shared/records';
import { LINKERD_HTTP_ROUTES, SERVERS } from '../names';
import { failureAccrual } from './annotations';
import { proxyFeatures } from './proxy';
import { readRateLimits } from './rateLimits';
import { RATE_LIMITS, SERVICE_PROFILES, TRAFFIC_SPLITS } from './resources';
import { routeFeatures } from './routes';
import { profileFeatures, readProfiles } from './serviceProfiles';
import { readTrafficSplits } from './trafficSplits';

/** Pods whose proxies were started alike: each sort is asked once. */
function sorts(pods: PodRecord[]): PodRecord[] {
  const byProxy = new Map<string, PodRecord>();
  for (const pod of [...pods].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const key = JSON.stringify(proxyFeatures(pod));
    if (!byProxy.has(key)) byProxy.set(key, pod);
  }
  return [...byProxy.values()];
}

/** What Linkerd does for a workload, as its objects say. */
export function featuresReader(
  snapshot: ClusterSnapshot,
): (workload: WorkloadView) => Feature[] {
  const read = (kind: string) => readable(snapshot, kind) ?? [];
  const blind = (...kinds: string[]) => blindTo(snapshot, kinds);
  const attached = readAttached([
    ...read(LINKERD_HTTP_ROUTES),
    ...read(HTTP_ROUTES),
    ...read(GRPC_ROUTES),
  ]);
  const profiles = readProfiles(read(SERVICE_PROFILES));
  const splits = readTrafficSplits(snapshot, read(TRAFFIC_SPLITS));
  const rateLimits = readRateLimits(read(SERVERS), read(RATE_LIMITS));
  const routesBlind = blind(
    'services',
    LINKERD_HTTP_ROUTES,
    HTTP_ROUTES,
    GRPC_ROUTES,
    SERVICE_PROFILES,
  );

  const ofService = (service: ServiceRecord): Feature[] => {
    const own = profiles(service);
    const all = own.find(p => !p.callersIn && p.overrides);
    return [
      ...own.flatMap(profileFeatures),
      ...(all ? [] : routeFeatures(service, attached(service))),
      ...(all
        ? []
        : failureAccrual({ kind: 'Service', object: service, reach: '' })),
      ...splits(service),
    ];
  };

  return ({ services, meshed }) => {
    if (meshed.length === 0) return [];
    const none = (what: string) =>
      services.length > 0 ? what : 'No Service selects its pods';
    const found = settle(
      [
        ...services.flatMap(ofService),
        ...sorts(meshed).flatMap(proxyFeatures),
        ...meshed.slice(0, 1).flatMap(rateLimits),
      ],
      [
        {
          feature: 'routing',
          otherwise: none('No route matches, redirects or changes headers'),
          blind: routesBlind,
        },
        {
          feature: 'traffic-split',
          otherwise: none('No route splits traffic'),
          blind: [...routesBlind, ...blind(TRAFFIC_SPLITS)],
        },
        {
          feature: 'retries',
          otherwise: none('Nothing asks for them'),
          blind: routesBlind,
        },
        {
          feature: 'timeout',
          otherwise: none('Nothing sets one'),
          blind: routesBlind,
        },
        {
          feature: 'circuit-breaking',
          otherwise: none('Failure accrual is not turned on for its Services'),
          blind: blind('services', SERVICE_PROFILES),
        },
        {
          feature: 'rate-limiting',
          otherwise: 'No HTTPLocalRateLimitPolicy is in force on its Servers',
          blind: blind(SERVERS, RATE_LIMITS),
        },
      ],
    );
    return [
      ...found,
      off('mirroring', 'Linkerd mirrors no requests'),
      off('fault-injection', 'Linkerd injects no faults of its own'),
    ].sort(
      (a, b) =>
        a.feature.localeCompare(b.feature) ||
        (a.setBy ?? '').localeCompare(b.setBy ?? ''),
    );
  };
}
