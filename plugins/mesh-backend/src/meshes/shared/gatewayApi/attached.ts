import {
  CustomRecord,
  ServiceRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { byAge } from '../records';
import { array, number, object, text } from '../values';

/** A route that is attached to a Service. */
export interface AttachedRoute {
  object: CustomRecord;
  /** For callers in this namespace only; undefined: for all. */
  callersIn?: string;
  /** The Service's port; undefined: all. */
  port?: number;
  /** What a controller said of it; null: nothing. */
  accepted: boolean | null;
}

const isService = (ref: Record<string, any>) =>
  ref.kind === 'Service' && ['', 'core', undefined].includes(ref.group);

/** `parentRef` of a status names the same parent as one of the spec. */
function acceptedFor(
  route: CustomRecord,
  ref: Record<string, any>,
): boolean | null {
  const said = array(object(route.status).parents)
    .map(object)
    .filter(({ parentRef }) => {
      const parent = object(parentRef);
      return (
        isService(parent) &&
        parent.name === ref.name &&
        (parent.namespace ?? route.namespace) ===
          (ref.namespace ?? route.namespace) &&
        (parent.port ?? ref.port) === ref.port
      );
    })
    .flatMap(({ conditions }) => array(conditions).map(object))
    .filter(condition => condition.type === 'Accepted');
  if (said.length === 0) return null;
  return said.some(condition => condition.status === 'True');
}

/**
 * Routes by the Service that they are attached to. One in the Service's namespace holds for all
 * callers, one elsewhere for those in its own (Gateway API, GEP-1426).
 */
export function readAttached(
  routes: CustomRecord[],
): (service: ServiceRecord) => AttachedRoute[] {
  const index = new Map<string, AttachedRoute[]>();
  for (const route of [...routes].sort(byAge)) {
    for (const parent of array(route.spec?.parentRefs).map(object)) {
      const name = text(parent.name);
      if (!isService(parent) || !name) continue;
      const namespace = text(parent.namespace) ?? route.namespace;
      const key = `${namespace}/${name}`;
      const attached: AttachedRoute = {
        object: route,
        ...(namespace === route.namespace
          ? {}
          : { callersIn: route.namespace }),
        port: number(parent.port),
        accepted: acceptedFor(route, parent),
      };
      index.set(key, [...(index.get(key) ?? []), attached]);
    }
  }
  return service => index.get(`${service.namespace}/${service.name}`) ?? [];
}
