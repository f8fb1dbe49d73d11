import { Config, readDurationFromConfig } from '@backstage/config';
import { LoggerService } from '@backstage/backend-plugin-api';
import { durationToMilliseconds, HumanDuration } from '@backstage/types';
import { InputError } from '@backstage/errors';

import { LinkConfig, readLinks } from './links';

/** One Prometheus server, or what speaks its HTTP API. */
export interface PrometheusConfig {
  name: string;
  baseUrl?: string;
  service?: {
    cluster: string;
    namespace: string;
    name: string;
    port: number | string;
  };
  /** Clusters the server holds; undefined: all. */
  clusters?: { name: string; labelValue: string }[];
  clusterLabel?: string;
  matchers: Record<string, string>;
  /** It has the recording rules, and is asked for what they kept. */
  recorded?: boolean;
  frequency: HumanDuration;
  headers: Record<string, string>;
}

/** The `mesh` section of app-config, read and checked. Durations are in milliseconds. */
export interface MeshConfig {
  schedule: { frequency: HumanDuration; timeout: HumanDuration };
  staleAfterMs: number;
  /** undefined: every cluster that the Kubernetes plugin has. */
  clusters?: string[];
  prometheus: PrometheusConfig[];
  entities: {
    filter: Record<string, string | string[]>;
    notApplicableTypes: string[];
    idleAfterMs: number;
  };
  matchingLabels: string[];
  exemptByAnnotation: boolean;
  objectives: {
    successRate: number;
    windowMs: number;
    minimumRequests: number;
  };
  mtls: { windowMs: number; evidenceMs: number };
  recommendation: { standard?: string; minimumServices: number };
  links: LinkConfig[];
}

const KEYS: Record<string, string[]> = {
  mesh: [
    'schedule',
    'staleAfter',
    'kubernetes',
    'prometheus',
    'entities',
    'matching',
    'governance',
    'objectives',
    'mtls',
    'recommendation',
    'links',
  ],
  'mesh.schedule': ['frequency', 'timeout'],
  'mesh.kubernetes': ['clusters'],
  'mesh.prometheus[]': [
    'name',
    'baseUrl',
    'service',
    'clusters',
    'clusterLabel',
    'matchers',
    'recorded',
    'schedule',
    'headers',
  ],
  'mesh.prometheus[].schedule': ['frequency'],
  'mesh.prometheus[].service': ['cluster', 'namespace', 'name', 'port'],
  'mesh.entities': ['filter', 'types', 'idleAfter'],
  'mesh.entities.types': ['notApplicable'],
  'mesh.matching': ['labels'],
  'mesh.governance': ['exemptByAnnotation'],
  'mesh.objectives': ['successRate', 'window', 'minimumRequests'],
  'mesh.mtls': ['window', 'enforceEvidence'],
  'mesh.recommendation': ['standard', 'minimumServices'],
  'mesh.links[]': ['kind', 'title', 'url', 'baseUrl', 'clusters', 'mesh'],
};

/** Says which keys this version does not know, and what stands in their place. */
function unknownKeys(value: unknown, path: string): string[] {
  const [head] = [path.replace(/\[\d+\]/g, '[]')];
  const known = KEYS[head];
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => unknownKeys(item, `${path}[${i}]`));
  }
  if (!known || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    known.includes(key)
      ? unknownKeys(child, `${path}.${key}`)
      : [
          `'${path}.${key}' is not a setting of this version; ${path} takes ${known.join(
            ', ',
          )}`,
        ],
  );
}

function duration(
  config: Config | undefined,
  path: string,
  key: string,
  fallback: HumanDuration,
): HumanDuration {
  if (!config?.has(key)) return fallback;
  try {
    const value = readDurationFromConfig(config, { key });
    if (!(durationToMilliseconds(value) > 0)) throw new Error('not above 0');
    return value;
  } catch {
    throw new InputError(
      `Invalid config at '${path}.${key}': it takes a duration above zero, such as { minutes: 5 }, '5m' or 'PT5M'`,
    );
  }
}

const milliseconds = (...args: Parameters<typeof duration>) =>
  durationToMilliseconds(duration(...args));

function number(
  config: Config | undefined,
  path: string,
  key: string,
  fallback: number,
  valid: (value: number) => boolean,
  takes: string,
): number {
  const value = config?.getOptional(key) ?? fallback;
  const parsed = typeof value === 'string' ? Number(value) : value;
  if (typeof parsed !== 'number' || !valid(parsed)) {
    throw new InputError(
      `Invalid config at '${path}.${key}': it takes ${takes}`,
    );
  }
  return parsed;
}

