import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import { Request } from 'express';
import { RouterOptions } from './types';

/** Where everything about one entity is. */
export const ENTITY_PATH = '/entities/by-ref/:kind/:namespace/:name';

/** What no catalog has in a name, and what would change the path of the catalog's own URL. */
const NO_NAME = /^\.|[/\\:\p{Cc}\p{Cs}]/u;

/** @throws InputError naming the part that is no name */
export function entityRefOf(req: Request): string {
  const { kind, namespace, name } = req.params;
  for (const [key, value] of Object.entries({ kind, namespace, name })) {
    if (NO_NAME.test(value) || value.length > 255 || value.trim() === '') {
      throw new InputError(
        `Invalid value for '${key}': it takes the ${key} of a catalog entity`,
      );
    }
  }
  return stringifyEntityRef({ kind, namespace, name });
}

/** @throws NotFoundError where the catalog has no such entity, or hides it */
export async function assertVisible(
  entityRef: string,
  credentials: BackstageCredentials,
  { catalog }: Pick<RouterOptions, 'catalog'>,
): Promise<void> {
  if (!(await catalog.getEntityByRef(entityRef, { credentials }))) {
    throw new NotFoundError(
      `No entity '${entityRef}' in the catalog that you may see`,
    );
  }
}
