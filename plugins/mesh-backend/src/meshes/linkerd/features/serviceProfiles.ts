import {
  CustomRecord,
  ServiceRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { at, Feature, on } from '../../shared/feature';
import { array, list, number, object, shares, text } from '../../shared/values';

/** A profile and the callers it holds for. */
export interface AppliedProfile {
  object: CustomRecord;
  /** undefined: all that have none of their own. */
  callersIn?: string;
  /**
   * Callers read nothing else about retries, timeouts and splits then
   * (linkerd2-proxy: linkerd/app/outbound/src/http/logical/profile.rs should_override_policy).
   */
  overrides: boolean;
}

/** What a route of a profile has where it says nothing. */
const DEFAULT_TIMEOUT = '10s';

/** Profiles by Service: one in the caller's namespace, else one in the Service's. */
export function readProfiles(
  all: CustomRecord[],
): (service: ServiceRecord) => AppliedProfile[] {
  const index = new Map<string, CustomRecord[]>();
  for (const profile of all) {
    const [name] = profile.name.split('.svc.');
    index.set(name, [...(index.get(name) ?? []), profile]);
  }
  return service =>
    (index.get(`${service.name}.${service.namespace}`) ?? []).map(profile => ({
      object: profile,
      ...(profile.namespace === service.namespace
        ? {}
        : { callersIn: profile.namespace }),
      overrides:
        array(profile.spec?.routes).length > 0 ||
        array(profile.spec?.dstOverrides).length > 0,
    }));
}

/** `500m` is half; a weight without a suffix is what it says. */
export function weightOf(value: unknown): number {
  const quantity = String(value ?? '').match(/^(\d+(?:\.\d+)?)(m?)$/);
  if (!quantity) return 0;
  return Number(quantity[1]) / (quantity[2] ? 1000 : 1);
}

/** What a profile sets for callers. */
export function profileFeatures(profile: AppliedProfile): Feature[] {
  const { object: record, callersIn } = profile;
  const who = callersIn ? `, for callers in ${callersIn} only` : '';
  const routes = array(record.spec?.routes).map((route, i) => ({
    route: object(route),
    name: text(object(route).name) ?? `spec.routes[${i}]`,
  }));
  const retried = routes.filter(({ route }) => route.isRetryable === true);
  const budget = object(record.spec?.retryBudget);
  const byTimeout = new Map<string, string[]>();
  for (const { route, name } of routes) {
    const timeout = text(route.timeout) ?? DEFAULT_TIMEOUT;
    byTimeout.set(timeout, [...(byTimeout.get(timeout) ?? []), name]);
  }
  const some = (names: string[]) =>
    names.length > 3
      ? `${list(names.slice(0, 3))} and ${names.length - 3} more`
      : list(names);
  const overrides = array(record.spec?.dstOverrides).map(o => ({
    name: text(object(o).authority) ?? 'no authority',
    weight: weightOf(object(o).weight),
  }));
  return [
    ...(retried.length > 0
      ? [
          on(
            'retries',
            `${some(retried.map(r => r.name))}: until they are ${Math.round(
              (number(budget.retryRatio) ?? 0.2) * 100,
            )} % more requests, and ${
              number(budget.minRetriesPerSecond) ?? 10
            } a second in any case${who}`,
            at(record, 'spec.routes[].isRetryable'),
          ),
        ]
      : []),
    ...[...byTimeout].map(([timeout, names]) =>
      on(
        'timeout',
        `${some(names)}: ${timeout}${who}`,
        at(record, 'spec.routes[].timeout'),
      ),
    ),
    ...(overrides.length > 0
      ? [
          on(
            'traffic-split',
            `${shares(overrides)}${who}`,
            at(record, 'spec.dstOverrides'),
          ),
        ]
      : []),
  ];
}
