import {
  ClusterSnapshot,
  CustomRecord,
  PodRecord,
  ServiceRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { linkerdAdapter } from '..';
import { Feature } from '../../shared/feature';
import { linkerdConfig, linkerdPod } from '../../testing/linkerd';
import {
  customOf,
  namespaceOf,
  podOf,
  serviceOf,
  snapshotOf,
} from '../../testing/records';

const labels = { app: 'cart' };

const KINDS: Record<string, string> = {
  HTTPRoute: 'gateway.networking.k8s.io/httproutes',
  GRPCRoute: 'gateway.networking.k8s.io/grpcroutes',
  PolicyRoute: 'policy.linkerd.io/httproutes',
  Server: 'policy.linkerd.io/servers',
  HTTPLocalRateLimitPolicy: 'policy.linkerd.io/httplocalratelimitpolicies',
  ServiceProfile: 'linkerd.io/serviceprofiles',
  TrafficSplit: 'split.smi-spec.io/trafficsplits',
};

interface World {
  objects?: CustomRecord[];
  service?: Record<string, string>;
  pod?: Partial<PodRecord>;
  env?: Record<string, string>;
  others?: PodRecord[];
  access?: ClusterSnapshot['access'];
}

function features(world: World, meshed = true): Feature[] {
  const pod = linkerdPod('shop', 'cart-1', { labels, ...world.pod });
  pod.labels = { ...pod.labels, ...labels };
  for (const container of pod.initContainers) {
    if (container.name === 'linkerd-proxy') container.env = world.env ?? {};
  }
  const service: ServiceRecord = {
    ...serviceOf('shop', 'cart', labels, [{ targetPort: 8080 }]),
    annotations: world.service ?? {},
  };
  const custom: Record<string, CustomRecord[]> = {};
  for (const object of world.objects ?? []) {
    const kind =
      object.apiVersion.startsWith('policy') && object.kind === 'HTTPRoute'
        ? 'PolicyRoute'
        : object.kind;
    (custom[KINDS[kind]] ??= []).push(object);
  }
  const snapshot = snapshotOf({
    namespaces: [namespaceOf('shop')],
    pods: [pod, ...(world.others ?? [])],
    services: [service],
    configMaps: [linkerdConfig()],
    custom,
    access: world.access ?? {},
  });
  return (
    linkerdAdapter.prepare(snapshot).inspect!({
      reference: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
      pods: [pod],
      meshed: meshed ? [pod] : [],
      services: [service],
      ports: () => [8080],
    }).features ?? []
  );
}

const of = (feature: string, world: World) =>
  features(world)
    .filter(f => f.feature === feature)
    .map(({ state, detail, setBy }) => ({ state, detail, setBy }));

const accepted = (parentRef: any) => ({
  parents: [{ parentRef, conditions: [{ type: 'Accepted', status: 'True' }] }],
});
const parent = {
  kind: 'Service',
  group: 'core',
  name: 'cart',
  namespace: 'shop',
};

const route = (
  rules: any[],
  parts: Partial<CustomRecord> & { in?: string; port?: number } = {},
): CustomRecord => {
  const { in: namespace = 'shop', port, ...rest } = parts;
  const ref = { ...parent, ...(port ? { port } : {}) };
  return customOf(
    'HTTPRoute',
    namespace,
    'cart',
    { parentRefs: [ref], rules },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      status: accepted(ref),
      ...rest,
    },
  );
};

it('says of each feature whether it is on, once nothing is in the way', () => {
  expect(features({}).map(f => `${f.feature} ${f.state}`)).toEqual([
    'access-logs off',
    'circuit-breaking off',
    'fault-injection off',
    'mirroring off',
    'rate-limiting off',
    'retries off',
    'routing off',
    'timeout off',
    'tracing off',
    'traffic-split off',
  ]);
  expect(features({}, false)).toEqual([]);
});

