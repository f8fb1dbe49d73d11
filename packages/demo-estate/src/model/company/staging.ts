import { ClusterSpec, NamespaceSpec } from '../types';
import { http, workloadsOf } from './build';
import { promotionsStaging, REFUSED } from './promotions';
import {
  everywhere,
  istioPlane,
  istioSystem,
  kubeSystem,
  monitoring,
  platform,
} from './controlPlanes';

const preview: NamespaceSpec = {
  name: 'preview',
  labels: {
    'istio.io/dataplane-mode': 'ambient',
    'istio.io/use-waypoint': 'preview-waypoint',
  },
  dataPlane: 'ambient',
};
const labs: NamespaceSpec = { name: 'labs' };
const media: NamespaceSpec = { name: 'media' };
const nodeTools: NamespaceSpec = { name: 'node-tools' };

const NODES = 3;
const next = workloadsOf(preview);
const lab = workloadsOf(labs);
const film = workloadsOf(media);
const tool = workloadsOf(nodeTools);

/** Istio ambient whose control plane is down, and things that no mesh carries. */
export const staging: ClusterSpec = {
  name: 'staging',
  region: 'eu-central-1',
  nodes: NODES,
  meshes: ['istio'],
  ambient: true,
  namespaces: [
    ...everywhere,
    kubeSystem,
    monitoring,
    istioSystem,
    preview,
    labs,
    media,
    nodeTools,
    ...promotionsStaging.namespaces,
  ],
  workloads: [
    ...platform(NODES),
    ...istioPlane(NODES, { down: true, agents: NODES - 1 }),
    next('new-checkout', 3, {
      traffic: http(3, ['preview/new-search'], { protocol: 'tcp' }),
    }),
    next('new-search', 3, {
      traffic: http(4, ['preview/new-checkout'], { protocol: 'tcp' }),
    }),
    next('loyalty-beta', 2, {
      traffic: http(1, ['preview/new-checkout', 'labs/price-lab'], {
        protocol: 'tcp',
      }),
    }),
    lab('shopping-assistant', 3),
    lab('price-lab', 2),
    lab('load-tester', 2),
    film('video-transcoder', 3, { dataPlane: 'envoy' }),
    film('media-library', 2),
    tool('gpu-probe', NODES, {
      kind: 'DaemonSet',
      hostNetwork: true,
      ports: [9400],
    }),
    ...promotionsStaging.workloads,
  ],
  custom: promotionsStaging.custom,
  events: [
    {
      namespace: 'trial',
      reason: 'FailedCreate',
      message: `Error creating: ${REFUSED}`,
      about: { kind: 'ReplicaSet', name: 'gift-wizard-7c9d5b6f48' },
    },
  ],
};
