import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { ambientPod, istiodPod, istioPod } from '../testing/istio';
import { containerOf, customOf, metaOf, snapshotOf } from '../testing/records';
import { istioAdapter } from '.';

const strict = (namespace: string) =>
  customOf('PeerAuthentication', namespace, 'default', {
    mtls: { mode: 'STRICT' },
  });
const KEY = 'security.istio.io/peerauthentications';
const strictShop = { custom: { [KEY]: [strict('shop')] } };

function mtls(
  pod: PodRecord,
  parts: Partial<ClusterSnapshot> = strictShop,
  ports = [8080],
) {
  return istioAdapter.prepare(snapshotOf(parts)).mtls(pod, ports);
}

const traffic = (annotations: Record<string, string>) =>
  istioPod('shop', 'cart', { annotations });
const EXCLUDE = 'traffic.sidecar.istio.io/excludeInboundPorts';
const INCLUDE = 'traffic.sidecar.istio.io/includeInboundPorts';

describe('mTLS of an Istio pod', () => {
  it('names the policy that decides', () => {
    expect(mtls(istioPod('shop', 'cart'))).toEqual({
      mode: 'strict',
      source: 'PeerAuthentication shop/default',
      ports: [
        {
          port: 8080,
          mode: 'strict',
          source: 'PeerAuthentication shop/default',
        },
      ],
    });
  });

  it('is permissive by default, also where the kind is not installed', () => {
    const access = { [KEY]: { outcome: 'absent' as const } };
    expect(mtls(istioPod('shop', 'cart'), { access })).toMatchObject({
      mode: 'permissive',
      ports: [{ mode: 'permissive' }],
    });
  });

  it('never counts ports of the proxy', () => {
    const ports = [15020, 15021, 15090, 8080];
    expect(
      mtls(istioPod('shop', 'cart'), strictShop, ports).ports.map(p => p.port),
    ).toEqual([8080]);
  });

  it('has the ports that the policy names where no others are known', () => {
    const policy = customOf('PeerAuthentication', 'shop', 'w', {
      selector: { matchLabels: { app: 'cart' } },
      mtls: { mode: 'STRICT' },
      portLevelMtls: { 9000: { mode: 'PERMISSIVE' } },
    });
    expect(
      mtls(
        istioPod('shop', 'cart', { labels: { app: 'cart' } }),
        { custom: { [KEY]: [policy] } },
        [],
      ),
    ).toMatchObject({
      mode: 'strict',
      ports: [{ port: 9000, mode: 'permissive' }],
    });
  });

  describe.each(['not-permitted', 'failed'] as const)(
    'where policies are %s',
    outcome => {
      const access = { [KEY]: { outcome } };

      it('is unknown, and says why', () => {
        const found = mtls(istioPod('shop', 'cart'), { access });
        expect(found.mode).toBe('unknown');
        expect(found.ports[0].mode).toBe('unknown');
        expect(found.ports[0].source).toContain('not read');
      });

      it('a port that bypasses the proxy is disabled all the same', () => {
        expect(mtls(traffic({ [EXCLUDE]: '8080' }), { access }).ports).toEqual([
          { port: 8080, mode: 'disabled', source: `annotation ${EXCLUDE}` },
        ]);
      });
    },
  );
});

