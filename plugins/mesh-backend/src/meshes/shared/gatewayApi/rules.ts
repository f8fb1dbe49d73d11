import { at, Feature, off, on } from '../feature';
import { array, list, number, object, shares, text } from '../values';
import { AttachedRoute } from './attached';

const FILTERS: Record<string, string> = {
  RequestRedirect: 'redirects',
  URLRewrite: 'rewrites paths',
  RequestHeaderModifier: 'changes headers',
  ResponseHeaderModifier: 'changes headers',
  CORS: 'answers CORS',
};

const MATCHED_BY: Record<string, string> = {
  path: 'path',
  headers: 'headers',
  queryParams: 'query',
  method: 'method',
};

const isCatchAll = (match: Record<string, any>): boolean =>
  Object.keys(match).every(
    key =>
      key === 'path' &&
      (match.path?.type ?? 'PathPrefix') === 'PathPrefix' &&
      (match.path?.value ?? '/') === '/',
  );

export const rulesOf = ({ object: route }: AttachedRoute) =>
  array(route.spec?.rules).map((rule, i) => ({
    rule: object(rule),
    path: `spec.rules[${i}]`,
  }));

export const filtersOf = (rule: Record<string, any>): Record<string, any>[] =>
  [
    ...array(rule.filters),
    ...array(rule.backendRefs).flatMap(b => array(object(b).filters)),
  ].map(object);

/** ` on port 80, for callers in web only`, to end a sentence with. */
export function reach({ port, callersIn }: AttachedRoute): string {
  return `${port === undefined ? '' : `, on port ${port}`}${
    callersIn === undefined ? '' : `, for callers in ${callersIn} only`
  }`;
}

function routing(route: AttachedRoute): Feature[] {
  const rules = rulesOf(route);
  const matched = new Set(
    rules.flatMap(({ rule }) =>
      array(rule.matches)
        .map(object)
        .filter(m => !isCatchAll(m))
        .flatMap(m => Object.keys(m).flatMap(key => MATCHED_BY[key] ?? [])),
    ),
  );
  const actions = new Set(
    rules.flatMap(({ rule }) =>
      filtersOf(rule).flatMap(f => FILTERS[String(f.type)] ?? []),
    ),
  );
  if (rules.length < 2 && matched.size === 0 && actions.size === 0) return [];
  return [
    on(
      'routing',
      `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}${
        matched.size > 0 ? ` by ${list([...matched])}` : ''
      }${actions.size > 0 ? `; ${list([...actions])}` : ''}${reach(route)}`,
      at(route.object, 'spec.rules'),
    ),
  ];
}

/** Parts of a route that meshes read alike: its matches, its backends and its mirrors. */
export function commonFeatures(route: AttachedRoute): Feature[] {
  const rules = rulesOf(route);
  const who = reach(route);
  return [
    ...routing(route),
    ...rules.flatMap(({ rule, path }) => {
      const where = rules.length > 1 ? `${text(rule.name) ?? path}: ` : '';
      const backends = array(rule.backendRefs).map(b => ({
        name: text(object(b).name) ?? 'no backend',
        weight: number(object(b).weight) ?? 1,
      }));
      const split =
        backends.length > 1
          ? [
              on(
                'traffic-split',
                `${where}${shares(backends)}${who}`,
                at(route.object, `${path}.backendRefs`),
              ),
            ]
          : [];
      const mirrors = filtersOf(rule)
        .filter(f => f.type === 'RequestMirror')
        .map(f => {
          const mirror = object(f.requestMirror);
          const { numerator, denominator } = object(mirror.fraction);
          const percent =
            number(mirror.percent) ??
            (number(numerator) !== undefined
              ? (number(numerator)! / (number(denominator) ?? 100)) * 100
              : 100);
          const said = percent > 0 ? on : off;
          return said(
            'mirroring',
            `${where}${percent} % of requests go to ${
              text(object(mirror.backendRef).name) ?? 'no backend'
            } as well${who}`,
            at(route.object, `${path}.filters`),
          );
        });
      return [...split, ...mirrors];
    }),
  ];
}

const ZERO = /^0+(ms|s|m|h)$/;

/** `timeouts.request` of each rule; 0 turns it off. */
export function timeoutFeatures(
  route: AttachedRoute,
  fields: string[] = ['request'],
): Feature[] {
  const rules = rulesOf(route);
  return rules.flatMap(({ rule, path }) => {
    const where = rules.length > 1 ? `${text(rule.name) ?? path}: ` : '';
    return fields.flatMap(field => {
      const timeout = text(object(rule.timeouts)[field]);
      if (!timeout) return [];
      const none = ZERO.test(timeout);
      const said = none ? off : on;
      const what = field === 'request' ? '' : ' for each attempt';
      return [
        said(
          'timeout',
          `${where}${none ? 'Turned off' : timeout}${what}${reach(route)}`,
          at(route.object, `${path}.timeouts.${field}`),
        ),
      ];
    });
  });
}

/** `retry` of each rule. @param byDefault - attempts where the rule names none */
export function retryFeatures(
  route: AttachedRoute,
  byDefault: number,
): Feature[] {
  const rules = rulesOf(route);
  return rules.flatMap(({ rule, path }) => {
    if (!rule.retry) return [];
    const { attempts, codes } = object(rule.retry);
    const where = rules.length > 1 ? `${text(rule.name) ?? path}: ` : '';
    const count = number(attempts) ?? byDefault;
    const on_ = array(codes).flatMap(c => text(c) ?? []);
    const said = count > 0 ? on : off;
    return [
      said(
        'retries',
        count > 0
          ? `${where}Up to ${count} more attempts, on failed connections${
              on_.length > 0 ? ` and status ${list(on_)}` : ''
            }${reach(route)}`
          : `${where}Turned off${reach(route)}`,
        at(route.object, `${path}.retry`),
      ),
    ];
  });
}