describe('annotations of the Service', () => {
  /** linkerd: policy-controller/k8s/index/src/outbound/index.rs parse_accrual_config, http.rs parse_http_retry */
  it.each<[string, Record<string, string>, string, string, string | null]>([
    [
      'retries',
      { 'retry.linkerd.io/http': '5xx,429' },
      'on',
      'Up to 1 more attempt, on status 5xx, 429',
      'Service shop/cart annotation retry.linkerd.io/http',
    ],
    [
      'retries',
      {
        'retry.linkerd.io/grpc': 'unavailable',
        'retry.linkerd.io/limit': '3',
        'retry.linkerd.io/timeout': '400ms',
      },
      'on',
      'Up to 3 more attempts of at most 400ms, on gRPC unavailable',
      'Service shop/cart annotation retry.linkerd.io/grpc',
    ],
    [
      'retries',
      { 'retry.linkerd.io/limit': '3' },
      'off',
      'Nothing asks for them',
      null,
    ],
    [
      'timeout',
      { 'timeout.linkerd.io/request': '2s' },
      'on',
      '2s for a request',
      'Service shop/cart annotation timeout.linkerd.io/request',
    ],
    [
      'circuit-breaking',
      { 'balancer.linkerd.io/failure-accrual': 'consecutive' },
      'on',
      'A pod is left out for 1s to 60s after 7 failures in a row',
      'Service shop/cart annotation balancer.linkerd.io/failure-accrual',
    ],
    [
      'circuit-breaking',
      {
        'balancer.linkerd.io/failure-accrual': 'consecutive',
        'balancer.linkerd.io/failure-accrual-consecutive-max-failures': '4',
        'balancer.linkerd.io/failure-accrual-consecutive-min-penalty': '30s',
      },
      'on',
      'A pod is left out for 30s to 60s after 4 failures in a row',
      'Service shop/cart annotation balancer.linkerd.io/failure-accrual',
    ],
    [
      'circuit-breaking',
      { 'balancer.linkerd.io/failure-accrual': 'sometimes' },
      'off',
      'Linkerd knows no failure accrual of mode sometimes',
      'Service shop/cart annotation balancer.linkerd.io/failure-accrual',
    ],
  ])('%s %j', (feature, service, state, detail, setBy) => {
    expect(of(feature, { service })).toEqual([{ state, detail, setBy }]);
  });
});

describe('routes', () => {
  const split = [
    {
      timeouts: { request: '5s' },
      backendRefs: [
        { name: 'cart', weight: 80 },
        { name: 'cart-2', weight: 20 },
      ],
    },
  ];

  it('split, time and retry', () => {
    const world = {
      objects: [
        route(split, {
          annotations: {
            'retry.linkerd.io/http': '5xx',
            'retry.linkerd.io/limit': '2',
          },
        }),
      ],
    };
    expect(of('traffic-split', world)[0].detail).toBe(
      '80 % to cart and 20 % to cart-2',
    );
    expect(of('timeout', world)[0]).toEqual({
      state: 'on',
      detail: '5s',
      setBy: 'HTTPRoute shop/cart spec.rules[0].timeouts.request',
    });
    expect(of('retries', world)[0].setBy).toBe(
      'HTTPRoute shop/cart annotation retry.linkerd.io/http',
    );
  });

  it('take the place of what the Service says of the same, and inherit the rest', () => {
    const world = {
      service: {
        'retry.linkerd.io/http': '5xx',
        'timeout.linkerd.io/request': '9s',
      },
      objects: [
        route([{}], { annotations: { 'retry.linkerd.io/limit': '4' } }),
      ],
    };
    // The route sets a limit and no condition, so the Service's condition is gone.
    expect(of('retries', world)[0].state).toBe('off');
    expect(of('timeout', world)[0].setBy).toBe(
      'Service shop/cart annotation timeout.linkerd.io/request',
    );
  });

  it('for one port, or for some callers, leave the rest to the Service', () => {
    const service = { 'timeout.linkerd.io/request': '9s' };
    for (const [parts, who] of [
      [{ port: 80 }, ', on port 80'],
      [{ in: 'web' }, ', for callers in web only'],
    ] as const) {
      expect(
        of('timeout', { service, objects: [route(split, parts)] }).map(
          f => f.detail,
        ),
      ).toEqual([`5s${who}`, '9s for a request']);
    }
  });

  /** linkerd: policy-controller/k8s/index/src/outbound/index.rs route_accepted_by_service */
  it.each<[string, Partial<CustomRecord>]>([
    ['was not accepted', { status: undefined }],
    [
      'was refused',
      {
        status: {
          parents: [
            {
              parentRef: parent,
              conditions: [{ type: 'Accepted', status: 'False' }],
            },
          ],
        },
      },
    ],
  ])('one that %s is not followed', (_, parts) => {
    const world = { objects: [route(split, parts)] };
    expect(of('timeout', world)[0].state).toBe('off');
    expect(of('routing', world)).toEqual([
      {
        state: 'off',
        detail: expect.stringMatching(/HTTPRoute shop\/cart is not followed/),
        setBy: 'HTTPRoute shop/cart status',
      },
    ]);
  });

  it('one with a filter that Linkerd lacks is dropped whole', () => {
    const rules = [{ ...split[0], filters: [{ type: 'RequestMirror' }] }];
    const world = { objects: [route(rules)] };
    expect(of('timeout', world)[0].state).toBe('off');
    expect(of('routing', world)[0].detail).toMatch(/no filter RequestMirror/);
  });

  it("of Linkerd's own kind count the same", () => {
    const own = route(split, { apiVersion: 'policy.linkerd.io/v1beta3' });
    expect(of('timeout', { objects: [own] })[0].detail).toBe('5s');
  });
});

