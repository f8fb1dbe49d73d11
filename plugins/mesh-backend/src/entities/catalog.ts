import {
  Entity,
  getCompoundEntityRef,
  parseEntityRef,
  RELATION_DEPENDS_ON,
  RELATION_OWNED_BY,
  RELATION_CHILD_OF,
  RELATION_PART_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { AuthService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { MeshEntity } from './types';

/** Only what is read below: entities are large. */
const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'metadata.annotations',
  'spec.type',
  'spec.lifecycle',
  'relations',
];

const MAX_DEPTH = 20;

/** Refs that relations of a type point to, of one kind or of any. */
function targets(entity: Entity, type: string, kind: string = ''): string[] {
  return (entity.relations ?? []).flatMap(relation =>
    relation.type === type && relation.targetRef.startsWith(kind && `${kind}:`)
      ? [relation.targetRef]
      : [],
  );
}

const target = (...args: Parameters<typeof targets>): string | null =>
  targets(...args)[0] || null;

/** The owner and its ancestors; a cycle of groups ends at its second visit. */
export function ancestors(
  owner: string | null,
  parents: Map<string, string>,
): string[] {
  const line: string[] = [];
  for (
    let at: string | undefined = owner ?? undefined;
    at && !line.includes(at) && line.length < MAX_DEPTH;
    at = parents.get(at)
  ) {
    line.push(at);
  }
  return line;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value ? value : null;
}

/** Annotations are text; a value that is not (an unquoted number) is taken as it was written. */
function annotationsOf(entity: Entity): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entity.metadata.annotations ?? {})
      .filter(([, value]: [string, unknown]) => value !== null)
      .map(([key, value]: [string, unknown]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
  );
}

/** One catalog entity as Meshboard sees it. */
export function toMeshEntity(
  entity: Entity,
  context: {
    /** Domain refs by system ref. */
    domains: Map<string, string>;
    /** Parent group refs by group ref. */
    parents: Map<string, string>;
  },
): MeshEntity {
  const { name, namespace } = getCompoundEntityRef(entity);
  const owner = target(entity, RELATION_OWNED_BY);
  const system = target(entity, RELATION_PART_OF, 'system');
  return {
    ref: stringifyEntityRef(entity),
    name,
    namespace,
    title: text(entity.metadata.title) ?? name,
    type: text(entity.spec?.type),
    lifecycle: text(entity.spec?.lifecycle),
    owner,
    system,
    domain:
      target(entity, RELATION_PART_OF, 'domain') ??
      (system && context.domains.get(system)) ??
      null,
    ownerRollup: ancestors(owner, context.parents),
    annotations: annotationsOf(entity),
    dependsOnResources: targets(entity, RELATION_DEPENDS_ON, 'resource').map(
      ref => ref.slice(ref.lastIndexOf('/') + 1),
    ),
  };
}

/** The catalog client takes no signal: a page that does not come must not outlast who waits for it. */
async function unlessAborted<T>(
  page: Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  if (!signal) return page;
  let stop: () => void;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([page, aborted]);
  } finally {
    signal.removeEventListener('abort', stop!);
  }
}

/** Reads the catalog with this plugin's own credentials, which see everything. */
export class CatalogReader {
  constructor(
    private readonly options: {
      catalog: CatalogService;
      auth: AuthService;
      filter: Record<string, string | string[]>;
    },
  ) {}

  /**
   * All entities that Meshboard covers, each once.
   * A cursor walk is no snapshot: an entity may come twice while the catalog changes.
   */
  async all(signal?: AbortSignal): Promise<MeshEntity[]> {
    const context = await this.#context(signal);
    const found = new Map<string, MeshEntity>();
    for await (const entity of this.#stream(this.options.filter, signal)) {
      const mesh = toMeshEntity(entity, context);
      found.set(mesh.ref, mesh);
    }
    return [...found.values()];
  }

  /** One entity; undefined where the catalog has none, or Meshboard does not cover it. */
  async one(entityRef: string): Promise<MeshEntity | undefined> {
    const { kind, namespace, name } = parseEntityRef(entityRef);
    const filter = {
      ...this.options.filter,
      'metadata.name': name,
      'metadata.namespace': namespace,
    };
    for await (const entity of this.#stream(filter)) {
      if (entity.kind.toLowerCase() !== kind) continue;
      return toMeshEntity(entity, await this.#context());
    }
    return undefined;
  }

  async #context(signal?: AbortSignal) {
    const domains = new Map<string, string>();
    const parents = new Map<string, string>();
    const filter = { kind: ['system', 'group'] };
    for await (const entity of this.#stream(filter, signal)) {
      const ref = stringifyEntityRef(entity);
      const domain = target(entity, RELATION_PART_OF, 'domain');
      const parent = target(entity, RELATION_CHILD_OF, 'group');
      if (domain) domains.set(ref, domain);
      if (parent) parents.set(ref, parent);
    }
    return { domains, parents };
  }

  async *#stream(
    filter: Record<string, string | string[]>,
    signal?: AbortSignal,
  ) {
    const credentials = await this.options.auth.getOwnServiceCredentials();
    const pages = this.options.catalog
      .streamEntities(
        { filter, fields: FIELDS, pageSize: 500 },
        { credentials },
      )
      [Symbol.asyncIterator]();
    for (;;) {
      const page = await unlessAborted(pages.next(), signal);
      if (page.done) return;
      yield* page.value;
    }
  }
}
