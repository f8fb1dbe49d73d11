import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { istioPod, istioWebhooks } from '../../testing/istio';
import { metaOf, namespaceOf, podOf, snapshotOf } from '../../testing/records';
import { istioAdapter } from '..';

const MODE = 'istio.io/dataplane-mode';

function inspect(
  pod: PodRecord,
  parts: Partial<ClusterSnapshot> = {},
  kind = 'Deployment',
) {
  const cluster = istioAdapter.prepare(
    snapshotOf({ webhooks: [istioWebhooks()], ...parts }),
  );
  const isIn = cluster.membership(pod)?.state === 'in';
  return cluster.inspect!({
    reference: { kind, namespace: 'shop', name: 'cart' },
    pods: [pod],
    meshed: isIn ? [pod] : [],
    services: [],
    ports: () => [8080],
  });
}
const codes = (...args: Parameters<typeof inspect>) =>
  inspect(...args).findings!.map(f => f.code);
const shop = (labels: Record<string, string>) => ({
  namespaces: [namespaceOf('shop', labels)],
});
const values = (tag: string) => ({
  configMaps: [
    {
      ...metaOf('istio-system', 'istio-sidecar-injector'),
      data: {
        config: 'policy: enabled',
        values: JSON.stringify({
          global: { tag, proxy: { image: 'proxyv2' } },
        }),
      },
    },
  ],
});

describe('kiali: business/checkers/ambient workload checker', () => {
  it.each<[string, PodRecord, Record<string, string>, string[]]>([
    [
      'a sidecar in an ambient namespace',
      istioPod('shop', 'cart'),
      { [MODE]: 'ambient' },
      ['sidecar-in-ambient-namespace'],
    ],
    [
      'which opted out of ambient',
      istioPod('shop', 'cart', { labels: { [MODE]: 'none' } }),
      { [MODE]: 'ambient' },
      [],
    ],
    [
      'a sidecar and the ambient label',
      istioPod('shop', 'cart', { labels: { [MODE]: 'ambient' } }),
      {},
      ['sidecar-and-ambient-label'],
    ],
    ['no sidecar', podOf('shop', 'cart'), { [MODE]: 'ambient' }, []],
    [
      'both labels (istio: analyzers IST0123)',
      istioPod('shop', 'cart'),
      { 'istio-injection': 'enabled', 'istio.io/rev': 'canary' },
      ['both-injection-labels'],
    ],
    [
      'one label',
      istioPod('shop', 'cart'),
      { 'istio-injection': 'enabled' },
      [],
    ],
  ])('%s', (_, pod, labels, expected) => {
    expect(codes(pod, shop(labels))).toEqual(expected);
  });
});

describe('a sidecar in a job', () => {
  it.each([
    ['Job', false, ['sidecar-keeps-job-running']],
    ['CronJob', false, ['sidecar-keeps-job-running']],
    ['Job', true, []],
    ['Deployment', false, []],
  ])('%s, native %s: %j', (kind, native, expected) => {
    expect(codes(istioPod('shop', 'cart', { native }), {}, kind)).toEqual(
      expected,
    );
  });
});

describe('istio: pkg/config/analysis/analyzers/injection, IST0158', () => {
  it('a proxy of another version than the injector gives', () => {
    const { findings } = inspect(istioPod('shop', 'cart'), values('1.30.9'));
    expect(findings).toMatchObject([
      {
        code: 'proxy-image-mismatch',
        evidence: expect.stringContaining('1.30.3'),
        fix: [{ command: 'kubectl rollout restart deployment/cart -n shop' }],
      },
    ]);
  });

  it.each([
    ['the same', istioPod('shop', 'cart'), '1.30.3'],
    ['the same, distroless', istioPod('shop', 'cart'), '1.30.3-distroless'],
    [
      'an image of its own',
      istioPod('shop', 'cart', {
        annotations: { 'sidecar.istio.io/proxyImage': 'x.test/y:1' },
      }),
      '1.30.9',
    ],
  ])('%s is none', (_, pod, tag) => {
    expect(inspect(pod, values(tag))).toMatchObject({
      findings: [],
      notEvaluated: [],
    });
  });

  it('unread, it is not evaluated', () => {
    const access = {
      'configmaps/istio-system/istio-sidecar-injector': {
        outcome: 'not-permitted' as const,
      },
    };
    expect(inspect(istioPod('shop', 'cart'), { access })).toMatchObject({
      findings: [],
      notEvaluated: expect.arrayContaining([
        {
          code: 'proxy-image-mismatch',
          because: expect.stringContaining('not permitted'),
        },
      ]),
    });
  });
});