describe('service profiles', () => {
  const profile = (spec: any, namespace = 'shop') =>
    customOf('ServiceProfile', namespace, 'cart.shop.svc.cluster.local', spec);
  const routes = [
    { name: 'GET /items', isRetryable: true, timeout: '300ms' },
    { name: 'POST /items' },
  ];

  it('retry within a budget, and have a timeout anyhow', () => {
    const world = {
      objects: [
        profile({
          routes,
          retryBudget: { retryRatio: 0.3, minRetriesPerSecond: 5, ttl: '10s' },
        }),
      ],
    };
    expect(of('retries', world)[0].detail).toBe(
      'GET /items: until they are 30 % more requests, and 5 a second in any case',
    );
    expect(of('timeout', world).map(f => f.detail)).toEqual([
      'GET /items: 300ms',
      'POST /items: 10s',
    ]);
  });

  /** linkerd2-proxy: linkerd/app/outbound should_override_policy */
  it.each([
    [{ routes }, false],
    [{ dstOverrides: [{ authority: 'cart-2', weight: '1' }] }, false],
    [{}, true],
  ])('%j: annotations are read as well: %s', (spec, read) => {
    const world = {
      service: {
        'balancer.linkerd.io/failure-accrual': 'consecutive',
      },
      objects: [profile(spec)],
    };
    expect(of('circuit-breaking', world)[0].state).toBe(read ? 'on' : 'off');
  });

  it("a caller's own holds for its namespace", () => {
    const world = {
      service: { 'timeout.linkerd.io/request': '9s' },
      objects: [profile({ routes: [routes[0]] }, 'web')],
    };
    expect(of('timeout', world).map(f => f.detail)).toEqual([
      '9s for a request',
      'GET /items: 300ms, for callers in web only',
    ]);
  });
});

describe('traffic splits', () => {
  const split = customOf('TrafficSplit', 'shop', 'canary', {
    service: 'cart',
    backends: [
      { service: 'cart', weight: '900m' },
      { service: 'cart-2', weight: '100m' },
    ],
  });
  const adaptor = podOf('linkerd-smi', 'smi-adaptor-1', {
    labels: { 'linkerd.io/extension': 'smi' },
  });

  it('hold where something reads them', () => {
    expect(
      of('traffic-split', { objects: [split], others: [adaptor] }),
    ).toEqual([
      {
        state: 'on',
        detail: '90 % to cart and 10 % to cart-2',
        setBy: 'TrafficSplit shop/canary spec.backends',
      },
    ]);
    expect(of('traffic-split', { objects: [split] })[0]).toMatchObject({
      state: 'off',
      detail: expect.stringMatching(/SMI extension/),
    });
  });
});

