import fc from 'fast-check';
import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { MtlsMode } from '@meshboard/backstage-plugin-mesh-common';
import { builtInAdapters } from '../meshes';
import {
  ambientPod,
  istiodPod,
  istioPod,
  istioProxyPod,
  istioWebhooks,
} from '../meshes/testing/istio';
import {
  linkerdConfig,
  linkerdPod,
  linkerdWebhook,
} from '../meshes/testing/linkerd';
import {
  containerOf,
  controllerOf,
  customOf,
  metaOf,
  namespaceOf,
  ownedBy,
  podOf,
  serviceOf,
  snapshotOf,
} from '../meshes/testing/records';
import { assessCluster } from './assessCluster';

const namespaceName = fc.constantFrom('shop', 'bank', 'istio-system');
const marks = fc.dictionary(
  fc.constantFrom(
    'app',
    'istio-injection',
    'istio.io/rev',
    'istio.io/dataplane-mode',
    'istio.io/use-waypoint',
    'sidecar.istio.io/inject',
    'sidecar.istio.io/status',
    'linkerd.io/inject',
    'linkerd.io/control-plane-ns',
    'config.linkerd.io/default-inbound-policy',
    'config.linkerd.io/skip-inbound-ports',
    'traffic.sidecar.istio.io/excludeInboundPorts',
    'kuma.io/sidecar-injected',
    'osm-proxy-uuid',
    'io.cilium/mtls-enabled',
    'argocd.argoproj.io/instance',
    'consul.hashicorp.com/connect-inject-status',
  ),
  fc.constantFrom(
    'a',
    'true',
    'false',
    'enabled',
    'disabled',
    'default',
    'ambient',
    'none',
    'deny',
    '8080',
    '{"revision":"default"}',
    'not json',
  ),
  { maxKeys: 4 },
);
const owner = fc.option(
  fc.constantFrom(ownedBy('StatefulSet', 'x'), ownedBy('CloneSet', 'y')),
  { nil: undefined },
);

const pod: fc.Arbitrary<PodRecord> = fc
  .record({
    kind: fc.constantFrom('plain', 'istio', 'ambient', 'linkerd', 'gateway'),
    namespace: namespaceName,
    name: fc.stringMatching(/^[a-z]{1,6}$/),
    labels: marks,
    annotations: marks,
    owner,
    phase: fc.constantFrom('Running', 'Running', 'Running', 'Pending'),
  })
  .map(({ kind, namespace, name, ...parts }) => {
    switch (kind) {
      case 'istio':
        return istioPod(namespace, name, parts);
      case 'ambient':
        return ambientPod(namespace, name, parts);
      case 'linkerd':
        return linkerdPod(namespace, name, parts);
      case 'gateway':
        return istioProxyPod('router', namespace, name, parts);
      default:
        return podOf(namespace, name, parts);
    }
  });

const selector = fc.constantFrom(
  undefined,
  { matchLabels: { app: 'a' } },
  { matchLabels: { app: 'true' } },
);
const peerMode = fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET');
const created = fc.constantFrom('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z');
const named = <T>(spec: fc.Arbitrary<T>) =>
  fc.record({
    namespace: namespaceName,
    name: fc.constantFrom('a', 'b', 'c'),
    createdAt: created,
    spec,
  });
const list = (kind: string, spec: fc.Arbitrary<any>) =>
  fc
    .uniqueArray(named(spec), {
      maxLength: 5,
      selector: p => `${p.namespace}/${p.name}`,
    })
    .map(all =>
      all.map(p =>
        customOf(kind, p.namespace, p.name, p.spec, {
          createdAt: p.createdAt,
        }),
      ),
    );

