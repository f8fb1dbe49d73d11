import { PodRecord } from '@meshboard/backstage-plugin-mesh-node';
import { ambientPod, istioPod } from '../testing/istio';
import { customOf, metaOf, namespaceOf, snapshotOf } from '../testing/records';
import { istioAdapter } from '.';

const strict = (namespace: string, name = 'default', revision?: string) =>
  customOf(
    'PeerAuthentication',
    namespace,
    name,
    { mtls: { mode: 'STRICT' } },
    revision ? { labels: { 'istio.io/rev': revision } } : {},
  );
const named = (namespace: string, revision?: string) =>
  customOf(
    'AuthorizationPolicy',
    namespace,
    'p',
    { rules: [{ from: [{ source: { namespaces: ['a'] } }] }] },
    revision ? { labels: { 'istio.io/rev': revision } } : {},
  );

function judged(
  pod: PodRecord,
  policies: ReturnType<typeof customOf>[],
  discoverySelectors?: unknown,
) {
  const snapshot = snapshotOf({
    namespaces: [
      namespaceOf('shop', { team: 'pay' }),
      namespaceOf('istio-system', { mesh: 'yes' }),
    ],
    custom: {
      'security.istio.io/peerauthentications': policies.filter(
        p => p.kind === 'PeerAuthentication',
      ),
      'security.istio.io/authorizationpolicies': policies.filter(
        p => p.kind === 'AuthorizationPolicy',
      ),
    },
    configMaps: [
      {
        ...metaOf('istio-system', 'istio'),
        data: { mesh: JSON.stringify({ discoverySelectors }) },
      },
    ],
  });
  const { mtls, authorization, findings } = istioAdapter.prepare(snapshot);
  return {
    mode: mtls(pod, [8080]).ports[0],
    callers: authorization(pod, [8080]),
    codes: findings!().map(f => f.code),
  };
}

/** istio: pkg/kube/namespace/filter.go discoveryNamespacesFilter */
describe('discoverySelectors', () => {
  const policies = [strict('shop'), named('shop')];
  const mesh = { matchLabels: { mesh: 'yes' } };
  const pay = { matchExpressions: [{ key: 'team', operator: 'Exists' }] };

  it.each<[string, unknown, string, string]>([
    ['none', undefined, 'strict', 'named'],
    ['an empty list', [], 'strict', 'named'],
    ['one that selects it', [mesh, pay], 'strict', 'named'],
    ['one without rules selects everything', [{}], 'strict', 'named'],
    ['none that selects it', [mesh], 'permissive', 'open'],
    [
      'one that is not valid switches all off',
      [mesh, { matchExpressions: [{ key: 'x', operator: 'Odd' }] }],
      'strict',
      'named',
    ],
    ['no list', 'mesh', 'strict', 'named'],
  ])('%s', (_, selectors, mode, callers) => {
    for (const pod of [istioPod('shop', 'c'), ambientPod('shop', 'c')]) {
      const found = judged(pod, policies, selectors);
      expect(found).toMatchObject({ mode: { mode }, callers });
    }
  });

  it('are named where they keep a policy from deciding', () => {
    const { mode } = judged(istioPod('shop', 'c'), policies, [mesh]);
    expect(mode.source).toContain(
      'discoverySelectors of ConfigMap istio-system/istio leave shop out',
    );
  });

  it('leave the policies of the root namespace in force', () => {
    const wide = [strict('istio-system'), named('istio-system')];
    expect(judged(istioPod('shop', 'c'), wide, [mesh])).toMatchObject({
      mode: { mode: 'strict' },
      callers: 'named',
    });
  });

  it('that leave the root namespace out as well leave nothing known of its policies', () => {
    const wide = [strict('istio-system'), named('istio-system')];
    expect(judged(istioPod('shop', 'c'), wide, [pay])).toMatchObject({
      mode: { mode: 'unknown' },
      callers: 'unknown',
    });
  });
});

/** istio: pkg/config/model.go LabelsInRevision, pilot/pkg/config/kube/crdclient */
describe('policies that are labelled with a revision', () => {
  const of = (revision: string) =>
    istioPod('shop', 'c', {
      annotations: { 'sidecar.istio.io/status': JSON.stringify({ revision }) },
    });
  const canary = [strict('shop', 'default', 'canary'), named('shop', 'canary')];

  it.each<[string, PodRecord, string, string]>([
    ['hold for sidecars of that revision', of('canary'), 'strict', 'named'],
    ['and for no others', of('default'), 'permissive', 'open'],
    [
      'ztunnel is told of them whatever its revision',
      ambientPod('shop', 'c'),
      'strict',
      'named',
    ],
  ])('%s', (_, pod, mode, callers) => {
    expect(judged(pod, canary)).toMatchObject({ mode: { mode }, callers });
  });

  it('do not compete with those of another revision', () => {
    const stable = strict('shop', 'stable', 'stable');
    expect(judged(of('canary'), [canary[0], stable]).codes).not.toContain(
      'policies-compete',
    );
    const all = strict('shop', 'all');
    expect(judged(of('canary'), [all, stable]).codes).toContain(
      'policies-compete',
    );
  });
});
