import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import { fetchJson, SourceError } from '../http';

/** What narrows a list. */
interface ListOptions {
  signal?: AbortSignal;
  labelSelector?: string;
  fieldSelector?: string;
}

/** A cluster of the Backstage Kubernetes plugin. */
export interface KubernetesCluster {
  name: string;
  title?: string;
  authProvider: string;
}

/** Auth providers whose credentials live in the user's browser. */
const CLIENT_SIDE = new Set(['google', 'oidc', 'aks']);

export function isCollectable(cluster: KubernetesCluster): boolean {
  return !CLIENT_SIDE.has(cluster.authProvider);
}

const PAGE_SIZE = 500;
const MAX_RESTARTS = 3;

/**
 * Reads clusters through the proxy of the Backstage Kubernetes plugin, with this plugin's own
 * credentials. It can only GET.
 */
export class KubernetesClient {
  constructor(
    private readonly options: {
      auth: AuthService;
      discovery: DiscoveryService;
      /** Of one request. */
      timeoutMs?: number;
    },
  ) {}

  async clusters(signal?: AbortSignal): Promise<KubernetesCluster[]> {
    const body = await this.request('/clusters', {}, signal);
    if (
      !Array.isArray(body?.items) ||
      !body.items.every((item: any) => typeof item?.name === 'string')
    ) {
      throw new SourceError('/clusters: the answer is no list of clusters');
    }
    return (body.items as KubernetesCluster[]).map(
      ({ name, title, authProvider }) => ({ name, title, authProvider }),
    );
  }

  /** One object; throws SourceError. */
  async get(cluster: string, path: string, signal?: AbortSignal): Promise<any> {
    return this.request(
      `/proxy${path}`,
      { 'Backstage-Kubernetes-Cluster': cluster },
      signal,
    );
  }

  /**
   * All objects of a kind, page by page; each is projected as its page arrives, so that one page
   * of the server's JSON is held at a time. A list whose continue token expired (410) starts over.
   */
  async list<T>(
    cluster: string,
    path: string,
    project: (object: any, list: { apiVersion: string }) => T,
    options: ListOptions = {},
  ): Promise<T[]> {
    for (let restarts = 0; ; restarts++) {
      try {
        return await this.listOnce(cluster, path, project, options);
      } catch (error) {
        const expired = error instanceof SourceError && error.status === 410;
        if (!expired || restarts >= MAX_RESTARTS) throw error;
      }
    }
  }

  private async listOnce<T>(
    cluster: string,
    path: string,
    project: (object: any, list: { apiVersion: string }) => T,
    options: ListOptions,
  ): Promise<T[]> {
    const items: T[] = [];
    let next: string | undefined;
    do {
      const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
      for (const selector of ['labelSelector', 'fieldSelector'] as const) {
        const value = options[selector];
        if (value) query.set(selector, value);
      }
      if (next) query.set('continue', next);
      const page = await this.get(cluster, `${path}?${query}`, options.signal);
      if (!Array.isArray(page?.items)) {
        throw new SourceError(`${path}: the answer is no Kubernetes list`);
      }
      for (const object of page.items) {
        // No API server has one: whatever this list is, absence from it proves nothing.
        if (!object?.metadata?.name) {
          throw new SourceError(`${path}: the list has an object without name`);
        }
        items.push(project(object, { apiVersion: page.apiVersion }));
      }
      if (next && page.metadata?.continue === next) {
        throw new SourceError(`${path}: the list gives the same page again`);
      }
      next = page.metadata?.continue || undefined;
    } while (next);
    return items;
  }

  private async request(
    path: string,
    headers: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<any> {
    const { auth, discovery } = this.options;
    const [{ token }, base] = await Promise.all([
      auth.getPluginRequestToken({
        onBehalfOf: await auth.getOwnServiceCredentials(),
        targetPluginId: 'kubernetes',
      }),
      discovery.getBaseUrl('kubernetes'),
    ]);
    return fetchJson(`${base}${path}`, {
      headers: { ...headers, Authorization: `Bearer ${token}` },
      label: path.replace(/^\/proxy/, '').replace(/\?.*/, ''),
      timeoutMs: this.options.timeoutMs ?? 30_000,
      signal,
    });
  }
}
