import {
  CustomRecord,
  ServiceRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { byAge } from '../../shared/records';
import { array, object, text } from '../../shared/values';
import { Audience, audienceOf } from './audience';
import { HostIndex, hostOf, otherNames, resolveHost } from './hosts';

/** One route of a VirtualService, with the field it stands in. */
export interface Route {
  /** The VirtualService that holds it: not the one that names the host, where that delegates. */
  object: CustomRecord;
  path: string;
  spec: Record<string, any>;
}

/** A VirtualService as it holds for one Service. */
export interface ServiceRoutes {
  object: CustomRecord;
  audience: Audience;
  /** Gateways through which it holds; null: for callers in the mesh. */
  gateways: string[] | null;
  /** A name other than the Service's own, by which it must be called. */
  calledAs?: string;
  http: Route[];
  /** Of `tls` and `tcp`. */
  streams: Route[];
}

/** What decides routing: one VirtualService for callers in the mesh, and those of gateways. */
export type RoutesReader = (service: ServiceRecord) => ServiceRoutes[];

const MESH = 'mesh';

const routesIn = (object_: CustomRecord, field: string): Route[] =>
  array(object_.spec?.[field]).map((spec, i) => ({
    object: object_,
    path: `spec.${field}[${i}]`,
    spec: object(spec),
  }));

const INHERITED = [
  'timeout',
  'retries',
  'fault',
  'mirror',
  'mirrorPercentage',
  'rewrite',
  'headers',
];

/** istio: pilot/pkg/model mergeVirtualServicesIfNeeded, mergeHTTPRoute */
function withDelegates(
  routes: Route[],
  delegates: Map<string, CustomRecord>,
): Route[] {
  return routes.flatMap(route => {
    const { delegate } = route.spec;
    if (!delegate) return [route];
    const namespace = text(delegate.namespace) ?? route.object.namespace;
    const found = delegates.get(`${namespace}/${delegate.name}`);
    return found
      ? routesIn(found, 'http').map(child => {
          const spec = { ...child.spec };
          for (const field of INHERITED) spec[field] ??= route.spec[field];
          if (!spec.match?.length) spec.match = route.spec.match;
          return { ...child, spec };
        })
      : [];
  });
}

const destinationsOf = ({ spec }: Route): string[] =>
  array(spec.route)
    .map(r => text(object(r?.destination).host))
    .filter((host): host is string => host !== undefined);

/** VirtualServices by the Services that they decide for. */
export function readVirtualServices(
  all: CustomRecord[],
  domain: string,
  byDefault: unknown,
): RoutesReader {
  const inMesh = new HostIndex<CustomRecord>();
  const throughGateways = new Map<string, CustomRecord[]>();
  const delegates = new Map(
    all
      .filter(v => array(v.spec?.hosts).length === 0)
      .map(v => [`${v.namespace}/${v.name}`, v]),
  );
  const gatewaysOf = (v: CustomRecord): string[] => {
    const named = array(v.spec?.gateways).flatMap(g => text(g) ?? []);
    return named.length > 0 ? named : [MESH];
  };
  const routesOf = (v: CustomRecord) =>
    withDelegates(routesIn(v, 'http'), delegates);
  const streamsOf = (v: CustomRecord) => [
    ...routesIn(v, 'tls'),
    ...routesIn(v, 'tcp'),
  ];
  const leadsTo = (host: string, v: CustomRecord) => (route: Route) =>
    destinationsOf(route).some(
      d =>
        resolveHost(d, route.object.namespace, domain) === host ||
        resolveHost(d, v.namespace, domain) === host,
    );

  for (const v of [...all].sort(byAge)) {
    const gateways = gatewaysOf(v);
    if (gateways.includes(MESH)) {
      for (const host of array(v.spec?.hosts).flatMap(h => text(h) ?? [])) {
        inMesh.add(resolveHost(host, v.namespace, domain), v);
      }
    }
    if (gateways.some(g => g !== MESH)) {
      const hosts = [...routesOf(v), ...streamsOf(v)].flatMap(route =>
        destinationsOf(route).map(d => resolveHost(d, v.namespace, domain)),
      );
      for (const host of new Set(hosts)) {
        throughGateways.set(host, [...(throughGateways.get(host) ?? []), v]);
      }
    }
  }

  const inWholeMesh = (service: ServiceRecord): ServiceRoutes[] => {
    const own = hostOf(service, domain);
    const named = [
      ...inMesh.find(own).map(found => ({ ...found, calledAs: undefined })),
      ...otherNames(service)
        .flatMap(name => inMesh.find(name))
        .filter(({ host }) => !host.startsWith('*'))
        .map(found => ({ ...found, calledAs: found.host })),
    ];
    const taken = new Set<string>();
    return named.flatMap(({ host, items, calledAs }) =>
      items.flatMap(v => {
        const audience = audienceOf(v.spec?.exportTo, byDefault, v.namespace);
        // What some callers set for all that they call is about them, not about this Service.
        const aside =
          host.startsWith('*') &&
          audience !== 'everybody' &&
          !audience.includes(service.namespace);
        if (aside) return [];
        // The first that everybody sees has the host; what comes after it is not read.
        const name = calledAs ?? own;
        const key = `${name} ${audience}`;
        if (audience.length === 0 || taken.has(key)) return [];
        if (taken.has(`${name} everybody`) && audience === 'everybody') {
          return [];
        }
        taken.add(key);
        return [
          {
            object: v,
            audience,
            gateways: null,
            ...(calledAs ? { calledAs } : {}),
            http: routesOf(v),
            streams: streamsOf(v),
          },
        ];
      }),
    );
  };

  return service => [
    ...inWholeMesh(service),
    ...(throughGateways.get(hostOf(service, domain)) ?? []).map(v => ({
      object: v,
      audience: 'everybody' as const,
      gateways: gatewaysOf(v).filter(g => g !== MESH),
      http: routesOf(v).filter(leadsTo(hostOf(service, domain), v)),
      streams: streamsOf(v).filter(leadsTo(hostOf(service, domain), v)),
    })),
  ];
}
