import { http, workloadsOf } from './company/build';
import {
  istioPlane,
  istioSystem,
  linkerd,
  linkerdPlane,
} from './company/controlPlanes';
import { ClusterSpec, CompanySpec, NamespaceSpec, WorkloadSpec } from './types';

/**
 * How much to make up.
 *
 * @internal
 */
export interface LoadOptions {
  clusters: number;
  /** Pods of applications in each cluster. */
  pods: number;
  entities: number;
}

const SERVICES_PER_NAMESPACE = 10;
const TEAMS = 20;

const service = (i: number) => `service-${String(i + 1).padStart(5, '0')}`;

function planOf(istio: boolean, i: number): NamespaceSpec {
  const name = `team-${String(i + 1).padStart(4, '0')}`;
  if (i % 4 === 3) return { name };
  return istio
    ? {
        name,
        labels: { 'istio-injection': 'enabled' },
        dataPlane: i % 2 ? 'istio-native' : 'istio-classic',
      }
    : {
        name,
        annotations: { 'linkerd.io/inject': 'enabled' },
        dataPlane: 'linkerd-native',
      };
}

/** A cluster with every n-th entity's pods. */
function cluster(index: number, options: LoadOptions): ClusterSpec {
  const own = Array.from({ length: options.entities }, (_, i) => i).filter(
    i => i % options.clusters === index,
  );
  const count = Math.min(own.length, options.pods);
  const istio = index % 2 === 0;
  const namespaces = Array.from(
    { length: Math.ceil(count / SERVICES_PER_NAMESPACE) },
    (_, i) => planOf(istio, i),
  );
  const workloads: WorkloadSpec[] = own.slice(0, count).map((id, i) => {
    const home = namespaces[Math.floor(i / SERVICES_PER_NAMESPACE)];
    const first = i % SERVICES_PER_NAMESPACE === 0;
    const extra = i < options.pods % count ? 1 : 0;
    const labels = { 'backstage.io/kubernetes-id': service(id) };
    return workloadsOf(home)(
      service(id),
      Math.floor(options.pods / count) + extra,
      {
        labels,
        podLabels: labels,
        traffic:
          first || home.dataPlane === undefined
            ? undefined
            : http(5, [`${home.name}/${service(own[i - 1])}`]),
      },
    );
  });
  const nodes = Math.max(1, Math.ceil(options.pods / 100));
  return {
    name: `load-${index + 1}`,
    region: 'load',
    nodes,
    meshes: [istio ? 'istio' : 'linkerd'],
    namespaces: [istio ? istioSystem : linkerd, ...namespaces],
    workloads: [...(istio ? istioPlane(nodes) : linkerdPlane()), ...workloads],
    custom: [],
  };
}

/** A company of any size, the same for the same numbers. */
export function loadCompany(options: LoadOptions): CompanySpec {
  const teams = Array.from({ length: TEAMS }, (_, i) => `load-team-${i + 1}`);
  return {
    clusters: Array.from({ length: options.clusters }, (_, i) =>
      cluster(i, options),
    ),
    domains: [],
    systems: [],
    groups: [
      { name: 'load', title: 'Load', type: 'organization' },
      ...teams.map(name => ({
        name,
        title: name,
        type: 'team',
        parent: 'load',
      })),
    ],
    users: [{ name: 'guest', displayName: 'Guest', memberOf: ['load'] }],
    components: Array.from({ length: options.entities }, (_, i) => ({
      name: service(i),
      description: `Made up, number ${i + 1}`,
      type: 'service',
      lifecycle: i % 10 === 9 ? 'experimental' : 'production',
      owner: teams[i % TEAMS],
      annotations: { 'backstage.io/kubernetes-id': service(i) },
    })),
  };
}
