import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { ambientPod, istioPod, istioProxyPod } from '../testing/istio';
import {
  customOf,
  namespaceOf,
  serviceOf,
  snapshotOf,
} from '../testing/records';
import { istioAdapter } from '.';

const KEY = 'security.istio.io/authorizationpolicies';
const labels = { app: 'cart' };

function authorization(
  specs: any[],
  pod: PodRecord = istioPod('shop', 'cart', { labels }),
  parts: Partial<ClusterSnapshot> = {},
) {
  const policies = specs.map((spec, i) =>
    spec.kind ? spec : customOf('AuthorizationPolicy', 'shop', `p${i}`, spec),
  );
  return istioAdapter
    .prepare(snapshotOf({ custom: { [KEY]: policies }, ...parts }))
    .authorization(pod, [8080]);
}

const from = (source: any) => ({ rules: [{ from: [{ source }] }] });
const named = from({ principals: ['cluster.local/ns/a/sa/b'] });

describe('istio: pilot/pkg/model ListAuthorizationPolicies, all ALLOW together', () => {
  it.each<[string, any[], string]>([
    ['no policy lets everybody in', [], 'open'],
    ['principals', [named], 'named'],
    ['namespaces', [from({ namespaces: ['a'] })], 'named'],
    ['service accounts', [from({ serviceAccounts: ['a/b'] })], 'named'],
    [
      'any principal is nobody in particular',
      [from({ principals: ['*'] })],
      'open',
    ],
    ...(
      [
        ['cluster.local/*', 'open'],
        ['cluster.local/ns/*', 'open'],
        ['cluster*', 'open'],
        ['cluster.local/ns/a/*', 'named'],
        ['cluster.local/ns/team-*', 'named'],
        ['*/ns/a/sa/b', 'named'],
        ['*/sa/b', 'named'],
      ] as const
    ).map(
      ([principal, expected]) =>
        [
          `principals that match ${principal}`,
          [from({ principals: [principal] })],
          expected,
        ] as [string, any[], string],
    ),
    [
      'namespaces by a beginning of their names',
      [from({ namespaces: ['team-*'] })],
      'named',
    ],
    ['addresses name nobody', [from({ ipBlocks: ['10.0.0.0/8'] })], 'open'],
    ['everybody but one', [from({ notPrincipals: ['a'] })], 'open'],
    [
      'fields of one source hold together',
      [from({ principals: ['*'], namespaces: ['a'] })],
      'named',
    ],
    [
      'sources of a rule are alternatives',
      [
        {
          rules: [
            {
              from: [
                { source: { principals: ['a'] } },
                { source: { ipBlocks: ['10.0.0.0/8'] } },
              ],
            },
          ],
        },
      ],
      'open',
    ],
    ['a rule for everybody', [{ rules: [{}] }], 'open'],
    [
      'one open rule beside a named one',
      [{ rules: [...named.rules, {}] }],
      'open',
    ],
    ['one open policy beside a named one', [named, { rules: [{}] }], 'open'],
    ['no rules: nobody is let in', [{}], 'named'],
    ['deny policies let nobody in', [{ action: 'DENY', rules: [{}] }], 'open'],
    ['custom ones neither', [{ action: 'CUSTOM', ...named }], 'open'],
    [
      'of other labels',
      [{ ...named, selector: { matchLabels: { app: 'x' } } }],
      'open',
    ],
    [
      'of its labels',
      [{ ...named, selector: { matchLabels: { app: 'cart' } } }],
      'named',
    ],
    [
      'of the root namespace, for all',
      [customOf('AuthorizationPolicy', 'istio-system', 'p', named)],
      'named',
    ],
    [
      'of another namespace',
      [customOf('AuthorizationPolicy', 'other', 'p', named)],
      'open',
    ],
    [
      'a dry run enforces nothing',
      [
        customOf('AuthorizationPolicy', 'shop', 'p', named, {
          annotations: { 'istio.io/dry-run': 'true' },
        }),
      ],
      'open',
    ],
    // istio: pilot/pkg/security/authz/builder isDryRun, which has Go parse the word
    ...['True', 'TRUE', 't', '1'].map(
      value =>
        [
          `a dry run, said as ${value}`,
          [
            customOf('AuthorizationPolicy', 'shop', 'p', named, {
              annotations: { 'istio.io/dry-run': value },
            }),
          ],
          'open',
        ] as [string, any[], string],
    ),
    [
      'a word that is none is no dry run',
      [
        customOf('AuthorizationPolicy', 'shop', 'p', named, {
          annotations: { 'istio.io/dry-run': 'yes' },
        }),
      ],
      'named',
    ],
    [
      'for a waypoint: not for a sidecar',
      [{ ...named, targetRefs: [{ kind: 'Gateway', name: 'wp' }] }],
      'open',
    ],
  ])('%s', (_, specs, expected) => {
    expect(authorization(specs)).toBe(expected);
  });

  it('is unknown where policies could not be read', () => {
    expect(
      authorization([], undefined, {
        access: { [KEY]: { outcome: 'not-permitted' } },
      }),
    ).toBe('unknown');
  });
});

