import { ClusterSpec, CompanySpec } from '../types';
import { components } from './components';
import { org } from './org';
import { prodEu } from './prodEu';
import { prodUs } from './prodUs';
import { rehearsal } from './rehearsal';
import { staging } from './staging';

const ID = 'backstage.io/kubernetes-id';

/** Nobody can read it: what runs there is not known here either. */
const prodAp: ClusterSpec = {
  name: 'prod-ap',
  region: 'ap-southeast-1',
  nodes: 0,
  meshes: [],
  unreadable: true,
  namespaces: [],
  workloads: [],
  custom: [],
};

/** Labels the workloads of components that are found by id. */
function identified(cluster: ClusterSpec): ClusterSpec {
  const ids = new Set(components.map(c => c.annotations[ID]));
  return {
    ...cluster,
    workloads: cluster.workloads.map(workload =>
      ids.has(workload.name)
        ? {
            ...workload,
            labels: { ...workload.labels, [ID]: workload.name },
            podLabels: { ...workload.podLabels, [ID]: workload.name },
          }
        : workload,
    ),
  };
}

/** Brightlane, a made-up retailer. */
export const brightlane: CompanySpec = {
  ...org,
  components,
  clusters: [...[prodEu, prodUs, staging, rehearsal].map(identified), prodAp],
};
