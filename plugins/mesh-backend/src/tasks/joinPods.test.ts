import {
  WorkloadEdge,
  WorkloadTraffic,
} from '@meshboard/backstage-plugin-mesh-node';
import { joinEdges, joinTraffic } from './joinPods';
import { podOwners } from './podOwners';

const traffic = (parts: Partial<WorkloadTraffic>): WorkloadTraffic => ({
  mesh: 'linkerd',
  namespace: 'shop',
  workload: 'web',
  kind: null,
  requests: null,
  objectiveRequests: null,
  latency: null,
  encryptedRequests: null,
  encryptedConnections: null,
  connectionsApart: false,
  plaintextCallers: [],
  ...parts,
});
const ofPod = (pod: string, parts: Partial<WorkloadTraffic> = {}) =>
  traffic({ workload: pod, pod, ...parts });
const workload = (kind: string, name: string, ...pods: string[]) =>
  ({
    namespace: 'shop',
    kind,
    name,
    facts: { proxies: pods.map(pod => ({ namespace: 'shop', pod })) },
  } as any);
const joinPods = (rows: WorkloadTraffic[], workloads: any[]) =>
  joinTraffic(rows, podOwners(workloads));
const ask = (total: number) => ({ requests: { total, success: total } });

it('adds pods up to their workload, and to what is known of it by name', () => {
  expect(
    joinPods(
      [
        traffic({ kind: 'Deployment', ...ask(1) }),
        ofPod('web-1', {
          ...ask(2),
          latency: [{ leMs: Infinity, perSecond: 2 }],
          encryptedRequests: { encrypted: 1, total: 2 },
        }),
        ofPod('web-2', {
          ...ask(4),
          latency: [{ leMs: Infinity, perSecond: 4 }],
          encryptedRequests: { encrypted: 4, total: 4 },
        }),
      ],
      [workload('Deployment', 'web', 'web-1', 'web-2')],
    ),
  ).toEqual([
    traffic({
      kind: 'Deployment',
      ...ask(7),
      latency: [{ leMs: Infinity, perSecond: 6 }],
      encryptedRequests: { encrypted: 5, total: 6 },
    }),
  ]);
});

it.each([
  ['Deployment', 'web', 'web-7c9b8d5f4-x2vqz'],
  ['StatefulSet', 'db', 'db-0'],
  ['DaemonSet', 'agent', 'agent-zk4tq'],
])('knows a pod of a %s by its name when it is gone', (kind, name, pod) => {
  expect(joinPods([ofPod(pod, ask(1))], [workload(kind, name)])).toMatchObject([
    { kind, workload: name, requests: { total: 1 } },
  ]);
});

it.each([
  ['its workload is not there', 'web-7c9b8d5f4-x2vqz', 'other'],
  ['its name is none that Kubernetes makes', 'web-aaaaa-eeeee', 'web'],
])('leaves a pod out where %s', (_, pod, name) => {
  expect(joinPods([ofPod(pod)], [workload('Deployment', name)])).toEqual([]);
});

it('keeps rows that name their workload, read or not', () => {
  const rows = [traffic({ workload: 'a' }), traffic({ mesh: 'istio' })];
  expect(joinPods(rows, [])).toEqual(rows);
});

it('a call is its workload’s, whichever pod made it', () => {
  const call = (parts: Partial<WorkloadEdge>): WorkloadEdge => ({
    mesh: 'linkerd',
    sourceCluster: null,
    sourceNamespace: 'shop',
    sourceWorkload: 'web',
    destinationNamespace: 'bank',
    destinationWorkload: 'ledger',
    requests: { total: 1, success: 1 },
    encrypted: { total: 1, encrypted: 0 },
    ...parts,
  });
  const byPod = (pod: string) => call({ sourceWorkload: pod, sourcePod: pod });
  expect(
    joinEdges(
      [byPod('web-1'), byPod('gone'), call({}), byPod('web-2')],
      podOwners([workload('Deployment', 'web', 'web-1', 'web-2')]),
    ),
  ).toEqual([
    call({
      requests: { total: 3, success: 3 },
      encrypted: { total: 3, encrypted: 0 },
    }),
  ]);
});
