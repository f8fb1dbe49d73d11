import {
  ClusterSnapshot,
  CustomRecord,
  PodRecord,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { stringify } from 'yaml';
import { istioAdapter } from '..';
import { Feature } from '../../shared/feature';
import {
  ambientPod,
  istiodPod,
  istioPod,
  istioProxyPod,
} from '../../testing/istio';
import {
  containerOf,
  customOf,
  metaOf,
  namespaceOf,
  serviceOf,
  snapshotOf,
} from '../../testing/records';

const labels = { app: 'cart' };
const cart = istioPod('shop', 'cart-1', { labels });
const service = serviceOf('shop', 'cart', labels, [{ targetPort: 8080 }]);

const KINDS: Record<string, string> = {
  VirtualService: 'networking.istio.io/virtualservices',
  DestinationRule: 'networking.istio.io/destinationrules',
  EnvoyFilter: 'networking.istio.io/envoyfilters',
  Telemetry: 'telemetry.istio.io/telemetries',
  HTTPRoute: 'gateway.networking.k8s.io/httproutes',
  GRPCRoute: 'gateway.networking.k8s.io/grpcroutes',
};

interface World {
  objects?: CustomRecord[];
  mesh?: Record<string, any>;
  pods?: PodRecord[];
  others?: PodRecord[];
  access?: ClusterSnapshot['access'];
  namespace?: Record<string, string>;
}

function snapshotWith(world: World): ClusterSnapshot {
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

function features(world: World): Feature[] {
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

const of = (feature: string, world: World) =>
  features(world)
    .filter(f => f.feature === feature)
    .map(({ state, detail, setBy }) => ({ state, detail, setBy }));

const virtualService = (
  name: string,
  spec: any,
  parts: Partial<CustomRecord> & { in?: string } = {},
) => {
  const { in: namespace = 'shop', ...rest } = parts;
  return customOf('VirtualService', namespace, name, spec, rest);
};

const toCart = [{ destination: { host: 'cart' } }];
const timed = (timeout: string, parts: any = {}) => ({
  hosts: ['cart'],
  http: [{ route: toCart, timeout }],
  ...parts,
});

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

describe('circuit breaking', () => {
  const rule = (
    namespace: string,
    name: string,
    trafficPolicy: any,
    parts: any = {},
  ) =>
    customOf('DestinationRule', namespace, name, {
      host: 'cart.shop.svc.cluster.local',
      trafficPolicy,
      ...parts,
    });
  const ejects = (errors: number) => ({
    outlierDetection: { consecutive5xxErrors: errors },
  });

  it('reads ejection and limits, at ports and subsets too', () => {
    const spec = {
      outlierDetection: { consecutive5xxErrors: 7, baseEjectionTime: '1m' },
      connectionPool: {
        tcp: { maxConnections: 100, connectTimeout: '1s' },
        http: { http1MaxPendingRequests: 50 },
      },
      portLevelSettings: [{ port: { number: 80 }, outlierDetection: {} }],
    };
    const subsets = [
      {
        name: 'v2',
        trafficPolicy: { outlierDetection: { consecutive5xxErrors: 0 } },
      },
    ];
    expect(
      of('circuit-breaking', {
        objects: [rule('shop', 'r', spec, { subsets })],
      }),
    ).toEqual([
      {
        state: 'off',
        detail: 'Subset v2: Ejection turned off',
        setBy:
          'DestinationRule shop/r spec.subsets[0].trafficPolicy.outlierDetection',
      },
      {
        state: 'on',
        detail:
          'A caller is refused beyond 100 connections and 50 waiting requests',
        setBy: 'DestinationRule shop/r spec.trafficPolicy.connectionPool',
      },
      {
        state: 'on',
        detail: 'A pod is left out for 1m after 7 errors (5xx) in a row',
        setBy: 'DestinationRule shop/r spec.trafficPolicy.outlierDetection',
      },
      {
        state: 'on',
        detail:
          'Port 80: A pod is left out for 30s after 5 errors (5xx) in a row',
        setBy:
          'DestinationRule shop/r spec.trafficPolicy.portLevelSettings[0].outlierDetection',
      },
    ]);
  });

  it('a connect timeout alone breaks no circuit', () => {
    const spec = { connectionPool: { tcp: { connectTimeout: '1s' } } };
    expect(
      of('circuit-breaking', { objects: [rule('shop', 'r', spec)] })[0].state,
    ).toBe('off');
  });

  /** istio: pilot/pkg/model PushContext.destinationRule */
  it.each<[string, CustomRecord[], string[]]>([
    [
      "the Service's namespace before the root",
      [rule('shop', 'own', ejects(1)), rule('istio-system', 'root', ejects(2))],
      ['shop/own'],
    ],
    [
      'the root where the Service has none',
      [rule('istio-system', 'root', ejects(2))],
      ['istio-system/root'],
    ],
    [
      'the root, for others than those of a private rule',
      [
        rule('shop', 'own', ejects(1), { exportTo: ['.'] }),
        rule('istio-system', 'root', ejects(2)),
      ],
      ['istio-system/root', 'shop/own for callers in shop'],
    ],
    [
      "a caller's own",
      [rule('web', 'mine', ejects(3))],
      ['web/mine for callers in web'],
    ],
    [
      "a caller's, for all that it calls",
      [rule('web', 'mine', ejects(3), { host: '*.local' })],
      [],
    ],
    [
      'the most specific host',
      [
        rule('shop', 'wide', ejects(1), { host: '*.cluster.local' }),
        rule('shop', 'own', ejects(2)),
        rule('shop', 'wider', ejects(3), { host: '*' }),
      ],
      ['shop/own'],
    ],
    [
      'name and namespace alone are no host',
      [rule('shop', 'own', ejects(1), { host: 'cart.shop' })],
      [],
    ],
  ])('%s', (_, objects, expected) => {
    const found = of('circuit-breaking', { objects })
      .filter(f => f.state === 'on')
      .map(f => {
        const who = f.detail.match(/ for callers in [a-z]+/)?.[0] ?? '';
        return `${f.setBy!.split(' ')[1]}${who}`;
      });
    expect(found.sort()).toEqual([...expected].sort());
  });
});

describe('access logs', () => {
  const telemetry = (
    namespace: string,
    name: string,
    accessLogging: any[] | undefined,
    parts: any = {},
  ) => customOf('Telemetry', namespace, name, { accessLogging, ...parts });
  const envoy = [{ providers: [{ name: 'envoy' }] }];

  /** istio: pilot/pkg/model telemetry_test.go TestAccessLogging, TestAccessLoggingCache */
  it.each<[string, World, string, string | null]>([
    [
      'the log file of the mesh',
      { mesh: { accessLogFile: '/dev/stdout' } },
      'on',
      'ConfigMap istio-system/istio accessLogFile',
    ],
    ['an empty log file', { mesh: { accessLogFile: '' } }, 'off', null],
    [
      'default providers',
      { mesh: { defaultProviders: { accessLogging: ['envoy'] } } },
      'on',
      'ConfigMap istio-system/istio defaultProviders.accessLogging',
    ],
    [
      'Telemetry of the root namespace',
      { objects: [telemetry('istio-system', 'all', envoy)] },
      'on',
      'Telemetry istio-system/all spec.accessLogging[0]',
    ],
    [
      'turned off in the namespace',
      {
        objects: [
          telemetry('istio-system', 'all', envoy),
          telemetry('shop', 'off', [
            { providers: [{ name: 'envoy' }], disabled: true },
          ]),
        ],
      },
      'off',
      'Telemetry shop/off spec.accessLogging[0]',
    ],
    [
      'turned off without naming the provider',
      {
        objects: [
          telemetry('istio-system', 'all', envoy),
          telemetry('shop', 'off', [{ disabled: true }]),
        ],
      },
      'off',
      'Telemetry shop/off spec.accessLogging[0]',
    ],
    [
      'Telemetry of another namespace',
      { objects: [telemetry('web', 'all', envoy)] },
      'off',
      null,
    ],
    [
      'a selector that matches, over the namespace',
      {
        objects: [
          telemetry('shop', 'wide', [
            { providers: [{ name: 'envoy' }], disabled: true },
          ]),
          telemetry('shop', 'cart', envoy, {
            selector: { matchLabels: labels },
          }),
        ],
      },
      'on',
      'Telemetry shop/cart spec.accessLogging[0]',
    ],
    [
      'a selector that matches nothing',
      {
        objects: [
          telemetry('shop', 'web', envoy, {
            selector: { matchLabels: { app: 'web' } },
          }),
        ],
      },
      'off',
      null,
    ],
    [
      'for calls it makes, not those it gets',
      {
        objects: [
          telemetry('shop', 'out', [
            { providers: [{ name: 'envoy' }], match: { mode: 'CLIENT' } },
          ]),
        ],
      },
      'off',
      'Telemetry shop/out spec.accessLogging',
    ],
    [
      'Telemetry that names no provider, without a default one, takes the log file away',
      {
        mesh: { accessLogFile: '/dev/stdout' },
        objects: [telemetry('shop', 'none', [{}])],
      },
      'off',
      'Telemetry shop/none spec.accessLogging',
    ],
    [
      'a provider that does not exist',
      {
        objects: [telemetry('shop', 'x', [{ providers: [{ name: 'nope' }] }])],
      },
      'off',
      'Telemetry shop/x spec.accessLogging',
    ],
    [
      'a provider that logs nothing',
      {
        objects: [
          telemetry('shop', 'x', [{ providers: [{ name: 'prometheus' }] }]),
        ],
      },
      'off',
      'Telemetry shop/x spec.accessLogging',
    ],
    [
      'Telemetry attached to a waypoint',
      {
        objects: [
          telemetry('shop', 'x', envoy, {
            targetRefs: [{ kind: 'Gateway', name: 'waypoint' }],
          }),
        ],
      },
      'off',
      null,
    ],
  ])('%s', (_, world, state, setBy) => {
    expect(of('access-logs', world)).toEqual([
      expect.objectContaining({ state, setBy }),
    ]);
  });

  it('say what is filtered', () => {
    const objects = [
      telemetry('shop', 'errors', [
        {
          providers: [{ name: 'envoy' }],
          filter: { expression: 'response.code >= 400' },
        },
      ]),
    ];
    expect(of('access-logs', { objects })[0].detail).toBe(
      'Requests are logged to /dev/stdout where response.code >= 400 (provider envoy)',
    );
  });
});

describe('tracing', () => {
  const otel = {
    extensionProviders: [
      { name: 'otel', opentelemetry: { service: 'collector.obs', port: 4317 } },
    ],
  };
  const telemetry = (tracing: any[], namespace = 'shop') =>
    customOf('Telemetry', namespace, 'tracing', { tracing });

  /** istio: pilot/pkg/model telemetry_test.go TestTracing */
  it.each<[string, World, string, string, string | null]>([
    [
      'a provider and its share',
      {
        mesh: otel,
        objects: [
          telemetry([
            { providers: [{ name: 'otel' }], randomSamplingPercentage: 5 },
          ]),
        ],
      },
      'on',
      '5 % of requests traced to collector.obs (provider otel)',
      'Telemetry shop/tracing spec.tracing[0]',
    ],
    [
      'a share, with the default provider',
      {
        mesh: { ...otel, defaultProviders: { tracing: ['otel'] } },
        objects: [telemetry([{ randomSamplingPercentage: 10 }])],
      },
      'on',
      '10 % of requests traced to collector.obs (provider otel)',
      'Telemetry shop/tracing spec.tracing[0]',
    ],
    [
      'no provider',
      { objects: [telemetry([{ randomSamplingPercentage: 10 }])] },
      'off',
      'No provider is named, and the mesh has no default provider',
      'Telemetry shop/tracing spec.tracing[0]',
    ],
    [
      'turned off below',
      {
        mesh: otel,
        objects: [
          telemetry([{ providers: [{ name: 'otel' }] }], 'istio-system'),
          telemetry([{ disableSpanReporting: true }]),
        ],
      },
      'off',
      'Turned off',
      'Telemetry shop/tracing spec.tracing[0]',
    ],
    [
      'for calls it makes only',
      {
        mesh: otel,
        objects: [
          telemetry([
            { providers: [{ name: 'otel' }], match: { mode: 'CLIENT' } },
          ]),
        ],
      },
      'off',
      'No provider is named, and the mesh has no default provider',
      'ConfigMap istio-system/istio defaultProviders.tracing',
    ],
    [
      'the proxies own configuration',
      {
        mesh: {
          defaultConfig: {
            tracing: { sampling: 100, zipkin: { address: 'zipkin.obs:9411' } },
          },
        },
      },
      'on',
      '100 % of requests traced to zipkin.obs:9411',
      'ConfigMap istio-system/istio defaultConfig.tracing',
    ],
    [
      'the same, with tracing turned off',
      {
        mesh: {
          enableTracing: false,
          defaultConfig: { tracing: { zipkin: { address: 'z' } } },
        },
      },
      'off',
      'Turned off',
      'ConfigMap istio-system/istio enableTracing',
    ],
  ])('%s', (_, world, state, detail, setBy) => {
    expect(of('tracing', world)).toEqual([{ state, detail, setBy }]);
  });
});

it.each([
  ['1.21.6', 'unknown'],
  ['1.9.0-distroless', 'unknown'],
  ['1.22.0', 'off'],
  ['latest', 'off'],
])('proxies of %s without a tracing configuration: %s', (tag, state) => {
  const pod = istioPod('shop', 'cart-1', { labels });
  pod.initContainers.find(
    c => c.name === 'istio-proxy',
  )!.image = `x/proxyv2:${tag}`;
  expect(of('tracing', { pods: [pod] })[0].state).toBe(state);
});

describe('rate limiting', () => {
  const filter = (patch: any, parts: any = {}, namespace = 'shop') =>
    customOf('EnvoyFilter', namespace, 'limit', {
      configPatches: [
        {
          applyTo: 'HTTP_FILTER',
          match: { context: 'SIDECAR_INBOUND' },
          patch: {
            operation: 'INSERT_BEFORE',
            value: {
              name: 'envoy.filters.http.local_ratelimit',
              typed_config: {
                value: {
                  token_bucket: {
                    max_tokens: 10,
                    tokens_per_fill: 10,
                    fill_interval: '60s',
                  },
                },
              },
            },
          },
          ...patch,
        },
      ],
      ...parts,
    });

  it.each<[string, CustomRecord, boolean]>([
    ['for all pods of the namespace', filter({}), true],
    ['of the root namespace', filter({}, {}, 'istio-system'), true],
    ['of another namespace', filter({}, {}, 'web'), false],
    ['for these pods', filter({}, { workloadSelector: { labels } }), true],
    [
      'for other pods',
      filter({}, { workloadSelector: { labels: { app: 'web' } } }),
      false,
    ],
    [
      'for what it calls',
      filter({ match: { context: 'SIDECAR_OUTBOUND' } }),
      false,
    ],
    ['for a gateway', filter({ match: { context: 'GATEWAY' } }), false],
    [
      'taken away',
      filter({
        patch: {
          operation: 'REMOVE',
          value: { name: 'envoy.filters.http.local_ratelimit' },
        },
      }),
      false,
    ],
    [
      'another filter',
      filter({
        patch: {
          operation: 'INSERT_BEFORE',
          value: { name: 'envoy.filters.http.lua' },
        },
      }),
      false,
    ],
  ])('%s', (_, object, limits) => {
    const [{ detail, setBy }] = of('rate-limiting', { objects: [object] });
    expect([detail, setBy]).toEqual(
      limits
        ? [
            'A filter limits requests, counted in each proxy: 10 every 60s, at most 10 at once',
            `EnvoyFilter ${object.namespace}/limit spec.configPatches[0]`,
          ]
        : ['No EnvoyFilter puts a rate limit filter before its pods', null],
    );
  });
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