const snapshot: fc.Arbitrary<ClusterSnapshot> = fc
  .record({
    pods: fc.uniqueArray(pod, {
      maxLength: 8,
      selector: p => `${p.namespace}/${p.name}`,
    }),
    spaces: fc.tuple(marks, marks, marks, marks),
    peers: list(
      'PeerAuthentication',
      fc.record({
        mtls: fc.record({ mode: peerMode }),
        selector,
        portLevelMtls: fc.constantFrom(undefined, {
          8080: { mode: 'DISABLE' },
        }),
      }),
    ),
    policies: list(
      'AuthorizationPolicy',
      fc.record({
        selector,
        rules: fc.constantFrom(
          [],
          [{}],
          [{ from: [{ source: { principals: ['x'] } }] }],
        ),
      }),
    ),
    servers: list(
      'Server',
      fc.record({
        podSelector: fc.constant({}),
        port: fc.constantFrom(8080, 'http'),
        accessPolicy: fc.constantFrom(undefined, 'audit', 'all-authenticated'),
      }),
    ),
    settings: fc.record({
      injector: fc.constantFrom(
        'policy: enabled',
        'policy: disabled',
        'policy: enabled\nneverInjectSelector: [{matchLabels: {app: a}}]',
        'policy: [',
        'neverInjectSelector: x',
      ),
      values: fc.constantFrom('{"global":{"tag":"1.30.9"}}', 'null', '{'),
      ztunnel: fc.constantFrom('true', 'false'),
    }),
    events: fc.array(
      fc.record({
        reason: fc.constant('FailedCreate'),
        message: fc.constantFrom(
          'failed calling webhook "namespace.sidecar-injector.istio.io": EOF',
          'exceeded quota',
        ),
        lastSeen: fc.constantFrom('2026-02-28T23:00:00Z', 'yesterday'),
        count: fc.constant(1),
        involved: fc.constant({
          kind: 'StatefulSet',
          namespace: 'shop',
          name: 'x',
        }),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ pods, spaces, peers, policies, servers, settings, events }) =>
    snapshotOf({
      events,
      controllers: [controllerOf('StatefulSet', 'shop', 'x', { wanted: 3 })],
      pods: [...pods, istiodPod()],
      namespaces: [
        namespaceOf('shop', spaces[0], spaces[1]),
        namespaceOf('bank', spaces[2], spaces[3]),
        namespaceOf('istio-system'),
      ],
      services: [
        serviceOf('shop', 'a', { app: 'a' }, [{ targetPort: 'http' }]),
        serviceOf('shop', 'b', { app: 'a' }, [{ targetPort: 9090 }]),
      ],
      webhooks: [istioWebhooks(), istioWebhooks('a'), linkerdWebhook()],
      configMaps: [
        linkerdConfig(),
        { ...metaOf('istio-system', 'istio'), data: { mesh: '' } },
        {
          ...metaOf('istio-system', 'istio-sidecar-injector'),
          data: { config: settings.injector, values: settings.values },
        },
        {
          ...metaOf('kube-system', 'cilium-config'),
          data: { 'enable-ztunnel': settings.ztunnel },
        },
      ],
      custom: {
        'security.istio.io/peerauthentications': peers,
        'security.istio.io/authorizationpolicies': policies,
        'policy.linkerd.io/servers': servers,
      },
    }),
  );

const assess = (given: ClusterSnapshot) =>
  assessCluster(given, builtInAdapters);

const PROXIES = /proxy|sidecar|dataplane|envoy/;

it('no label or annotation makes a pod without a proxy meshed', () => {
  fc.assert(
    fc.property(snapshot, given => {
      const pods = given.pods.map(p => ({
        ...p,
        annotations: { ...p.annotations, 'ambient.istio.io/redirection': 'no' },
        containers: [...p.containers, containerOf('app')].filter(
          c => !PROXIES.test(c.name),
        ),
        initContainers: [],
      }));
      const { workloads, status } = assess({ ...given, pods });
      expect(status.pods.meshed).toBe(0);
      for (const { facts } of workloads) {
        expect(facts.membership.meshedPods).toBe(0);
        expect(['not-meshed', 'unknown']).toContain(facts.membership.state);
      }
    }),
  );
});

it('the order of objects changes nothing', () => {
  fc.assert(
    fc.property(snapshot, given => {
      const reversed = <T>(items: T[]) => [...items].reverse();
      expect(
        assess({
          ...given,
          pods: reversed(given.pods),
          namespaces: reversed(given.namespaces),
          services: reversed(given.services),
          webhooks: reversed(given.webhooks),
          configMaps: reversed(given.configMaps),
          events: reversed(given.events),
          custom: Object.fromEntries(
            Object.entries(given.custom).map(([key, all]) => [
              key,
              reversed(all),
            ]),
          ),
        }),
      ).toEqual(assess(given));
    }),
  );
});

const DENIABLE = [
  'security.istio.io/peerauthentications',
  'security.istio.io/authorizationpolicies',
  'policy.linkerd.io/servers',
  'policy.linkerd.io/serverauthorizations',
  'policy.linkerd.io/authorizationpolicies',
  'configmaps/istio-system/istio',
  'configmaps/linkerd/linkerd-config',
  'configmaps/istio-system/istio-sidecar-injector',
  'configmaps/kube-system/cilium-config',
  'mutatingwebhookconfigurations',
];

/** What a client gets who may not read some kinds. */
function denied(given: ClusterSnapshot, kinds: string[]): ClusterSnapshot {
  const access = { ...given.access };
  for (const kind of kinds) access[kind] = { outcome: 'not-permitted' };
  return {
    ...given,
    access,
    webhooks: kinds.includes('mutatingwebhookconfigurations')
      ? []
      : given.webhooks,
    configMaps: given.configMaps.filter(
      c => !kinds.includes(`configmaps/${c.namespace}/${c.name}`),
    ),
    custom: Object.fromEntries(
      Object.entries(given.custom).filter(([key]) => !kinds.includes(key)),
    ),
  };
}

it('less permission only moves verdicts towards unknown', () => {
  const towardsUnknown = (before: MtlsMode, after: MtlsMode) =>
    after === before ||
    after === 'unknown' ||
    // One known mode beside an unknown one is all that is left of a mixture.
    before === 'mixed';
  fc.assert(
    fc.property(snapshot, fc.subarray(DENIABLE), (given, kinds) => {
      const before = assess(given).workloads;
      const after = assess(denied(given, kinds)).workloads;
      expect(after.map(w => w.name)).toEqual(before.map(w => w.name));
      after.forEach(({ facts }, i) => {
        const was = before[i].facts;
        expect([was.membership.state, 'unknown']).toContain(
          facts.membership.state,
        );
        expect(facts.membership.meshedPods).toBe(was.membership.meshedPods);
        expect(towardsUnknown(was.mtls.configured, facts.mtls.configured)).toBe(
          true,
        );
        expect([was.authorization, 'unknown']).toContain(facts.authorization);
        for (const port of facts.mtls.ports) {
          const earlier = was.mtls.ports.find(p => p.port === port.port)!;
          expect(towardsUnknown(earlier.mode, port.mode)).toBe(true);
        }
      });
    }),
  );
});
