import { CustomRecord } from '@meshboard/backstage-plugin-mesh-node';
import { istioAdapter } from '..';
import { customOf } from '../../testing/records';
import {
  cart,
  service,
  KINDS,
  snapshotWith,
  features,
  of,
  virtualService,
  timed,
} from './__testUtils__/world';

it('says of each feature whether it is on, once nothing is in the way', () => {
  expect(features({}).map(f => [f.feature, f.state])).toEqual([
    ['access-logs', 'off'],
    ['circuit-breaking', 'off'],
    ['fault-injection', 'off'],
    ['mirroring', 'off'],
    ['rate-limiting', 'off'],
    ['retries', 'on'],
    ['routing', 'off'],
    ['timeout', 'off'],
    ['tracing', 'off'],
    ['traffic-split', 'off'],
  ]);
});

it('says that callers reach it by no Service', () => {
  const { inspect } = istioAdapter.prepare(snapshotWith({}));
  const found = inspect!({
    reference: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
    pods: [cart],
    meshed: [cart],
    services: [],
    ports: () => [],
  }).features!;
  expect(found.find(f => f.feature === 'retries')).toEqual({
    feature: 'retries',
    state: 'off',
    detail: 'No Service selects its pods',
    setBy: null,
  });
});

it('says nothing of a workload that is not in the mesh', () => {
  const { inspect } = istioAdapter.prepare(snapshotWith({}));
  expect(
    inspect!({
      reference: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
      pods: [cart],
      meshed: [],
      services: [service],
      ports: () => [],
    }).features,
  ).toEqual([]);
});

describe('routes of the Gateway API', () => {
  const route = (spec: any, parts: Partial<CustomRecord> = {}, in_ = 'shop') =>
    customOf(
      'HTTPRoute',
      in_,
      'cart',
      {
        parentRefs: [
          { group: '', kind: 'Service', name: 'cart', namespace: 'shop' },
        ],
        ...spec,
      },
      parts,
    );

  it('attached to the Service', () => {
    const world = {
      objects: [
        route({
          rules: [
            {
              timeouts: { request: '5s', backendRequest: '2s' },
              retry: { codes: [503] },
              filters: [
                {
                  type: 'RequestMirror',
                  requestMirror: { backendRef: { name: 'shadow' } },
                },
              ],
              backendRefs: [
                { name: 'cart', weight: 3 },
                { name: 'cart-2', weight: 1 },
              ],
            },
          ],
        }),
      ],
    };
    expect(
      features(world)
        .filter(f => f.setBy?.startsWith('HTTPRoute'))
        .map(f => `${f.feature}: ${f.detail}`),
    ).toEqual([
      'mirroring: 100 % of requests go to shadow as well',
      'retries: Up to 2 more attempts, on failed connections and status 503',
      'timeout: 2s for each attempt',
      'timeout: 5s',
      'traffic-split: 75 % to cart and 25 % to cart-2',
    ]);
  });

  it.each<[string, CustomRecord, string]>([
    [
      'to a gateway',
      route({
        parentRefs: [{ name: 'public' }],
        rules: [{ timeouts: { request: '5s' } }],
      }),
      'No route sets one, and by default there is none',
    ],
    [
      'from elsewhere, for callers there',
      route({ rules: [{ timeouts: { request: '5s' } }] }, {}, 'web'),
      '5s, for callers in web only',
    ],
    [
      'refused by a controller',
      route(
        { rules: [{ timeouts: { request: '5s' } }] },
        {
          status: {
            parents: [
              {
                parentRef: { kind: 'Service', name: 'cart', group: '' },
                conditions: [{ type: 'Accepted', status: 'False' }],
              },
            ],
          },
        },
      ),
      'No route sets one, and by default there is none',
    ],
  ])('%s', (_, object, detail) => {
    expect(of('timeout', { objects: [object] }).map(f => f.detail)).toEqual([
      detail,
    ]);
  });
});

describe('what cannot be read', () => {
  const denied = { outcome: 'not-permitted' as const };

  it.each<[string, string[]]>([
    [
      'networking.istio.io/virtualservices',
      [
        'fault-injection',
        'mirroring',
        'retries',
        'routing',
        'timeout',
        'traffic-split',
      ],
    ],
    ['networking.istio.io/destinationrules', ['circuit-breaking']],
    [
      'gateway.networking.k8s.io/httproutes',
      [
        'fault-injection',
        'mirroring',
        'retries',
        'routing',
        'timeout',
        'traffic-split',
      ],
    ],
    ['networking.istio.io/envoyfilters', ['rate-limiting']],
    ['telemetry.istio.io/telemetries', ['access-logs', 'tracing']],
    [
      'configmaps/istio-system/istio',
      [
        'access-logs',
        'circuit-breaking',
        'rate-limiting',
        'retries',
        'tracing',
      ],
    ],
  ])('%s: unknown, never off', (key, blind) => {
    const found = features({ access: { [key]: denied } });
    expect(
      found.filter(f => f.state === 'unknown').map(f => f.feature),
    ).toEqual(blind);
    expect(found.filter(f => f.state === 'unknown')[0].detail).toMatch(
      /not read: not permitted/,
    );
  });

  it('a kind that is not installed is read: nothing sets it', () => {
    const found = features({
      access: Object.fromEntries(
        Object.values(KINDS).map(kind => [
          kind,
          { outcome: 'absent' as const },
        ]),
      ),
    });
    expect(found.filter(f => f.state === 'unknown')).toEqual([]);
  });
});

it.each(Object.keys(KINDS))('a %s of nonsense harms nobody', kind => {
  const nonsense = [
    undefined,
    null,
    'text',
    [],
    { hosts: 'cart', http: { a: 1 }, host: 7, rules: 'x', parentRefs: {} },
    { hosts: [null, 4, 'cart'], http: [null, 'x', { route: 'y', retries: 3 }] },
    { host: 'cart', trafficPolicy: [], subsets: [null], workloadSelector: 'x' },
    { accessLogging: [null, 'x', { providers: 'y' }], tracing: [7] },
    { configPatches: [null, { patch: 'x', match: 4 }], targetRefs: 'z' },
    {
      parentRefs: [null, { kind: 'Service', name: 'cart' }],
      rules: [null, { timeouts: 3, retry: 'x', filters: [null], matches: 2 }],
    },
  ];
  const objects = nonsense.map((spec, i) =>
    customOf(kind, 'shop', `nonsense-${i}`, spec),
  );
  const found = features({ objects });
  expect(found.length).toBeGreaterThan(9);
  for (const { detail } of found) expect(detail).not.toMatch(/undefined|NaN/);
});

it('the order of objects changes nothing', () => {
  const objects = ['shop', 'web', 'istio-system'].flatMap(namespace => [
    virtualService(
      'vs',
      timed('8s', { hosts: ['cart.shop.svc.cluster.local'] }),
      { in: namespace },
    ),
    customOf('DestinationRule', namespace, 'rule', {
      host: 'cart.shop.svc.cluster.local',
      trafficPolicy: { outlierDetection: {} },
    }),
    customOf('Telemetry', namespace, 'b', {
      accessLogging: [{ providers: [{ name: 'envoy' }] }],
    }),
    customOf('Telemetry', namespace, 'a', {
      accessLogging: [{ disabled: true }],
    }),
    customOf('HTTPRoute', namespace, 'route', {
      parentRefs: [{ kind: 'Service', name: 'cart', namespace: 'shop' }],
      rules: [{ timeouts: { request: '5s' } }],
    }),
  ]);
  expect(features({ objects: [...objects].reverse() })).toEqual(
    features({ objects }),
  );
});