describe('policies that are enforced by a waypoint', () => {
  const waypoint = istioProxyPod('waypoint', 'shop', 'wp-1', {
    labels: { 'gateway.networking.k8s.io/gateway-name': 'wp' },
  });
  const bound = namespaceOf('shop', { 'istio.io/use-waypoint': 'wp' });
  const services = [serviceOf('shop', 'cart', labels, [{ targetPort: 8080 }])];
  const pod = ambientPod('shop', 'cart', { labels });
  const onGateway = { ...named, targetRefs: [{ kind: 'Gateway', name: 'wp' }] };
  const onService = {
    ...named,
    targetRefs: [{ kind: 'Service', name: 'cart' }],
  };

  it.each<[string, any, Partial<ClusterSnapshot>, string]>([
    ['bound', onGateway, { namespaces: [bound] }, 'named'],
    ['by its Service', onService, { namespaces: [bound] }, 'named'],
    ['not bound', onGateway, { namespaces: [namespaceOf('shop')] }, 'open'],
    ['no waypoint runs', onGateway, { namespaces: [bound], pods: [] }, 'open'],
    [
      'its Service opted out',
      onService,
      {
        namespaces: [bound],
        services: [
          serviceOf('shop', 'cart', labels, [], {
            'istio.io/use-waypoint': 'none',
          }),
        ],
      },
      'open',
    ],
  ])('%s', (_, spec, parts, expected) => {
    expect(
      authorization([spec], pod, { pods: [waypoint], services, ...parts }),
    ).toBe(expected);
  });

  // istio: pilot/pkg/model/policyattachment.go ShouldAttachPolicy, of the waypoint's own namespace
  it.each<[string, any, string]>([
    ['on the Gateway', onGateway, 'named'],
    [
      'on another Gateway',
      { ...named, targetRefs: [{ kind: 'Gateway', name: 'x' }] },
      'open',
    ],
    ['without targets: of that namespace alone', named, 'open'],
    ['on a Service of that name', onService, 'open'],
  ])(
    'a waypoint in another namespace, with a policy there %s',
    (_, spec, expected) => {
      const abroad = istioProxyPod('waypoint', 'gates', 'wp-1', {
        labels: waypoint.labels,
      });
      const sent = namespaceOf('shop', {
        'istio.io/use-waypoint': 'wp',
        'istio.io/use-waypoint-namespace': 'gates',
      });
      expect(
        authorization(
          [customOf('AuthorizationPolicy', 'gates', 'p', spec)],
          pod,
          { pods: [abroad], services, namespaces: [sent] },
        ),
      ).toBe(expected);
    },
  );
});
