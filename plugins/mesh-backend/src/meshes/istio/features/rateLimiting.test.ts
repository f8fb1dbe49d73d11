import { CustomRecord } from '@meshboard/backstage-plugin-mesh-node';
import { customOf } from '../../testing/records';
import { labels, of } from './__testUtils__/world';

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