const promLabel = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function readPrometheus(config: Config, index: number): PrometheusConfig {
  const path = `mesh.prometheus[${index}]`;
  const name = config.getString('name');
  const baseUrl = config.getOptionalString('baseUrl');
  const service = config.getOptionalConfig('service');
  if (!baseUrl === !service) {
    throw new InputError(
      `Invalid config at '${path}': it takes one of baseUrl and service { cluster, namespace, name, port }`,
    );
  }
  if (
    baseUrl &&
    !/^https?:$/.test(URL.canParse(baseUrl) ? new URL(baseUrl).protocol : '')
  ) {
    throw new InputError(
      `Invalid config at '${path}.baseUrl': it takes an http or https URL`,
    );
  }
  // fetch refuses such a URL, with all of it in the error's text.
  if (baseUrl && (new URL(baseUrl).username || new URL(baseUrl).password)) {
    throw new InputError(
      `Invalid config at '${path}.baseUrl': it takes a URL without user and password; put them in '${path}.headers' as Authorization`,
    );
  }
  const clusterLabel = config.getOptionalString('clusterLabel');
  const matchers = config.getOptional<Record<string, string>>('matchers') ?? {};
  for (const label of [clusterLabel, ...Object.keys(matchers)]) {
    if (label !== undefined && !promLabel.test(label)) {
      throw new InputError(
        `Invalid config at '${path}': '${label}' is no Prometheus label name (letters, digits and _)`,
      );
    }
  }
  const clusters = config
    .getOptional<(string | { name: string; labelValue?: string })[]>('clusters')
    ?.map((item, i) => {
      const entry = typeof item === 'string' ? { name: item } : item;
      if (!entry?.name) {
        throw new InputError(
          `Invalid config at '${path}.clusters[${i}]': it takes a cluster's name or { name, labelValue }`,
        );
      }
      return { name: entry.name, labelValue: entry.labelValue ?? entry.name };
    });
  if (!clusterLabel && clusters && clusters.length !== 1) {
    throw new InputError(
      `Invalid config at '${path}.clusterLabel': a server that holds several clusters takes the label that tells them apart`,
    );
  }
  return {
    name,
    baseUrl: baseUrl?.replace(/\/+$/, ''),
    service: service && {
      cluster: service.getString('cluster'),
      namespace: service.getString('namespace'),
      name: service.getString('name'),
      port: service.get<number | string>('port'),
    },
    clusters,
    clusterLabel,
    matchers,
    recorded: config.getOptionalBoolean('recorded'),
    frequency: duration(
      config.getOptionalConfig('schedule'),
      `${path}.schedule`,
      'frequency',
      { minutes: 1 },
    ),
    headers: config.getOptional<Record<string, string>>('headers') ?? {},
  };
}

/**
 * Reads the `mesh` section.
 *
 * @throws InputError naming the key and what it takes; keys it does not know are logged, since a
 * portal should not stay down for a setting of another version.
 */
export function readMeshConfig(
  root: Config,
  logger: LoggerService,
): MeshConfig {
  const mesh = root.getOptionalConfig('mesh');
  for (const message of unknownKeys(root.getOptional('mesh'), 'mesh')) {
    logger.error(`Invalid config: ${message}`);
  }
  const section = (key: string) => mesh?.getOptionalConfig(key);
  const [schedule, entities, objectives, mtls, recommendation] = [
    'schedule',
    'entities',
    'objectives',
    'mtls',
    'recommendation',
  ].map(section);
  const prometheus = (mesh?.getOptionalConfigArray('prometheus') ?? []).map(
    readPrometheus,
  );
  const names = prometheus.map(p => p.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) {
    throw new InputError(
      `Invalid config at 'mesh.prometheus': two servers are named '${twice}'; each takes a name of its own`,
    );
  }
  const atLeastOne = (n: number) => Number.isInteger(n) && n >= 1;
  return {
    schedule: {
      frequency: duration(schedule, 'mesh.schedule', 'frequency', {
        minutes: 5,
      }),
      timeout: duration(schedule, 'mesh.schedule', 'timeout', { minutes: 5 }),
    },
    staleAfterMs: milliseconds(mesh, 'mesh', 'staleAfter', { minutes: 15 }),
    clusters: section('kubernetes')?.getOptionalStringArray('clusters'),
    prometheus,
    entities: {
      filter: entities?.getOptional<Record<string, string | string[]>>(
        'filter',
      ) ?? { kind: 'component' },
      notApplicableTypes: entities?.getOptionalStringArray(
        'types.notApplicable',
      ) ?? ['library', 'documentation'],
      idleAfterMs: milliseconds(entities, 'mesh.entities', 'idleAfter', {
        days: 7,
      }),
    },
    matchingLabels: section('matching')?.getOptionalStringArray('labels') ?? [],
    exemptByAnnotation:
      section('governance')?.getOptionalBoolean('exemptByAnnotation') ?? false,
    objectives: {
      successRate: number(
        objectives,
        'mesh.objectives',
        'successRate',
        0.999,
        n => n > 0 && n <= 1,
        'a share above 0 and up to 1, such as 0.999',
      ),
      windowMs: milliseconds(objectives, 'mesh.objectives', 'window', {
        hours: 1,
      }),
      minimumRequests: number(
        objectives,
        'mesh.objectives',
        'minimumRequests',
        1000,
        atLeastOne,
        'a whole number from 1',
      ),
    },
    mtls: {
      windowMs: milliseconds(mtls, 'mesh.mtls', 'window', { hours: 1 }),
      evidenceMs: milliseconds(mtls, 'mesh.mtls', 'enforceEvidence', {
        days: 7,
      }),
    },
    recommendation: {
      standard: recommendation?.getOptionalString('standard'),
      minimumServices: number(
        recommendation,
        'mesh.recommendation',
        'minimumServices',
        10,
        atLeastOne,
        'a whole number from 1',
      ),
    },
    links: readLinks(mesh),
  };
}
