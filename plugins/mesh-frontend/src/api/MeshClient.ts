import { parseEntityRef } from '@backstage/catalog-model';
import { FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  ClusterStatus,
  EntityEdges,
  EntityMeshStatus,
  EntityPage,
  EntitySignals,
  Scorecard,
  SignalRange,
  SourceState,
  UnmatchedPage,
} from '@meshboard/backstage-plugin-mesh-common';
import { MeshApi, MeshQuery } from './types';

function entityPath(entityRef: string): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  const parts = [kind.toLocaleLowerCase('en-US'), namespace, name];
  return `/entities/by-ref/${parts.map(encodeURIComponent).join('/')}`;
}

function queryString(query: MeshQuery = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of [value ?? []].flat()) {
      search.append(name, item);
    }
  }
  const text = search.toString();
  return text && `?${text}`;
}

/**
 * Talks to the mesh backend. Failures are `ResponseError`s.
 *
 * @public
 */
export class MeshClient implements MeshApi {
  readonly #fetchApi: FetchApi;

  constructor(options: { fetchApi: FetchApi }) {
    this.#fetchApi = options.fetchApi;
  }

  /** {@inheritDoc MeshApi.getEntityStatus} */
  getEntityStatus(entityRef: string): Promise<EntityMeshStatus> {
    return this.#request(entityPath(entityRef));
  }

  /** {@inheritDoc MeshApi.refreshEntity} */
  refreshEntity(entityRef: string): Promise<EntityMeshStatus> {
    return this.#request(`${entityPath(entityRef)}/refresh`, {
      method: 'POST',
    });
  }

  /** {@inheritDoc MeshApi.getEdges} */
  getEdges(entityRef: string): Promise<EntityEdges> {
    return this.#request(`${entityPath(entityRef)}/edges`);
  }

  /** {@inheritDoc MeshApi.getSignals} */
  getSignals(entityRef: string, range: SignalRange): Promise<EntitySignals> {
    return this.#request(
      `${entityPath(entityRef)}/signals${queryString({ range })}`,
    );
  }

  /** {@inheritDoc MeshApi.getEntities} */
  getEntities(query?: MeshQuery): Promise<EntityPage> {
    return this.#request(`/entities${queryString(query)}`);
  }

  /** {@inheritDoc MeshApi.getScorecard} */
  getScorecard(query?: MeshQuery): Promise<Scorecard> {
    return this.#request(`/scorecard${queryString(query)}`);
  }

  /** {@inheritDoc MeshApi.getSources} */
  getSources(): Promise<{ items: SourceState[] }> {
    return this.#request('/sources');
  }

  /** {@inheritDoc MeshApi.getClusters} */
  getClusters(): Promise<{ items: ClusterStatus[] }> {
    return this.#request('/clusters');
  }

  /** {@inheritDoc MeshApi.getUnmatchedWorkloads} */
  getUnmatchedWorkloads(query?: MeshQuery): Promise<UnmatchedPage> {
    return this.#request(`/workloads/unmatched${queryString(query)}`);
  }

  /** {@inheritDoc MeshApi.getAlertRules} */
  async getAlertRules(options?: { recording?: boolean }): Promise<string> {
    const query = queryString({
      recording: options?.recording ? 'true' : undefined,
    });
    return (await this.#fetch(`/rules/prometheus.yaml${query}`)).text();
  }

  async #request<T>(path: string, init?: RequestInit): Promise<T> {
    return (await this.#fetch(path, init)).json();
  }

  async #fetch(path: string, init?: RequestInit): Promise<Response> {
    const response = await this.#fetchApi.fetch(`plugin://mesh${path}`, init);
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}
