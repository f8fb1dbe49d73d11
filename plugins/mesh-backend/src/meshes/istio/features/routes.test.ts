import { istioPod } from '../../testing/istio';
import {
  labels,
  World,
  of,
  virtualService,
  toCart,
  timed,
} from './__testUtils__/world';

describe('retries', () => {
  /** istio: pilot/pkg/networking/core/route/retry TestRetry */
  it.each<[string, World, string, RegExp, string | null]>([
    ['nobody says', {}, 'on', /^Up to 2 more attempts.*default/, null],
    [
      'the mesh says',
      { mesh: { defaultHttpRetryPolicy: { attempts: 4, retryOn: '5xx' } } },
      'on',
      /^Up to 4 more attempts, on 5xx$/,
      'ConfigMap istio-system/istio defaultHttpRetryPolicy',
    ],
    [
      'the mesh names conditions and no attempts',
      { mesh: { defaultHttpRetryPolicy: { retryOn: '5xx' } } },
      'off',
      /Turned off$/,
      'ConfigMap istio-system/istio defaultHttpRetryPolicy',
    ],
    [
      'a route says',
      {
        objects: [
          virtualService('cart', {
            hosts: ['cart'],
            http: [
              {
                route: toCart,
                retries: {
                  attempts: 3,
                  perTryTimeout: '2s',
                  retryOn: 'gateway-error,503',
                },
              },
            ],
          }),
        ],
      },
      'on',
      /^Up to 3 more attempts of at most 2s, on gateway-error, 503$/,
      'VirtualService shop/cart spec.http[0].retries',
    ],
    [
      'a route says none',
      {
        objects: [
          virtualService('cart', {
            hosts: ['cart'],
            http: [{ route: toCart, retries: { attempts: 0 } }],
          }),
        ],
      },
      'off',
      /Turned off$/,
      'VirtualService shop/cart spec.http[0].retries',
    ],
  ])('%s', (_, world, state, detail, setBy) => {
    expect(of('retries', world)).toEqual([
      { state, detail: expect.stringMatching(detail), setBy },
    ]);
  });
});

describe('the hosts of a VirtualService', () => {
  /** istio: pilot/pkg/model ResolveShortnameToFQDN, pkg/config/host Name.SubsetOf */
  it.each<[string, string, boolean]>([
    ['cart', 'shop', true],
    ['cart', 'other', false],
    ['cart.shop.svc.cluster.local', 'other', true],
    ['CART.shop.svc.cluster.local', 'shop', true],
    ['*.shop.svc.cluster.local', 'shop', true],
    ['*.other.svc.cluster.local', 'shop', false],
    ['*', 'other', true],
    ['*.local', 'other', true],
    ['cartoon', 'shop', false],
    ['shop.example.com', 'shop', false],
    ['cart.shop.svc.other.domain', 'shop', false],
  ])('%s in %s: %s', (host, namespace, holds) => {
    const world = {
      objects: [
        virtualService('vs', timed('8s', { hosts: [host] }), { in: namespace }),
      ],
    };
    const [{ state, setBy }] = of('timeout', world);
    expect([state, setBy]).toEqual(
      holds
        ? ['on', `VirtualService ${namespace}/vs spec.http[0].timeout`]
        : ['off', null],
    );
  });

  it('a shorter name holds for those who call by it', () => {
    expect(
      of('timeout', {
        objects: [virtualService('vs', timed('8s', { hosts: ['cart.shop'] }))],
      }),
    ).toEqual([
      expect.objectContaining({ detail: '8s, when called as cart.shop' }),
    ]);
  });

  it('are resolved in the domain that proxies are started with', () => {
    const pod = istioPod('shop', 'cart-1', { labels });
    pod.initContainers
      .find(c => c.name === 'istio-proxy')!
      .args.splice(2, 2, '--domain', '$(POD_NAMESPACE).svc.corp.example');
    expect(
      of('timeout', {
        pods: [pod],
        objects: [
          virtualService(
            'vs',
            timed('8s', { hosts: ['cart.shop.svc.corp.example'] }),
          ),
        ],
      }),
    ).toEqual([expect.objectContaining({ state: 'on' })]);
  });

  it('of two for one host, the oldest is read; a more specific host wins over both', () => {
    const young = virtualService('a', timed('1s'), {
      createdAt: '2026-02-01T00:00:00Z',
    });
    const old = virtualService('b', timed('2s'), {
      createdAt: '2026-01-01T00:00:00Z',
    });
    const wide = virtualService('c', timed('3s', { hosts: ['*'] }), {
      createdAt: '2025-01-01T00:00:00Z',
    });
    for (const objects of [
      [young, old, wide],
      [wide, old, young],
    ]) {
      expect(of('timeout', { objects }).map(f => f.detail)).toEqual(['2s']);
    }
  });

  /** istio: pkg/config/visibility */
  it.each<[string, any, any, string | null]>([
    ['unset', undefined, undefined, ''],
    ['*', ['*'], undefined, ''],
    ['.', ['.'], undefined, ', for callers in shop only'],
    ['names', ['web', 'shop'], undefined, ', for callers in shop and web only'],
    ['~', ['~'], undefined, null],
    ["the mesh's default", undefined, ['.'], ', for callers in shop only'],
  ])('exportTo %s', (_, exportTo, byDefault, who) => {
    const found = of('timeout', {
      objects: [virtualService('vs', timed('8s', { exportTo }))],
      mesh: { defaultVirtualServiceExportTo: byDefault },
    });
    expect(found.map(f => f.detail)).toEqual(
      who === null
        ? ['No route sets one, and by default there is none']
        : [`8s${who}`],
    );
  });

  it('through a gateway: by where its routes lead', () => {
    const spec = {
      hosts: ['shop.example.com'],
      gateways: ['istio-system/public'],
      http: [
        { route: toCart, timeout: '8s' },
        { route: [{ destination: { host: 'web' } }], timeout: '9s' },
      ],
    };
    expect(of('timeout', { objects: [virtualService('vs', spec)] })).toEqual([
      {
        state: 'on',
        detail: '8s, through gateway istio-system/public',
        setBy: 'VirtualService shop/vs spec.http[0].timeout',
      },
    ]);
  });

  /** istio: pilot/pkg/model mergeHTTPRoute */
  it('a delegate brings its own routes and inherits the rest', () => {
    const root = virtualService('root', {
      hosts: ['cart'],
      http: [{ timeout: '8s', delegate: { name: 'child', namespace: 'team' } }],
    });
    const child = virtualService(
      'child',
      { http: [{ route: toCart, retries: { attempts: 1 } }] },
      { in: 'team' },
    );
    const world = { objects: [root, child] };
    expect(of('timeout', world)[0]).toMatchObject({
      detail: '8s',
      setBy: 'VirtualService team/child spec.http[0].timeout',
    });
    expect(of('retries', world)[0].detail).toMatch(/^Up to 1 more/);
  });
});

