import { MeshPresence } from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadRow } from '../../store/types';
import { recommend } from './recommend';
import { RecommendationInput } from './types';

function workload(more: {
  hostNetwork?: boolean;
  meshes?: Partial<MeshPresence>[];
}): WorkloadRow {
  return {
    cluster: 'prod',
    namespace: 'shop',
    kind: 'Deployment',
    name: 'cart',
    facts: {
      hostNetwork: more.hostNetwork ?? false,
      membership: {
        meshes: (more.meshes ?? []).map(m => ({
          mesh: 'istio',
          dataPlane: 'sidecar',
          pods: 1,
          versions: [],
          revisions: [],
          ...m,
        })),
      },
    } as any,
  };
}

const input = (
  more: Partial<RecommendationInput> = {},
): RecommendationInput => ({
  cluster: 'prod',
  workloads: [workload({})],
  meshes: [],
  services: 30,
  minimumServices: 10,
  discontinued: new Map([['open-service-mesh', 'archived in 2023']]),
  title: mesh => mesh,
  ...more,
});
const linkerd = { mesh: 'linkerd', dataPlane: 'sidecar', pods: 40 } as const;
const osm = { mesh: 'open-service-mesh' };

describe('recommend', () => {
  it.each<[string, Partial<RecommendationInput>, object]>([
    [
      'the host network rules a mesh out, even where one is near',
      { workloads: [workload({ hostNetwork: true })], meshes: [linkerd] },
      { verdict: 'not-meshable', mesh: null },
    ],
    [
      'a dead mesh is left for the living one in the cluster',
      { workloads: [workload({ meshes: [osm] })], meshes: [linkerd] },
      { verdict: 'migrate', mesh: 'linkerd' },
    ],
    [
      'a dead mesh is left even where there are few services',
      { workloads: [workload({ meshes: [osm] })], services: 3 },
      { verdict: 'migrate', mesh: null },
    ],
    [
      'what is meshed stays, even where there are few services',
      { workloads: [workload({ meshes: [{}] })], services: 3 },
      { verdict: 'keep', mesh: 'istio' },
    ],
    [
      'few services need none',
      { services: 9, meshes: [] },
      { verdict: 'not-needed', mesh: null },
    ],
    [
      'ten services may adopt the mesh that is there',
      { services: 10, meshes: [linkerd] },
      { verdict: 'adopt', mesh: 'linkerd', dataPlane: 'sidecar' },
    ],
    [
      'the standard decides over the mesh that happens to be there',
      { standard: 'istio', meshes: [linkerd] },
      { verdict: 'adopt', mesh: 'istio' },
    ],
    ['nothing decides', { meshes: [] }, { verdict: 'unknown', mesh: null }],
    [
      'meshes that could not be seen are not absent ones',
      { meshes: null },
      { verdict: 'unknown' },
    ],
    ['no workload was read', { workloads: [] }, { verdict: 'unknown' }],
  ])('%s', (_, more, expected) => {
    expect(recommend([input(more)])).toMatchObject(expected);
  });

  it('names the alternatives where no mesh is needed, and only there', () => {
    expect(
      recommend([input({ services: 3 })]).alternatives.map(a => a.name),
    ).toEqual(['NetworkPolicy', 'cert-manager', 'OpenTelemetry']);
    expect(recommend([input({ meshes: [linkerd] })]).alternatives).toEqual([]);
  });

  it('tells clusters apart where they differ', () => {
    const both = recommend([
      input({ meshes: [linkerd] }),
      input({
        cluster: 'staging',
        workloads: [workload({ meshes: [{}] })],
      }),
    ]);
    expect(both.verdict).toBe('keep');
    expect(both.perCluster).toEqual([
      expect.objectContaining({
        cluster: 'prod',
        verdict: 'adopt',
        mesh: 'linkerd',
      }),
      expect.objectContaining({
        cluster: 'staging',
        verdict: 'keep',
        mesh: 'istio',
      }),
    ]);
  });
});
