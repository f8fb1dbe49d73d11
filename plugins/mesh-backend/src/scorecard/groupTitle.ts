import { parseEntityRef } from '@backstage/catalog-model';
import { GroupBy } from '@meshboard/backstage-plugin-mesh-common';

/** The name of a group: of a ref its name, with the namespace where that is not the default one. */
export function groupTitle(groupBy: GroupBy, key: string): string {
  if (!['owner', 'system', 'domain'].includes(groupBy)) return key;
  try {
    const { namespace, name } = parseEntityRef(key);
    return namespace === 'default' ? name : `${namespace}/${name}`;
  } catch {
    // `none`, which is no ref.
    return key;
  }
}