describe('istio: tools/istio-iptables/pkg/capture', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['excluded', { [EXCLUDE]: '8080,9000' }, 'disabled', EXCLUDE],
    ['another port excluded', { [EXCLUDE]: '9000' }, 'strict', 'default'],
    ['not included', { [INCLUDE]: '9000' }, 'disabled', INCLUDE],
    ['nothing included', { [INCLUDE]: '' }, 'disabled', INCLUDE],
    [
      'excluded and included by number: exclusions need an include of *',
      { [INCLUDE]: '8080', [EXCLUDE]: '8080' },
      'strict',
      'default',
    ],
    [
      'what the injector writes for the CNI plugin is no bypass',
      {
        'sidecar.istio.io/interceptionMode': 'REDIRECT',
        [INCLUDE]: '*',
        [EXCLUDE]: '15020',
      },
      'strict',
      'default',
    ],
    [
      'no interception at all',
      { 'sidecar.istio.io/interceptionMode': 'NONE' },
      'disabled',
      'interceptionMode',
    ],
  ])('%s', (_, annotations, mode, source) => {
    const [port] = mtls(traffic(annotations)).ports;
    expect(port.mode).toBe(mode);
    expect(port.source).toContain(source);
  });

  it('reads what the init container was told where there is no annotation', () => {
    const pod = istioPod('shop', 'cart');
    const initContainers = pod.initContainers.map(c =>
      c.name === 'istio-init'
        ? { ...c, args: ['istio-iptables', '-b', '*', '-d', '15090,8080'] }
        : c,
    );
    expect(mtls({ ...pod, initContainers }).ports).toEqual([
      { port: 8080, mode: 'disabled', source: 'istio-init -d' },
    ]);
  });

  // istio: cni/pkg/repair labelBrokenPod, which labels pods whose istio-validation fails
  it.each([
    ['istio-init', 'strict'],
    ['istio-validation', 'strict'],
    ['migrate', 'disabled'],
  ])('marked as uninitialized, running behind %s: %s', (name, mode) => {
    const pod = istioPod('shop', 'cart', {
      labels: { 'cni.istio.io/uninitialized': 'true' },
    });
    const initContainers = pod.initContainers.map(c =>
      c.name === 'istio-init' ? containerOf(name) : c,
    );
    expect(mtls({ ...pod, initContainers }).mode).toBe(mode);
  });

  // istio: cni/pkg/util/podutil.go CheckBooleanAnnotation
  it.each([
    ['true', 'disabled'],
    ['True', 'disabled'],
    ['1', 'disabled'],
    ['false', 'strict'],
    ['yes', 'strict'],
  ])('ambient has one switch of its own: %s', (value, mode) => {
    const annotations = { 'ambient.istio.io/bypass-inbound-capture': value };
    expect(
      mtls(ambientPod('shop', 'cart', { annotations })).ports[0].mode,
    ).toBe(mode);
  });

  // istio: cni/pkg/util/podutil.go podHasSidecar, which asks for the annotation alone
  it.each<[string, Record<string, string>, string]>([
    ['of its own making, is carried by ztunnel', {}, 'permissive'],
    ['injected, is not', { 'sidecar.istio.io/status': '{}' }, 'disabled'],
  ])('a redirected pod with an istio-proxy %s', (_, annotations, mode) => {
    const pod = istioPod('shop', 'cart');
    const policy = customOf('PeerAuthentication', 'shop', 'default', {
      mtls: { mode: 'DISABLE' },
    });
    expect(
      mtls(
        {
          ...pod,
          annotations: {
            'ambient.istio.io/redirection': 'enabled',
            ...annotations,
          },
        },
        { custom: { [KEY]: [policy] } },
      ).ports[0].mode,
    ).toBe(mode);
  });

  it('of proxyless gRPC nothing is known', () => {
    const annotations = { 'inject.istio.io/templates': 'grpc-agent' };
    expect(mtls(traffic(annotations)).mode).toBe('unknown');
  });

  // istio: cni/pkg/plugin/plugin.go doAddRun, which redirects nothing there either
  it.each([
    ['true', 'unknown'],
    ['1', 'unknown'],
    ['false', 'strict'],
  ])('nor where the agent is told DISABLE_ENVOY=%s: %s', (value, mode) => {
    const pod = istioPod('shop', 'cart');
    const initContainers = pod.initContainers.map(c =>
      c.name === 'istio-proxy' ? { ...c, env: { DISABLE_ENVOY: value } } : c,
    );
    expect(mtls({ ...pod, initContainers }).mode).toBe(mode);
  });
});

describe('the root namespace', () => {
  const config = (name: string, rootNamespace?: string) => ({
    ...metaOf('istio-system', name),
    data: { mesh: rootNamespace ? `rootNamespace: ${rootNamespace}` : '' },
  });
  const custom = { [KEY]: [strict('config')] };

  it('is the one that mesh configuration names', () => {
    expect(
      mtls(istioPod('shop', 'cart'), {
        custom,
        configMaps: [config('istio', 'config')],
      }).mode,
    ).toBe('strict');
  });

  it('is istio-system where it names none', () => {
    expect(
      mtls(istioPod('shop', 'cart'), {
        custom: { [KEY]: [strict('istio-system')] },
        configMaps: [config('istio')],
      }).mode,
    ).toBe('strict');
  });

  it('is read beside the istiod of each revision', () => {
    const snapshot = snapshotOf({
      pods: [istiodPod('canary'), istiodPod()],
      custom,
      configMaps: [config('istio'), config('istio-canary', 'config')],
    });
    expect(istioAdapter.configMaps(snapshot)).toEqual(
      expect.arrayContaining([
        { namespace: 'istio-system', name: 'istio' },
        { namespace: 'istio-system', name: 'istio-canary' },
      ]),
    );
    const status = 'sidecar.istio.io/status';
    const { mtls: of } = istioAdapter.prepare(snapshot);
    const revision = (name: string) =>
      istioPod('shop', 'cart', {
        annotations: { [status]: JSON.stringify({ revision: name }) },
      });
    expect(of(revision('canary'), [8080]).mode).toBe('strict');
    expect(of(revision('default'), [8080]).mode).toBe('permissive');
  });

  it('leaves everything unknown where it could not be read', () => {
    expect(
      mtls(istioPod('shop', 'cart'), {
        ...strictShop,
        access: {
          'configmaps/istio-system/istio': { outcome: 'not-permitted' },
        },
      }),
    ).toMatchObject({
      mode: 'unknown',
      source: expect.stringContaining('istio-system/istio'),
    });
  });

  it('leaves everything unknown where its text is broken', () => {
    const broken = {
      ...metaOf('istio-system', 'istio'),
      data: { mesh: 'rootNamespace: [' },
    };
    expect(
      mtls(istioPod('shop', 'cart'), { ...strictShop, configMaps: [broken] })
        .mode,
    ).toBe('unknown');
  });
});
