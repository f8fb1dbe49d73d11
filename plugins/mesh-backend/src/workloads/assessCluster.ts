import {
  ClusterSnapshot,
  MeshAdapter,
  PodAuthorization,
  PodMtls,
  PodRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';
import { plainProxies } from '../meshes/others/proxies';
import { gitOpsOf } from '../meshes/shared/gitOps';
import { isRunning } from '../meshes/shared/containers';
import { WorkloadRow } from '../store/types';
import { activityOf } from './activity';
import { ClusterFacts, DataPlanes } from './cluster';
import { readCreationFailures } from './creation';
import { findingsOfAll } from './findings';
import { groupByWorkload, WorkloadGroup } from './group';
import { inspect, PreparedMesh, proxiesOf, versionsOf } from './inspect';
import { podLabelSets } from './labels';
import { isInfrastructure, PodVerdict, poolMembership } from './membership';
import { notMeshed, poolMtls } from './mtls';
import { LISTED_KINDS, readOwners } from './owners';
import { readPorts } from './ports';

function judge(
  pod: PodRecord,
  workload: WorkloadReference,
  meshes: PreparedMesh[],
): PodVerdict {
  const verdict: PodVerdict = { pod, in: [], infrastructure: [], out: [] };
  for (const { mesh } of meshes) {
    const membership = mesh.membership(pod, workload);
    if (membership) verdict[membership.state].push(membership);
  }
  return verdict;
}

/** All named: named; any open, or in no mesh: open; else unknown. */
function poolAuthorization(all: PodAuthorization[]): PodAuthorization {
  if (all.includes('open')) return 'open';
  return all.length > 0 && !all.includes('unknown') ? 'named' : 'unknown';
}

const serviceAccountsOf = (verdicts: PodVerdict[]): string[] =>
  [
    ...new Set(
      verdicts.map(
        ({ pod }) => `${pod.namespace}/${pod.serviceAccountName ?? 'default'}`,
      ),
    ),
  ].sort();

/** What the meshes that a pod is in say of its server side. */
function serverSide(
  verdict: PodVerdict,
  ports: number[],
  meshes: PreparedMesh[],
): { mtls: PodMtls[]; authorization: PodAuthorization[] } {
  const own = meshes.filter(({ adapter }) =>
    verdict.in.some(member => member.mesh === adapter.id),
  );
  if (own.length === 0) {
    return { mtls: [notMeshed(ports)], authorization: ['open'] };
  }
  return {
    mtls: own.map(({ mesh }) => mesh.mtls(verdict.pod, ports)),
    authorization: own.map(({ mesh }) =>
      mesh.authorization(verdict.pod, ports),
    ),
  };
}

/**
 * Decides, from one reading of a cluster, what is known of every workload in it.
 *
 * The order of objects in the reading changes nothing.
 */
export function assessCluster(
  snapshot: ClusterSnapshot,
  adapters: MeshAdapter[],
): { workloads: WorkloadRow[]; status: ClusterFacts } {
  const meshes = adapters.map(adapter => ({
    adapter,
    mesh: adapter.prepare(snapshot),
  }));
  const owners = readOwners(snapshot);
  const ways = readPorts(snapshot);
  const creationFailure = readCreationFailures(snapshot, owners, meshes);
  const namespaceManagers = new Map(
    snapshot.namespaces.map(n => [n.name, gitOpsOf(n)]),
  );
  const dataPlanes = new DataPlanes();

  const judged = groupByWorkload(snapshot, owners).map(group => {
    const verdicts = group.pods
      .filter(isRunning)
      .map(pod => judge(pod, group.reference, meshes));
    verdicts.forEach(verdict => dataPlanes.add(verdict));
    return { group, verdicts };
  });
  const meshesInCluster = dataPlanes.meshes(meshes);

  const rowOf = (group: WorkloadGroup, verdicts: PodVerdict[]): WorkloadRow => {
    const { reference, pods } = group;
    const controller = owners.controller(reference);
    const infrastructure =
      verdicts.length > 0 && verdicts.every(isInfrastructure);
    const serving = verdicts
      .filter(v => !isInfrastructure(v))
      .map(v => serverSide(v, ways.ports(v.pod), meshes));
    const proxies = verdicts
      .filter(v => v.in.length === 0 && !isInfrastructure(v))
      .flatMap(v => plainProxies(v.pod));
    const own = controller ?? pods[0];
    const applications = verdicts.filter(v => !isInfrastructure(v));
    const failure = creationFailure(group, verdicts.length, controller);
    const membership = poolMembership(verdicts);
    const inspected = inspect(
      { reference, controller, verdicts: applications, ways },
      meshes,
    );
    return {
      cluster: snapshot.cluster,
      ...reference,
      facts: {
        labels: controller?.labels ?? (pods.length === 1 ? pods[0].labels : {}),
        podLabelSets: podLabelSets(pods, controller?.podLabels),
        listed: LISTED_KINDS.includes(reference.kind),
        ...activityOf(
          pods,
          verdicts.length,
          controller,
          group.wantedByParts,
          failure?.message,
        ),
        membership: {
          ...membership,
          reasons: [...membership.reasons, ...(failure?.reasons ?? [])],
        },
        infrastructure,
        hostNetwork:
          verdicts.length > 0
            ? verdicts.some(v => v.pod.hostNetwork)
            : controller?.hostNetwork ?? pods.some(pod => pod.hostNetwork),
        mtls: poolMtls(serving.flatMap(s => s.mtls)),
        authorization: poolAuthorization(serving.flatMap(s => s.authorization)),
        ...inspected,
        findings: [
          ...findingsOfAll(applications, meshes),
          ...inspected.findings,
        ],
        managedBy: own ? gitOpsOf(own) : null,
        namespaceManagedBy: namespaceManagers.get(reference.namespace) ?? null,
        serviceAccounts: serviceAccountsOf(applications),
        versions: versionsOf(applications, meshes),
        proxies: proxiesOf(applications, meshes),
        otherProxies: [...new Set(proxies)].sort(),
        meshesInCluster,
      },
    };
  };
  const workloads = judged.map(({ group, verdicts }) => rowOf(group, verdicts));
  return {
    workloads,
    status: dataPlanes.facts(snapshot.cluster, meshes, workloads),
  };
}
