import {
  ClusterSnapshot,
  NamespaceRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { istiodPod, istioPod, istioWebhooks } from '../testing/istio';
import {
  customOf,
  metaOf,
  namespaceOf,
  serviceOf,
  snapshotOf,
} from '../testing/records';
import { istioAdapter } from '.';

const pod = istioPod('shop', 'cart', { labels: { app: 'cart' } });
const service = serviceOf('shop', 'cart', { app: 'cart' }, []);
const config = (namespace: string, name = 'istio') => ({
  ...metaOf(namespace, name),
  data: { mesh: `rootNamespace: ${namespace}` },
});
const charged = (name: string): NamespaceRecord =>
  namespaceOf(name, {}, { 'topology.istio.io/controlPlaneClusters': 'one' });

/** A cluster with policies and routes that require mTLS, mirror and limit. */
function judged(parts: Partial<ClusterSnapshot>, root = 'istio-system') {
  const snapshot = snapshotOf({
    webhooks: [istioWebhooks('default', { external: true })],
    services: [service],
    custom: {
      'security.istio.io/peerauthentications': [
        customOf('PeerAuthentication', root, 'default', {
          mtls: { mode: 'STRICT' },
        }),
      ],
      'security.istio.io/authorizationpolicies': [
        customOf('AuthorizationPolicy', root, 'default', {}),
      ],
      'networking.istio.io/virtualservices': [
        customOf('VirtualService', 'shop', 'cart', {
          hosts: ['cart'],
          http: [
            {
              timeout: '2s',
              route: [{ destination: { host: 'cart' } }],
            },
          ],
        }),
      ],
    },
    ...parts,
  });
  const prepared = istioAdapter.prepare(snapshot);
  const { features = [], notEvaluated = [] } = prepared.inspect!({
    reference: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
    pods: [pod],
    meshed: [pod],
    services: [service],
    ports: () => [8080],
  });
  return {
    mode: prepared.mtls(pod, [8080]),
    callers: prepared.authorization(pod, [8080]),
    timeout: features.find(f => f.feature === 'timeout')?.state,
    known: features.filter(f => f.state !== 'unknown').map(f => f.feature),
    notEvaluated: notEvaluated.map(n => n.code),
    asked: istioAdapter.configMaps(snapshot),
  };
}

/**
 * istio.io, install/multicluster/primary-remote and install/external-controlplane: a remote cluster
 * names who is in charge of it, and one that holds the configuration has the mesh's ConfigMap too
 * (istio: manifests/helm-profiles/remote.yaml, configMap).
 */
describe('a cluster whose control plane runs in another one', () => {
  it('and reads what is there: nothing here decides, so nothing is known', () => {
    const found = judged({ namespaces: [charged('istio-system')] });
    expect(found).toMatchObject({
      mode: {
        mode: 'unknown',
        source: expect.stringContaining('controlPlaneClusters=one'),
      },
      callers: 'unknown',
      timeout: 'unknown',
      known: [],
    });
    expect(found.notEvaluated).toContain('destination-rule-breaks-strict');
  });

  it('and reads what is here: it decides, by the root namespace that is named here', () => {
    const found = judged(
      {
        namespaces: [charged('external-istiod')],
        configMaps: [config('external-istiod')],
      },
      'external-istiod',
    );
    expect(found).toMatchObject({
      mode: { mode: 'strict' },
      callers: 'named',
      timeout: 'on',
    });
    expect(found.asked).toContainEqual({
      namespace: 'external-istiod',
      name: 'istio',
    });
  });

  it('has a ConfigMap for each revision that injects', () => {
    const found = judged(
      {
        namespaces: [charged('external-istiod')],
        webhooks: [istioWebhooks('1-30', { external: true })],
        configMaps: [config('external-istiod', 'istio-1-30')],
      },
      'external-istiod',
    );
    expect(found.mode.mode).toBe('strict');
  });

  it.each<[string, Partial<ClusterSnapshot>]>([
    ['nothing says so', { namespaces: [namespaceOf('istio-system')] }],
    [
      'an istiod runs here all the same',
      { namespaces: [charged('istio-system')], pods: [istiodPod()] },
    ],
  ])('%s: what is here decides', (_, parts) => {
    expect(judged(parts)).toMatchObject({
      mode: { mode: 'strict' },
      callers: 'named',
      timeout: 'on',
    });
  });
});
