import { ServiceRecord } from '@meshboard/backstage-plugin-mesh-node';

/** istio: pilot/pkg/model ResolveShortnameToFQDN */
export function resolveHost(
  host: string,
  namespace: string,
  domain: string,
): string {
  const lower = host.toLowerCase();
  if (!lower || lower.includes('.') || lower.includes(':') || lower === '*') {
    return lower;
  }
  return `${lower}.${namespace}.svc.${domain}`;
}

export const hostOf = (service: ServiceRecord, domain: string) =>
  `${service.name}.${service.namespace}.svc.${domain}`;

/** Shorter names that a client may call a Service by; a route may name them, a policy may not. */
export const otherNames = (service: ServiceRecord): string[] => [
  `${service.name}.${service.namespace}.svc`,
  `${service.name}.${service.namespace}`,
];

/** istio: pkg/config/host Name.SubsetOf */
export const matchesHost = (pattern: string, host: string): boolean =>
  pattern.startsWith('*')
    ? host.endsWith(pattern.slice(1)) && host !== pattern.slice(1)
    : pattern === host;

/** Exact names first, then the longer wildcard (istio: pkg/config/host MoreSpecific). */
export function bySpecificity(a: string, b: string): number {
  const wild = Number(a.startsWith('*')) - Number(b.startsWith('*'));
  return wild || b.length - a.length;
}

/** Objects by the hosts they name, so that each Service asks only for its own. */
export class HostIndex<T> {
  private readonly exact = new Map<string, T[]>();
  private readonly wildcards = new Map<string, T[]>();

  add(host: string, item: T): void {
    const index = host.startsWith('*') ? this.wildcards : this.exact;
    const known = index.get(host);
    if (!known) index.set(host, [item]);
    else if (!known.includes(item)) known.push(item);
  }

  /** By host, most specific first; items in the order they were added. */
  find(host: string): { host: string; items: T[] }[] {
    const exact = this.exact.get(host);
    return [
      ...(exact ? [{ host, items: exact }] : []),
      ...[...this.wildcards.entries()]
        .filter(([pattern]) => matchesHost(pattern, host))
        .sort(([a], [b]) => bySpecificity(a, b))
        .map(([pattern, items]) => ({ host: pattern, items })),
    ];
  }
}
