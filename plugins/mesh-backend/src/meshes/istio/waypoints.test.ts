import { ambientPod, istioProxyPod } from '../testing/istio';
import {
  containerOf,
  namespaceOf,
  podOf,
  serviceOf,
  snapshotOf,
} from '../testing/records';
import { readWaypoints } from './waypoints';

const gateway = {
  'gateway.networking.k8s.io/gateway-name': 'gate',
  'gateway.istio.io/managed': 'istio.io-agentgateway-waypoint-controller',
};
const labels = { 'istio.io/use-waypoint': 'gate' };
const cart = { app: 'cart' };
const pod = ambientPod('shop', 'cart', { labels: cart });
const inShop = { namespace: 'shop', inRoot: false };
const inRoot = { namespace: 'istio-system', inRoot: true };
const read = (waypoint: ReturnType<typeof podOf>) =>
  readWaypoints(
    snapshotOf({
      pods: [pod, waypoint],
      services: [serviceOf('shop', 'cart', cart, [])],
    }),
    new Map([['shop', namespaceOf('shop', labels)]]),
  );

it('an agentgateway waypoint is there, and enforces no policy of Istio', () => {
  const waypoints = read(
    podOf('shop', 'gate-1', {
      labels: gateway,
      containers: [containerOf('agentgateway')],
    }),
  );
  expect(waypoints.wanted(pod, labels)).toMatchObject([
    { waypoint: 'shop/gate', runs: true },
  ]);
  const target = [{ kind: 'Gateway', name: 'gate' }];
  expect(waypoints.enforces(pod, inShop, target)).toBe(false);
});

it('one of Envoy does both', () => {
  const waypoints = read(
    istioProxyPod('waypoint', 'shop', 'gate-1', { labels: gateway }),
  );
  expect(waypoints.wanted(pod, labels)).toMatchObject([{ runs: true }]);
  const target = [{ kind: 'Gateway', name: 'gate' }];
  expect(waypoints.enforces(pod, inShop, target)).toBe(true);
});

/** istio: pilot/pkg/serviceregistry/kube/controller/ambient/policies.go WaypointPolicyStatusCollection, GatewayClass */
it.each<[string, Record<string, string>, string, typeof inRoot, boolean]>([
  ['every waypoint', {}, 'istio-waypoint', inRoot, true],
  ['none, outside the root namespace', {}, 'istio-waypoint', inShop, false],
  ['none of another class', {}, 'other', inRoot, false],
  [
    'a waypoint of a class of its own',
    { 'gateway.networking.k8s.io/gateway-class-name': 'ours' },
    'ours',
    inRoot,
    true,
  ],
])('a policy for a GatewayClass holds at %s', (_, more, name, where, holds) => {
  const waypoints = read(
    istioProxyPod('waypoint', 'shop', 'gate-1', {
      labels: { ...gateway, ...more },
    }),
  );
  const target = [{ kind: 'GatewayClass', name }];
  expect(waypoints.enforces(pod, where, target)).toBe(holds);
  // A pod that no waypoint stands before.
  expect(
    waypoints.enforces({ ...pod, namespace: 'elsewhere' }, where, target),
  ).toBe(false);
});

/** istio: pilot/pkg/serviceregistry/kube/controller/ambient/waypoints.go fetchWaypointForService, fetchWaypointForWorkload */
it.each<[string | undefined, boolean, boolean]>([
  [undefined, true, false],
  ['service', true, false],
  ['workload', false, true],
  ['all', true, true],
  ['none', false, false],
])('a waypoint for %s traffic', (traffic, service, workload) => {
  const gate = istioProxyPod('waypoint', 'shop', 'gate-1', {
    labels: {
      'gateway.networking.k8s.io/gateway-name': 'gate',
      ...(traffic ? { 'istio.io/waypoint-for': traffic } : {}),
    },
  });
  const target = [{ kind: 'Gateway', name: 'gate' }];
  const enforces = (services: ReturnType<typeof serviceOf>[], of = pod) =>
    readWaypoints(
      snapshotOf({ pods: [of, gate], services }),
      new Map([['shop', namespaceOf('shop')]]),
    ).enforces(of, inShop, target);
  expect(enforces([serviceOf('shop', 'cart', cart, [], labels)])).toBe(service);
  const asked = { ...pod, labels: { ...cart, ...labels } };
  expect(enforces([], asked)).toBe(workload);
});
