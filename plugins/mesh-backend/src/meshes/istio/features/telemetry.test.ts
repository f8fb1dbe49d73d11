import { istioPod } from '../../testing/istio';
import { customOf } from '../../testing/records';
import { labels, of, World } from './__testUtils__/world';

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
