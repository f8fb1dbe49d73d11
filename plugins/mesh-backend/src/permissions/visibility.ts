import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Visibility } from '../store/types';

const KEPT_MS = 60_000;
const MAX_KEPT = 100;
const PAGE_SIZE = 500;

interface Kept {
  refs: Promise<string[]>;
  /** Infinity while the catalog is still being read. */
  until: number;
}

/** Which of the entities that Meshboard covers the catalog shows to whom. */
export class EntityVisibility {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly options: {
      catalog: Pick<CatalogService, 'streamEntities'>;
      permissions: PermissionsService;
      /** What Meshboard covers: no row and no caller is of another entity. */
      filter: Record<string, string | string[]>;
      now?: () => Date;
    },
  ) {}

  async forCredentials(credentials: BackstageCredentials): Promise<Visibility> {
    // The decision is asked for each time; only the list it leads to is kept.
    const [decision] = await this.options.permissions.authorizeConditional(
      [{ permission: catalogEntityReadPermission }],
      { credentials },
    );
    if (decision.result === AuthorizeResult.ALLOW) return { all: true };
    if (decision.result === AuthorizeResult.DENY) {
      return { all: false, refs: [] };
    }
    return { all: false, refs: await this.#refs(credentials) };
  }

  /** Callers that ask while the catalog is being read share that reading. */
  #refs(credentials: BackstageCredentials): Promise<string[]> {
    const key = JSON.stringify(credentials.principal);
    const before = this.#kept.get(key);
    if (before && before.until > this.#now()) return before.refs;

    const kept: Kept = { refs: this.#read(credentials), until: Infinity };
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    kept.refs.then(
      () => {
        kept.until = this.#now() + KEPT_MS;
      },
      () => {
        if (this.#kept.get(key) === kept) this.#kept.delete(key);
      },
    );
    for (const [other, { until }] of this.#kept) {
      if (until <= this.#now() || this.#kept.size > MAX_KEPT) {
        this.#kept.delete(other);
      }
    }
    return kept.refs;
  }

  async #read(credentials: BackstageCredentials): Promise<string[]> {
    const refs = new Set<string>();
    const pages = this.options.catalog.streamEntities(
      {
        filter: this.options.filter,
        fields: ['kind', 'metadata.name', 'metadata.namespace'],
        pageSize: PAGE_SIZE,
      },
      { credentials },
    );
    for await (const page of pages) {
      for (const entity of page) refs.add(stringifyEntityRef(entity));
    }
    return [...refs];
  }

  #now(): number {
    return (this.options.now?.() ?? new Date()).getTime();
  }
}
