import { ServiceRecord } from '@meshboard/backstage-plugin-mesh-node';
import { at, Feature, off } from '../../shared/feature';
import { AttachedRoute } from '../../shared/gatewayApi/attached';
import {
  commonFeatures,
  filtersOf,
  reach,
  rulesOf,
  timeoutFeatures,
} from '../../shared/gatewayApi/rules';
import { UNSUPPORTED_FILTERS } from '../routes';
import { annotated } from './annotations';

/** Why a route is not followed; undefined: it is. */
function whyIgnored(route: AttachedRoute): string | undefined {
  if (route.accepted !== true) {
    return `${route.object.kind} ${route.object.namespace}/${route.object.name} is not followed: its status does not say that it was accepted`;
  }
  const filter = rulesOf(route)
    .flatMap(({ rule }) => filtersOf(rule))
    .find(f => UNSUPPORTED_FILTERS.includes(String(f.type)));
  return filter
    ? `${route.object.kind} ${route.object.namespace}/${route.object.name} is not followed: Linkerd has no filter ${filter.type}`
    : undefined;
}

/**
 * What the routes and the annotations of a Service do (linkerd: policy-controller/k8s/index/src/
 * outbound/index.rs Index.apply, route_accepted_by_service).
 */
export function routeFeatures(
  service: ServiceRecord,
  routes: AttachedRoute[],
): Feature[] {
  const parent = { kind: 'Service', object: service, reach: '' };
  const followed = routes.filter(route => whyIgnored(route) === undefined);
  // A request that no route takes is answered 404: only routes count where there are any.
  const routed = followed.some(
    route => route.port === undefined && route.callersIn === undefined,
  );
  return [
    ...(routed ? [] : annotated(parent)),
    ...followed.flatMap(route => [
      ...commonFeatures(route),
      ...timeoutFeatures(route),
      ...annotated(
        { kind: route.object.kind, object: route.object, reach: reach(route) },
        parent,
      ),
    ]),
    ...routes.flatMap(route => {
      const why = whyIgnored(route);
      return why ? [off('routing', why, at(route.object, 'status'))] : [];
    }),
  ];
}
