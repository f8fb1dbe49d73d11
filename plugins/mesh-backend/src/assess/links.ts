import { MeshLink } from '@meshboard/backstage-plugin-mesh-common';
import { LinkConfig } from '../config/links';
import { WorkloadRow } from '../store/types';

/** A card has no room for more. */
const MAX_LINKS = 20;

const fits = ({ clusters, mesh }: LinkConfig, row: WorkloadRow) =>
  (!clusters || clusters.includes(row.cluster)) &&
  (!mesh || row.facts.membership.meshes.some(m => m.mesh === mesh));

function urlOf(template: string, row: WorkloadRow, entityRef: string): string {
  const fields: Record<string, string> = {
    cluster: row.cluster,
    namespace: row.namespace,
    kind: row.kind.toLowerCase(),
    workload: row.name,
    entity: entityRef,
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, field) =>
    encodeURIComponent(fields[field] ?? ''),
  );
}

/** Links to other tools for an entity's workloads; the title says which where there are several. */
export function linksOf(
  workloads: WorkloadRow[],
  entityRef: string,
  links: LinkConfig[],
): MeshLink[] {
  return links
    .flatMap(link => {
      const byUrl = new Map<string, WorkloadRow>();
      for (const row of workloads.filter(w => fits(link, w))) {
        const url = urlOf(link.template, row, entityRef);
        if (!byUrl.has(url)) byUrl.set(url, row);
      }
      return [...byUrl].map(([url, { cluster, namespace, name }]) => ({
        kind: link.kind,
        url,
        title:
          byUrl.size > 1
            ? `${link.title}: ${namespace}/${name} in ${cluster}`
            : link.title,
      }));
    })
    .slice(0, MAX_LINKS);
}