it('reads splits, mirrors and faults with their shares', () => {
  const world = {
    objects: [
      virtualService('cart', {
        hosts: ['cart'],
        http: [
          {
            route: [
              { destination: { host: 'cart', subset: 'v1' }, weight: 90 },
              { destination: { host: 'cart', subset: 'v2' }, weight: 10 },
            ],
            mirror: { host: 'shadow' },
            mirrorPercentage: { value: 5 },
            fault: {
              delay: { percentage: { value: 1 }, fixedDelay: '3s' },
              abort: { httpStatus: 503 },
            },
          },
        ],
      }),
    ],
  };
  expect(of('traffic-split', world)).toEqual([
    {
      state: 'on',
      detail: '90 % to cart (subset v1) and 10 % to cart (subset v2)',
      setBy: 'VirtualService shop/cart spec.http[0].route',
    },
  ]);
  expect(of('mirroring', world)).toEqual([
    {
      state: 'on',
      detail: '5 % of requests go to shadow as well',
      setBy: 'VirtualService shop/cart spec.http[0].mirror',
    },
  ]);
  // istio: pilot/pkg/networking/core/route TranslateFault: no percentage is none
  expect(of('fault-injection', world)).toEqual([
    {
      state: 'off',
      detail: '0 % of requests fail with 503 on purpose',
      setBy: 'VirtualService shop/cart spec.http[0].fault.abort',
    },
    {
      state: 'on',
      detail: '1 % of requests wait 3s on purpose',
      setBy: 'VirtualService shop/cart spec.http[0].fault.delay',
    },
  ]);
  expect(of('routing', world)[0].detail).toBe(
    '1 route to cart (subset v1) and cart (subset v2)',
  );
});

it('names routes where there are several', () => {
  const world = {
    objects: [
      virtualService('cart', {
        hosts: ['cart'],
        http: [
          {
            name: 'admin',
            match: [{ uri: { prefix: '/admin' }, headers: { x: {} } }],
            route: toCart,
            timeout: '1s',
          },
          { route: toCart, timeout: '0s', rewrite: { uri: '/' } },
        ],
      }),
    ],
  };
  expect(of('timeout', world).map(f => [f.state, f.detail])).toEqual([
    ['on', 'admin: 1s'],
    ['off', 'spec.http[1]: Turned off'],
  ]);
  expect(of('routing', world)[0].detail).toBe(
    '2 routes by path and headers to cart; rewrites paths',
  );
});
