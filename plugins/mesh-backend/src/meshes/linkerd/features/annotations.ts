import { MetaRecord } from '@meshboard/backstage-plugin-mesh-node';
import { Feature, off, on } from '../../shared/feature';
import { list, number } from '../../shared/values';

/*
 * Annotations of a Service or of a route that is attached to one (linkerd:
 * policy-controller/k8s/index/src/outbound/index/http.rs parse_http_retry, grpc.rs
 * parse_grpc_retry, outbound/index.rs parse_timeouts and parse_accrual_config).
 */

const RETRY = 'retry.linkerd.io';
const TIMEOUT = 'timeout.linkerd.io';
const ACCRUAL = 'balancer.linkerd.io/failure-accrual';

/** Of an object, by the kind that its errors name. */
export interface Annotated {
  kind: string;
  object: MetaRecord;
  /** Ends a sentence with whom it holds for. */
  reach: string;
}

const place = ({ kind, object }: Annotated, key: string) =>
  `${kind} ${object.namespace}/${object.name} annotation ${key}`;

const has = ({ object }: Annotated, prefix: string) =>
  Object.keys(object.annotations).some(key => key.startsWith(`${prefix}/`));

function retries(of: Annotated): Feature[] {
  const { annotations } = of.object;
  const kinds = [
    ['http', 'status'],
    ['grpc', 'gRPC'],
  ].filter(([key]) => annotations[`${RETRY}/${key}`]);
  if (kinds.length === 0) return [];
  // Without a limit, or with 0, a request is tried once more.
  const limit = number(annotations[`${RETRY}/limit`]) || 1;
  const timeout = annotations[`${RETRY}/timeout`];
  const when = kinds.map(
    ([key, word]) =>
      `${word} ${annotations[`${RETRY}/${key}`].split(',').join(', ')}`,
  );
  return [
    on(
      'retries',
      `Up to ${limit} more ${limit === 1 ? 'attempt' : 'attempts'}${
        timeout ? ` of at most ${timeout}` : ''
      }, on ${list(when)}${of.reach}`,
      place(of, `${RETRY}/${kinds[0][0]}`),
    ),
  ];
}

function timeouts(of: Annotated): Feature[] {
  const { annotations } = of.object;
  return [
    ['request', 'for a request'],
    ['response', 'for a response'],
    ['idle', 'without anything sent'],
  ].flatMap(([key, words]) => {
    const value = annotations[`${TIMEOUT}/${key}`];
    if (!value) return [];
    const none = /^0+[a-z]*$/.test(value);
    const said = none ? off : on;
    return [
      said(
        'timeout',
        `${none ? 'None' : value} ${words}${of.reach}`,
        place(of, `${TIMEOUT}/${key}`),
      ),
    ];
  });
}

/** Retries and timeouts of a route; where it sets any of one sort, the Service's of that sort are not read. */
export function annotated(own: Annotated, parent?: Annotated): Feature[] {
  const from = (prefix: string) => (has(own, prefix) ? own : parent ?? own);
  return [...retries(from(RETRY)), ...timeouts(from(TIMEOUT))];
}

/** A Service's endpoints are left out after failures in a row. */
export function failureAccrual(of: Annotated): Feature[] {
  const { annotations } = of.object;
  const mode = annotations[ACCRUAL];
  if (mode === undefined) return [];
  const setBy = place(of, ACCRUAL);
  if (mode !== 'consecutive') {
    return [
      off(
        'circuit-breaking',
        `Linkerd knows no failure accrual of mode ${mode}`,
        setBy,
      ),
    ];
  }
  const option = (name: string, byDefault: string) =>
    annotations[`${ACCRUAL}-consecutive-${name}`] ?? byDefault;
  return [
    on(
      'circuit-breaking',
      `A pod is left out for ${option('min-penalty', '1s')} to ${option(
        'max-penalty',
        '60s',
      )} after ${option('max-failures', '7')} failures in a row`,
      setBy,
    ),
  ];
}
