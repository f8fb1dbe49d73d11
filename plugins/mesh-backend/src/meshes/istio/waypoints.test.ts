import { ambientPod, istioProxyPod } from '../testing/istio';
import {
  containerOf,
  namespaceOf,
  podOf,
  snapshotOf,
} from '../testing/records';
import { readWaypoints } from './waypoints';

const gateway = {
  'gateway.networking.k8s.io/gateway-name': 'gate',
  'gateway.istio.io/managed': 'istio.io-agentgateway-waypoint-controller',
};
const labels = { 'istio.io/use-waypoint': 'gate' };
const pod = ambientPod('shop', 'cart');
const read = (waypoint: ReturnType<typeof podOf>) =>
  readWaypoints(
    snapshotOf({ pods: [pod, waypoint] }),
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
  expect(waypoints.enforces(pod, 'shop', target)).toBe(false);
});

it('one of Envoy does both', () => {
  const waypoints = read(
    istioProxyPod('waypoint', 'shop', 'gate-1', { labels: gateway }),
  );
  expect(waypoints.wanted(pod, labels)).toMatchObject([{ runs: true }]);
  const target = [{ kind: 'Gateway', name: 'gate' }];
  expect(waypoints.enforces(pod, 'shop', target)).toBe(true);
});
