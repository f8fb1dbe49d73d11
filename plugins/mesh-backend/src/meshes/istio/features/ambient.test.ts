import { ambientPod, istioProxyPod } from '../../testing/istio';
import { containerOf, customOf } from '../../testing/records';
import { labels, of, virtualService, toCart } from './__testUtils__/world';

describe('ambient', () => {
  const pod = ambientPod('shop', 'cart-1', { labels });
  const ztunnel = (env?: Record<string, string>) =>
    istioProxyPod('ztunnel', 'istio-system', 'ztunnel-a', {
      containers: [
        containerOf('istio-proxy', { args: ['proxy', 'ztunnel'], env }),
      ],
    });
  const objects = [
    virtualService('cart', {
      hosts: ['cart'],
      http: [{ route: toCart, retries: { attempts: 3 } }],
    }),
    customOf('Telemetry', 'shop', 'logs', {
      accessLogging: [{ providers: [{ name: 'envoy' }] }],
    }),
  ];
  const waypoint = istioProxyPod('waypoint', 'shop', 'waypoint-1', {
    labels: { 'gateway.networking.k8s.io/gateway-name': 'waypoint' },
  });

  it('without a waypoint nobody before the pods reads requests', () => {
    const world = { pods: [pod], others: [ztunnel({ RUST_LOG: 'info' })] };
    expect(of('retries', world)).toEqual([
      expect.objectContaining({ state: 'off' }),
    ]);
    expect(of('tracing', world)[0].state).toBe('off');
    expect(of('access-logs', world)).toEqual([
      {
        state: 'on',
        detail: 'ztunnel logs each connection, not requests',
        setBy: 'ztunnel env RUST_LOG=info',
      },
    ]);
    expect(of('retries', { ...world, objects })[0].detail).toMatch(
      /only callers with a sidecar do this/,
    );
  });

  it.each<[Record<string, string> | undefined, string]>([
    [{ RUST_LOG: 'info,access=off' }, 'off'],
    [{ RUST_LOG: 'warn' }, 'off'],
    [{ RUST_LOG: 'warn,access=info' }, 'on'],
    [{}, 'unknown'],
    [undefined, 'unknown'],
  ])('ztunnel at %j logs connections: %s', (env, state) => {
    expect(
      of('access-logs', { pods: [pod], others: [ztunnel(env)], objects })[0]
        .state,
    ).toBe(state);
  });

  it('a waypoint does it all', () => {
    const world = {
      pods: [pod],
      others: [waypoint],
      objects,
      namespace: { 'istio.io/use-waypoint': 'waypoint' },
    };
    expect(of('retries', world)[0].detail).toMatch(/^Up to 3[^;]*$/);
    expect(of('access-logs', world)[0]).toMatchObject({
      state: 'on',
      setBy: 'Telemetry shop/logs spec.accessLogging[0]',
    });
  });
});
