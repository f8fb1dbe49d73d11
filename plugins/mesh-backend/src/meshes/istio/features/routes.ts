import { at, Feature, off, on } from '../../shared/feature';
import { array, list, number, object, shares, text } from '../../shared/values';
import { forWhom } from './audience';
import { retriesOf } from './retries';
import { Route, ServiceRoutes } from './virtualServices';

const destinationName = (destination: unknown): string => {
  const { host, subset } = object(destination);
  return `${text(host) ?? 'no host'}${
    text(subset) ? ` (subset ${subset})` : ''
  }`;
};

/** Who is served by these routes, to end a sentence with. */
function reach({ audience, gateways, calledAs }: ServiceRoutes): string {
  if (gateways) return `, through gateway ${list(gateways)}`;
  return `${calledAs ? `, when called as ${calledAs}` : ''}${forWhom(
    audience,
  )}`;
}

const MATCHED_BY: Record<string, string> = {
  uri: 'path',
  scheme: 'scheme',
  method: 'method',
  authority: 'host name',
  headers: 'headers',
  withoutHeaders: 'headers',
  port: 'port',
  queryParams: 'query',
  sourceLabels: "the caller's labels",
  sourceNamespace: "the caller's namespace",
  sniHosts: 'server name',
  destinationSubnets: 'address',
};

const ACTIONS: Record<string, string> = {
  redirect: 'redirects',
  directResponse: 'answers itself',
  rewrite: 'rewrites paths',
  headers: 'changes headers',
  corsPolicy: 'answers CORS',
};

/** What routes do besides passing everything on. */
function routingOf(routes: Route[], at_: ServiceRoutes): Feature[] {
  const matched = new Set(
    routes.flatMap(r =>
      array(r.spec.match).flatMap(m =>
        Object.keys(object(m)).flatMap(key => MATCHED_BY[key] ?? []),
      ),
    ),
  );
  const actions = Object.keys(ACTIONS).filter(key =>
    routes.some(r => r.spec[key] !== undefined),
  );
  const targets = new Set(
    routes.flatMap(r =>
      array(r.spec.route)
        .filter(d => object(d).destination)
        .map(d => destinationName(d.destination)),
    ),
  );
  const subsets = [...targets].filter(t => t.includes('(subset'));
  if (
    routes.length < 2 &&
    matched.size === 0 &&
    actions.length === 0 &&
    subsets.length === 0
  ) {
    return [];
  }
  const parts = [
    `${routes.length} ${routes.length === 1 ? 'route' : 'routes'}`,
    matched.size > 0 ? ` by ${list([...matched])}` : '',
    targets.size > 0 ? ` to ${list([...targets].slice(0, 5))}` : '',
    targets.size > 5 ? ` and ${targets.size - 5} more` : '',
    actions.length > 0 ? `; ${list(actions.map(a => ACTIONS[a]))}` : '',
  ];
  const field = routes[0].path.replace(/\[\d+\]$/, '');
  return [
    on(
      'routing',
      `${parts.join('')}${reach(at_)}`,
      at(routes[0].object, field),
    ),
  ];
}

function splitOf(route: Route, where: string, who: string): Feature[] {
  const destinations = array(route.spec.route).map(r => ({
    name: destinationName(r?.destination),
    weight: number(r?.weight) ?? 0,
  }));
  if (destinations.length < 2) return [];
  return [
    on(
      'traffic-split',
      `${where}${shares(destinations)}${who}`,
      at(route.object, `${route.path}.route`),
    ),
  ];
}

function mirrorsOf(route: Route, where: string, who: string): Feature[] {
  const { mirror, mirrorPercentage, mirrorPercent, mirrors } = route.spec;
  const single = mirror
    ? [
        {
          destination: mirror,
          percentage: mirrorPercentage ?? { value: mirrorPercent ?? 100 },
          path: 'mirror',
        },
      ]
    : [];
  const several = array(mirrors).map((m, i) => ({
    destination: object(m).destination,
    percentage: object(m).percentage ?? { value: 100 },
    path: `mirrors[${i}]`,
  }));
  return [...single, ...several].map(({ destination, percentage, path }) => {
    // A percentage that is there without a value is none.
    const share = number(object(percentage).value) ?? 0;
    const said = share > 0 ? on : off;
    return said(
      'mirroring',
      `${where}${share} % of requests go to ${destinationName(
        destination,
      )} as well${who}`,
      at(route.object, `${route.path}.${path}`),
    );
  });
}

/** A fault without its percentage befalls nobody (istio: pilot/pkg/networking/core/route TranslateFault). */
function faultsOf(route: Route, where: string, who: string): Feature[] {
  const { delay, abort } = object(route.spec.fault);
  return [
    { fault: delay, path: 'delay', does: `wait ${text(delay?.fixedDelay)}` },
    {
      fault: abort,
      path: 'abort',
      does: `fail with ${
        text(abort?.httpStatus) ?? text(abort?.grpcStatus) ?? 'an error'
      }`,
    },
  ].flatMap(({ fault, path, does }) => {
    if (!fault) return [];
    const share =
      number(object(fault.percentage).value) ?? number(fault.percent) ?? 0;
    const said = share > 0 ? on : off;
    return [
      said(
        'fault-injection',
        `${where}${share} % of requests ${does} on purpose${who}`,
        at(route.object, `${route.path}.fault.${path}`),
      ),
    ];
  });
}

function timeoutOf(route: Route, where: string, who: string): Feature[] {
  const timeout = text(route.spec.timeout);
  if (!timeout) return [];
  const none = /^0+(\.0+)?(ms|s|m|h)$/.test(timeout);
  const said = none ? off : on;
  return [
    said(
      'timeout',
      none ? `${where}Turned off${who}` : `${where}${timeout}${who}`,
      at(route.object, `${route.path}.timeout`),
    ),
  ];
}

function withReach(feature: Feature, who: string): Feature {
  return { ...feature, detail: `${feature.detail}${who}` };
}

/** What a VirtualService does for one Service. */
export function routeFeatures(routes: ServiceRoutes): Feature[] {
  const { http, streams } = routes;
  const who = reach(routes);
  const all = [...http, ...streams];
  if (all.length === 0) return [];
  const place = (route: Route) =>
    all.length === 1 ? '' : `${text(route.spec.name) ?? route.path}: `;
  return [
    ...routingOf(all, routes),
    ...all.flatMap(route => splitOf(route, place(route), who)),
    ...http.flatMap(route => {
      const where = place(route);
      return [
        ...mirrorsOf(route, where, who),
        ...faultsOf(route, where, who),
        ...timeoutOf(route, where, who),
        ...(route.spec.retries
          ? [
              withReach(
                retriesOf(
                  route.spec.retries,
                  where,
                  at(route.object, `${route.path}.retries`),
                ),
                who,
              ),
            ]
          : []),
      ];
    }),
  ];
}
