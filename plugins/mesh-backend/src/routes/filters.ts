import { z } from 'zod';
import { EntityFilter } from '../store/types';
import { single, values, valuesOf } from './parameters';

const NONE = 'none';

/** Filters of entities, as every endpoint that lists or counts them takes them. */
export const FILTERS = {
  owner: values("an owner's entity ref, or none"),
  system: values("a system's entity ref, or none"),
  domain: values("a domain's entity ref, or none"),
  cluster: values("a cluster's name, or none"),
  namespace: values('a Kubernetes namespace, or none'),
  lifecycle: values('a lifecycle, or none'),
  type: values('a component type, or none'),
  mesh: values("a mesh's id such as istio or linkerd, or none"),
  dataPlane: valuesOf(['sidecar', 'ambient', 'node', 'gateway', NONE]),
  stage: valuesOf([
    'not-meshed',
    'meshed',
    'encrypted',
    'strict',
    'zero-trust',
    'unknown',
    NONE,
  ]),
  mtls: valuesOf([
    'strict',
    'permissive',
    'disabled',
    'mixed',
    'unknown',
    NONE,
  ]),
  eligibility: valuesOf([
    'eligible',
    'exempt',
    'not-applicable',
    'unknown',
    NONE,
  ]),
  recommendation: valuesOf([
    'adopt',
    'keep',
    'migrate',
    'not-needed',
    'not-meshable',
    'unknown',
    NONE,
  ]),
  finding: values("a finding's code, or none"),
  health: valuesOf([
    'healthy',
    'unhealthy',
    'too-few-requests',
    'no-traffic',
    'unknown',
    NONE,
  ]),
  membership: valuesOf(['meshed', 'partial', 'not-meshed', 'unknown', NONE]),
  text: values('words to look for in titles and refs'),
} satisfies Record<keyof EntityFilter, z.ZodType>;

/** The filters among parameters. */
export function toFilter(parameters: EntityFilter): EntityFilter {
  const names = Object.keys(FILTERS) as (keyof EntityFilter)[];
  return Object.fromEntries(
    names
      .filter(name => parameters[name] !== undefined)
      .map(name => [name, parameters[name]]),
  );
}

/** Parameters of lists that come in pages. */
export const PAGING = {
  limit: single(
    z
      .string()
      .regex(/^[1-9]\d{0,2}$/)
      .transform(Number)
      .pipe(z.number().max(500)),
    'one whole number from 1 to 500',
  ),
  cursor: single(z.string(), 'the nextCursor of an earlier answer'),
};

export const DEFAULT_LIMIT = 50;
