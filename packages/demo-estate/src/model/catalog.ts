import { stringify } from 'yaml';
import { CompanySpec } from './types';

/**
 * An entity as a catalog file has it.
 *
 * @internal
 */
export interface CatalogEntity {
  apiVersion: 'backstage.io/v1alpha1';
  kind: string;
  metadata: { name: string; [field: string]: unknown };
  spec: Record<string, unknown>;
}

const entity = (
  kind: string,
  metadata: CatalogEntity['metadata'],
  spec: CatalogEntity['spec'],
): CatalogEntity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata,
  spec,
});

/** The company's catalog. */
export function catalogEntities(company: CompanySpec): CatalogEntity[] {
  return [
    ...company.groups.map(({ name, title, type, parent }) =>
      entity(
        'Group',
        { name, title },
        {
          type,
          profile: { displayName: title },
          ...(parent ? { parent } : {}),
          children: company.groups
            .filter(g => g.parent === name)
            .map(g => g.name),
        },
      ),
    ),
    ...company.users.map(({ name, displayName, memberOf }) =>
      entity('User', { name }, { profile: { displayName }, memberOf }),
    ),
    ...company.domains.map(({ name, description, owner }) =>
      entity('Domain', { name, description }, { owner }),
    ),
    ...company.systems.map(({ name, description, owner, domain }) =>
      entity('System', { name, description }, { owner, domain }),
    ),
    ...company.components.map(
      ({ name, title, description, annotations, dependsOn, ...spec }) =>
        entity(
          'Component',
          {
            name,
            ...(title ? { title } : {}),
            description,
            ...(Object.keys(annotations).length ? { annotations } : {}),
          },
          { ...spec, ...(dependsOn ? { dependsOn } : {}) },
        ),
    ),
  ];
}

/** The catalog as a file of several documents. */
export function catalogYaml(company: CompanySpec): string {
  return catalogEntities(company)
    .map(e => `---\n${stringify(e, { lineWidth: 0, singleQuote: true })}`)
    .join('');
}
