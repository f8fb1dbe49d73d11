import { PodRecord } from '@meshboard/backstage-plugin-mesh-node';
import { istioPod } from '../testing/istio';
import { containerOf, customOf, snapshotOf } from '../testing/records';
import { istioAdapter } from '.';
import { SIDECARS } from './names';

const strict = customOf('PeerAuthentication', 'shop', 'default', {
  mtls: { mode: 'STRICT' },
});
const cart = { app: 'cart' };
const ingress = (...ports: unknown[]) =>
  ports.map(number => ({ port: { number }, defaultEndpoint: '127.0.0.1:1' }));
const sidecar = (
  name: string,
  ports: number[],
  labels?: Record<string, string>,
  parts: { namespace?: string; createdAt?: string } = {},
) =>
  customOf(
    'Sidecar',
    parts.namespace ?? 'shop',
    name,
    {
      ...(labels ? { workloadSelector: { labels } } : {}),
      ingress: ingress(...ports),
    },
    parts.createdAt ? { createdAt: parts.createdAt } : {},
  );
const INTERCEPTION = 'sidecar.istio.io/interceptionMode';
const none = istioPod('shop', 'cart', {
  labels: cart,
  annotations: { [INTERCEPTION]: 'NONE' },
});

const modes = (pod: PodRecord, sidecars: any[], outcome?: any) =>
  istioAdapter
    .prepare(
      snapshotOf({
        custom: {
          'security.istio.io/peerauthentications': [strict],
          [SIDECARS]: sidecars,
        },
        access: outcome ? { [SIDECARS]: { outcome } } : {},
      }),
    )
    .mtls(pod, [8080, 9080]);

/** istio: pilot/pkg/networking/core/listener_inbound.go buildInboundChainConfigs, in NONE mode */
describe('without redirection, a proxy guards the ports of its Sidecar alone', () => {
  it.each<[string, any[], string[]]>([
    ['no Sidecar: no listener at all', [], ['disabled', 'disabled']],
    [
      'one without ingress',
      [customOf('Sidecar', 'shop', 'egress', { egress: [{ hosts: ['./*'] }] })],
      ['disabled', 'disabled'],
    ],
    ['of its namespace', [sidecar('default', [9080])], ['disabled', 'strict']],
    [
      'the one that selects it comes first',
      [sidecar('default', [9080]), sidecar('own', [8080], cart)],
      ['strict', 'disabled'],
    ],
    [
      'of two that select it the oldest',
      [
        sidecar('a', [8080], cart, { createdAt: '2026-02-02T00:00:00Z' }),
        sidecar('b', [9080], cart, { createdAt: '2026-02-01T00:00:00Z' }),
      ],
      ['disabled', 'strict'],
    ],
    [
      'one that selects others',
      [sidecar('other', [9080], { app: 'other' })],
      ['disabled', 'disabled'],
    ],
    [
      'of the root namespace, for all',
      [sidecar('default', [9080], undefined, { namespace: 'istio-system' })],
      ['disabled', 'strict'],
    ],
    [
      'of the root namespace, with a selector',
      [sidecar('own', [9080], cart, { namespace: 'istio-system' })],
      ['disabled', 'disabled'],
    ],
    [
      'not of its form',
      [
        customOf('Sidecar', 'shop', 'x', { ingress: [null, 1, {}] }),
        customOf('Sidecar', 'shop', 'y', undefined),
      ],
      ['disabled', 'disabled'],
    ],
  ])('%s', (_, sidecars, expected) => {
    const found = modes(none, sidecars);
    expect(found.ports.map(p => p.mode)).toEqual(expected);
    for (const port of found.ports) {
      expect(port.source).toContain(
        port.mode === 'strict' ? 'PeerAuthentication' : INTERCEPTION,
      );
    }
  });

  it('is unknown where Sidecars could not be read', () => {
    const found = modes(none, [], 'not-permitted');
    expect(found.mode).toBe('unknown');
    expect(found.ports).toMatchObject([
      { mode: 'unknown', source: expect.stringContaining('Sidecars not read') },
      { mode: 'unknown' },
    ]);
  });

  it.each([
    ['NONE', undefined, 'disabled'],
    ['REDIRECT', undefined, 'strict'],
    ['NONE', 'REDIRECT', 'strict'],
  ])('the mesh says %s, the pod %s: %s', (mode, own, expected) => {
    const pod = istioPod('shop', 'cart', {
      native: false,
      annotations: own ? { [INTERCEPTION]: own } : {},
      containers: [containerOf('app')],
    });
    const containers = pod.containers.map(c =>
      c.name === 'istio-proxy'
        ? { ...c, env: { ISTIO_META_INTERCEPTION_MODE: mode } }
        : c,
    );
    const found = modes({ ...pod, containers }, []);
    expect(found.ports.map(p => p.mode)).toEqual([expected, expected]);
  });
});

it('with redirection a Sidecar changes nothing: what it does not list is guarded as well', () => {
  const redirected = istioPod('shop', 'cart', { labels: cart });
  for (const outcome of [undefined, 'not-permitted']) {
    expect(
      modes(redirected, [sidecar('own', [9080], cart)], outcome).ports.map(
        p => p.mode,
      ),
    ).toEqual(['strict', 'strict']);
  }
});
