import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** What a link's template may name, each put in URL-encoded. */
export const LINK_FIELDS = [
  'cluster',
  'namespace',
  'kind',
  'workload',
  'entity',
] as const;

/** A link that every workload it fits gets. */
export interface LinkConfig {
  kind: string;
  title: string;
  /** With `{{field}}` of LINK_FIELDS in it. */
  template: string;
  /** undefined: all. */
  clusters?: string[];
  /** Only for workloads in this mesh; undefined: in any, or none. */
  mesh?: string;
}

interface Preset {
  title: string;
  path: string;
  mesh?: string;
}

/**
 * Where each tool shows one workload. Grafana's path is that of Istio's own workload dashboard
 * (grafana.com 7630), whose uid it keeps wherever it is imported.
 */
const PRESETS: Record<string, Preset> = {
  grafana: {
    title: 'Grafana',
    mesh: 'istio',
    path: '/d/UbsSZTDik/istio-workload-dashboard?var-namespace={{namespace}}&var-workload={{workload}}',
  },
  kiali: {
    title: 'Kiali',
    mesh: 'istio',
    path: '/console/namespaces/{{namespace}}/workloads/{{workload}}',
  },
  jaeger: {
    title: 'Jaeger',
    path: '/search?service={{workload}}.{{namespace}}',
  },
  'linkerd-viz': {
    title: 'Linkerd viz',
    mesh: 'linkerd',
    path: '/namespaces/{{namespace}}/{{kind}}s/{{workload}}',
  },
};

const isWebAddress = (text: string) =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/** The template's address stands in front of the first field: no value can change it. */
function checked(template: string, path: string): string {
  const fields = [...template.matchAll(/\{\{\s*([^}]*?)\s*\}\}/g)];
  for (const [, field] of fields) {
    if (!(LINK_FIELDS as readonly string[]).includes(field)) {
      throw new InputError(
        `Invalid config at '${path}': {{${field}}} is none of ${LINK_FIELDS.map(
          f => `{{${f}}}`,
        ).join(', ')}`,
      );
    }
  }
  const head = /^https?:\/\/[^/?#]+[/?#]/.exec(template)?.[0];
  const bare = template.replace(/\{\{[^}]*\}\}/g, 'x');
  if (
    !isWebAddress(bare) ||
    (fields.length > 0 && (!head || /\{/.test(head)))
  ) {
    throw new InputError(
      `Invalid config at '${path}': it takes an http or https URL with fields in its path or query only`,
    );
  }
  return template.replace(/\{\{\s*([^}]*?)\s*\}\}/g, '{{$1}}');
}

function readLink(config: Config, index: number): LinkConfig {
  const at = `mesh.links[${index}]`;
  const kind = config.getString('kind');
  const preset = PRESETS[kind] as Preset | undefined;
  const baseUrl = config.getOptionalString('baseUrl');
  const url = config.getOptionalString('url');
  if (!baseUrl === !url) {
    throw new InputError(
      `Invalid config at '${at}': it takes one of url (a template) and baseUrl (the address of ${Object.keys(
        PRESETS,
      ).join(', ')})`,
    );
  }
  if (baseUrl && !preset) {
    throw new InputError(
      `Invalid config at '${at}.baseUrl': how ${kind} shows a workload is not known; give a url, or one of the kinds ${Object.keys(
        PRESETS,
      ).join(', ')}`,
    );
  }
  return {
    kind,
    title: config.getOptionalString('title') ?? preset?.title ?? kind,
    template: url
      ? checked(url, `${at}.url`)
      : checked(
          `${baseUrl!.replace(/\/+$/, '')}${preset!.path}`,
          `${at}.baseUrl`,
        ),
    clusters: config.getOptionalStringArray('clusters'),
    mesh: config.getOptionalString('mesh') ?? (url ? undefined : preset?.mesh),
  };
}

/** @throws InputError naming the key and what it takes */
export const readLinks = (mesh: Config | undefined): LinkConfig[] =>
  (mesh?.getOptionalConfigArray('links') ?? []).map(readLink);
