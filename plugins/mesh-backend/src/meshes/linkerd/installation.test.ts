import {
  containerOf,
  controllerOf,
  ownedBy,
  podOf,
  snapshotOf,
} from '../testing/records';
import { linkerdPod } from '../testing/linkerd';
import { linkerdAdapter } from '.';

const part = { 'linkerd.io/control-plane-component': 'identity' };
const cni = { 'linkerd.io/cni-resource': 'true' };
const identity = (name: string, ready: boolean) =>
  podOf('linkerd', name, {
    labels: part,
    owner: ownedBy('ReplicaSet', 'linkerd-identity-abc'),
    containers: [
      containerOf('identity', {
        image: 'cr.l5d.io/linkerd/controller:version-2.20',
        ready,
      }),
    ],
  });

const prepared = linkerdAdapter.prepare(
  snapshotOf({
    controllers: [
      controllerOf('Deployment', 'linkerd', 'linkerd-identity', {
        labels: part,
      }),
      controllerOf('Deployment', 'linkerd', 'linkerd-destination', {
        labels: { 'linkerd.io/control-plane-component': 'destination' },
      }),
      controllerOf('DaemonSet', 'linkerd-cni', 'linkerd-cni', { labels: cni }),
      controllerOf('ReplicaSet', 'linkerd', 'linkerd-identity-abc', {
        owner: ownedBy('Deployment', 'linkerd-identity'),
      }),
    ],
    pods: [
      identity('a', true),
      identity('b', false),
      podOf('linkerd-cni', 'cni', {
        labels: cni,
        owner: ownedBy('DaemonSet', 'linkerd-cni'),
      }),
      podOf('linkerd', 'heartbeat', {
        labels: { 'linkerd.io/control-plane-component': 'heartbeat' },
        owner: ownedBy('Job', 'linkerd-heartbeat-1'),
        containers: [],
      }),
    ],
  }),
);

it('parts of the control plane, also those of which no pod runs', () => {
  expect(prepared.installation.components).toEqual([
    { namespace: 'linkerd-cni', name: 'linkerd-cni', ready: 1, total: 1 },
    { namespace: 'linkerd', name: 'linkerd-destination', ready: 0, total: 0 },
    { namespace: 'linkerd', name: 'linkerd-identity', ready: 1, total: 2 },
  ]);
});

it('a proxy is compared with that control plane', () => {
  const skew = (version: string) =>
    prepared.skew!({ version, revision: null, dataPlane: 'sidecar' });
  expect(skew('version-2.18')).toMatchObject({
    controlPlane: 'version-2.20',
    skew: { state: 'unsupported' },
  });
});

it('a pod’s proxy is its own', () => {
  expect(prepared.proxyOf!(linkerdPod('shop', 'web-1'))).toEqual({
    namespace: 'shop',
    pod: 'web-1',
  });
});