describe('rate limits', () => {
  const server = (selector: any) =>
    customOf('Server', 'shop', 'cart-http', {
      podSelector: { matchLabels: selector },
      port: 8080,
    });
  const limit = (parts: Partial<CustomRecord> = {}) =>
    customOf(
      'HTTPLocalRateLimitPolicy',
      'shop',
      'cart',
      {
        targetRef: {
          kind: 'Server',
          group: 'policy.linkerd.io',
          name: 'cart-http',
        },
        total: { requestsPerSecond: 100 },
        identity: { requestsPerSecond: 20 },
      },
      {
        status: { conditions: [{ type: 'Accepted', status: 'True' }] },
        ...parts,
      },
    );

  /** linkerd: policy-controller/k8s/index/src/inbound/ratelimit_policy.rs accepted_by_server */
  it.each<[string, CustomRecord[], string]>([
    ['on its Server', [server(labels), limit()], 'on'],
    ["on another's Server", [server({ app: 'web' }), limit()], 'off'],
    ['not accepted', [server(labels), limit({ status: undefined })], 'off'],
    ['without a Server', [limit()], 'off'],
  ])('%s', (_, objects, state) => {
    expect(of('rate-limiting', { objects })[0].state).toBe(state);
  });

  it('say their rates', () => {
    expect(of('rate-limiting', { objects: [server(labels), limit()] })).toEqual(
      [
        {
          state: 'on',
          detail:
            'Requests a second to port 8080: 100 in all and 20 from each identity, counted in each proxy',
          setBy: 'HTTPLocalRateLimitPolicy shop/cart spec',
        },
      ],
    );
  });
});

it.each<[string, World, string, string | null]>([
  [
    'access-logs',
    { pod: { annotations: { 'config.linkerd.io/access-log': 'json' } } },
    'on',
    'annotation config.linkerd.io/access-log',
  ],
  [
    'access-logs',
    { env: { LINKERD2_PROXY_ACCESS_LOG: 'apache' } },
    'on',
    'linkerd-proxy env LINKERD2_PROXY_ACCESS_LOG',
  ],
  [
    'tracing',
    { env: { LINKERD2_PROXY_TRACE_COLLECTOR_SVC_ADDR: 'collector:4317' } },
    'on',
    'linkerd-proxy env LINKERD2_PROXY_TRACE_COLLECTOR_SVC_ADDR',
  ],
  ['tracing', {}, 'off', null],
])('%s as the proxy was started: %j', (feature, world, state, setBy) => {
  const [found] = of(feature, world);
  expect([found.state, found.setBy]).toEqual([state, setBy]);
});

it.each<[string, string[]]>([
  [
    'policy.linkerd.io/httproutes',
    ['retries', 'routing', 'timeout', 'traffic-split'],
  ],
  [
    'linkerd.io/serviceprofiles',
    ['circuit-breaking', 'retries', 'routing', 'timeout', 'traffic-split'],
  ],
  ['policy.linkerd.io/httplocalratelimitpolicies', ['rate-limiting']],
  ['policy.linkerd.io/servers', ['rate-limiting']],
  ['split.smi-spec.io/trafficsplits', ['traffic-split']],
  [
    'services',
    ['circuit-breaking', 'retries', 'routing', 'timeout', 'traffic-split'],
  ],
])('%s not read: unknown, never off', (key, blind) => {
  const found = features({ access: { [key]: { outcome: 'failed' } } });
  expect(found.filter(f => f.state === 'unknown').map(f => f.feature)).toEqual(
    blind,
  );
});

it.each(Object.keys(KINDS))('a %s of nonsense harms nobody', name => {
  const nonsense = [
    undefined,
    null,
    'text',
    {
      parentRefs: [null, parent],
      rules: [null, { timeouts: 3, filters: [4] }],
    },
    { routes: [null, 'x', { timeout: {} }], dstOverrides: [null] },
    { service: 4, backends: [null] },
    { service: 'cart', backends: [null, { weight: {} }] },
    { targetRef: 'x', total: 'y' },
    { podSelector: 'x', port: {} },
  ];
  const kind = name === 'PolicyRoute' ? 'HTTPRoute' : name;
  const objects = nonsense.map((spec, i) =>
    customOf(
      kind,
      'shop',
      kind === 'ServiceProfile' ? 'cart.shop.svc.cluster.local' : `n-${i}`,
      spec,
      {
        apiVersion:
          name === 'PolicyRoute' ? 'policy.linkerd.io/v1beta3' : 'x/v1',
        status: accepted(parent),
      },
    ),
  );
  const found = features({ objects });
  expect(found.length).toBeGreaterThan(9);
  for (const { detail } of found) {
    expect(detail).not.toMatch(/undefined|NaN|\[object/);
  }
});
