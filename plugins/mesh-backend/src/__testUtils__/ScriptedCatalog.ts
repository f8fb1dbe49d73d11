import { Entity } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';

/** A catalog whose entities change between walks, and whose walks go wrong where they are told to. */
export class ScriptedCatalog {
  #pages: Entity[][] = [];
  #onPage: (page: number) => unknown = () => {};

  /** What it has from now on; several arrays come as so many pages, as they are. */
  has(...pages: Entity[][]): this {
    this.#pages = pages;
    return this;
  }

  /** Called before each page is given, and once after the last; may throw, or take its time. */
  onPage(handler: (page: number) => unknown): this {
    this.#onPage = handler;
    return this;
  }

  get service(): CatalogService {
    const walk = this.#walk.bind(this);
    return Object.assign(catalogServiceMock(), { streamEntities: walk });
  }

  async *#walk(
    request?: Parameters<CatalogService['streamEntities']>[0],
  ): AsyncGenerator<Entity[]> {
    let at = 0;
    for (const entities of this.#pages) {
      await this.#onPage(at++);
      // Filters and picks fields as the catalog does.
      yield* catalogServiceMock({ entities }).streamEntities(request);
    }
    await this.#onPage(at);
  }
}
