import {
  CustomRecord,
  PodRecord,
  ClusterSnapshot,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { istioAdapter } from '../..';
import { istiodPod, istioPod } from '../../../testing/istio';
import {
  customOf,
  metaOf,
  namespaceOf,
  serviceOf,
  snapshotOf,
} from '../../../testing/records';
import { Feature } from '../../../shared/feature';
import { stringify } from 'yaml';

/*
 * One workload, cart, behind one Service, and what is said of it.
 */

export const labels = { app: 'cart' };
export const cart = istioPod('shop', 'cart-1', { labels });
export const service = serviceOf('shop', 'cart', labels, [
  { targetPort: 8080 },
]);

export const KINDS: Record<string, string> = {
  VirtualService: 'networking.istio.io/virtualservices',
  DestinationRule: 'networking.istio.io/destinationrules',
  EnvoyFilter: 'networking.istio.io/envoyfilters',
  Telemetry: 'telemetry.istio.io/telemetries',
  HTTPRoute: 'gateway.networking.k8s.io/httproutes',
  GRPCRoute: 'gateway.networking.k8s.io/grpcroutes',
};

export interface World {
  objects?: CustomRecord[];
  mesh?: Record<string, any>;
  pods?: PodRecord[];
  others?: PodRecord[];
  access?: ClusterSnapshot['access'];
  namespace?: Record<string, string>;
}

export function snapshotWith(world: World): ClusterSnapshot {
  const custom: Record<string, CustomRecord[]> = {};
  for (const object of world.objects ?? []) {
    (custom[KINDS[object.kind]] ??= []).push(object);
  }
  return snapshotOf({
    namespaces: [namespaceOf('shop', world.namespace ?? {})],
    pods: [istiodPod(), ...(world.pods ?? [cart]), ...(world.others ?? [])],
    services: [service],
    custom,
    configMaps: [
      {
        ...metaOf('istio-system', 'istio'),
        data: { mesh: stringify(world.mesh ?? {}) },
      },
    ],
    access: world.access ?? {},
  });
}

export function features(world: World): Feature[] {
  const pods = world.pods ?? [cart];
  const view: WorkloadView = {
    reference: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
    pods,
    meshed: pods,
    services: [service],
    ports: () => [8080],
  };
  return (
    istioAdapter.prepare(snapshotWith(world)).inspect!(view).features ?? []
  );
}

export const of = (feature: string, world: World) =>
  features(world)
    .filter(f => f.feature === feature)
    .map(({ state, detail, setBy }) => ({ state, detail, setBy }));

export const virtualService = (
  name: string,
  spec: any,
  parts: Partial<CustomRecord> & { in?: string } = {},
) => {
  const { in: namespace = 'shop', ...rest } = parts;
  return customOf('VirtualService', namespace, name, spec, rest);
};

export const toCart = [{ destination: { host: 'cart' } }];
export const timed = (timeout: string, parts: any = {}) => ({
  hosts: ['cart'],
  http: [{ route: toCart, timeout }],
  ...parts,
});
