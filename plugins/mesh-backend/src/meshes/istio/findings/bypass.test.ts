import { CustomRecord } from '@meshboard/backstage-plugin-mesh-node';
import { istioPod } from '../../testing/istio';
import {
  containerOf,
  controllerOf,
  customOf,
  snapshotOf,
} from '../../testing/records';
import { PEER_AUTHENTICATIONS } from '../names';
import { mtlsReader } from '../mtls';
import { bypassFindings } from './bypass';

const EXCLUDE = 'traffic.sidecar.istio.io/excludeInboundPorts';
const cart = istioPod('shop', 'cart-1', {
  labels: { app: 'cart', 'pod-template-hash': 'abc' },
  annotations: { [EXCLUDE]: '15020,9000' },
  containers: [
    containerOf('app', { ports: [{ port: 9000, protocol: 'TCP' }] }),
  ],
});
const peer = (name: string, spec: object) =>
  customOf('PeerAuthentication', 'shop', name, spec);
const selecting = (ports: object) =>
  peer('cart', { selector: { matchLabels: { app: 'cart' } }, ...ports });
const off = { portLevelMtls: { 9000: { mode: 'DISABLE' } } };

function find(
  peers: CustomRecord[],
  { annotated = true, autoMtls = true } = {},
) {
  const snapshot = snapshotOf({
    pods: [cart],
    custom: { [PEER_AUTHENTICATIONS]: peers },
  });
  const root = () => ({ name: 'istio-system' });
  return bypassFindings(snapshot, {
    root,
    mtls: mtlsReader(snapshot, root),
    autoMtls,
  })({
    reference: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
    controller: controllerOf('Deployment', 'shop', 'cart', {
      podAnnotations: annotated ? { [EXCLUDE]: '9000' } : {},
    }),
    pods: [cart],
    meshed: [cart],
    services: [],
    ports: () => [9000],
  })[0];
}

// istio: pilot/pkg/xds/endpoints/mtls_checker.go checkMtlsEnabled
it.each<[string, CustomRecord[], boolean]>([
  ['no policy', [], true],
  ['STRICT', [peer('default', { mtls: { mode: 'STRICT' } })], true],
  [
    'DISABLE for the namespace',
    [peer('d', { mtls: { mode: 'DISABLE' } })],
    false,
  ],
  ['DISABLE for the port', [selecting(off)], false],
  [
    'DISABLE for another port',
    [selecting({ portLevelMtls: { 1: { mode: 'DISABLE' } } })],
    true,
  ],
])(
  'a port that goes round the proxy, %s: clients send mTLS: %s',
  (_, peers, mutual) => {
    const { code, evidence } = find(peers);
    expect(code).toBe('port-bypasses-proxy');
    expect(evidence).toContain(`port 9000: annotation ${EXCLUDE}`);
    expect(evidence.includes('clients in the mesh send mTLS')).toBe(mutual);
  },
);

it('takes the annotation off, or tells clients what the port takes', () => {
  const [remove, tell] = find([]).fix;
  expect(remove.command).toContain('excludeInboundPorts');
  expect(tell.manifest).toBe(
    [
      'apiVersion: security.istio.io/v1',
      'kind: PeerAuthentication',
      'metadata:',
      '  name: cart',
      '  namespace: shop',
      'spec:',
      '  selector:',
      '    matchLabels:',
      '      app: cart',
      '  portLevelMtls:',
      '    "9000":',
      '      mode: DISABLE',
      '',
    ].join('\n'),
  );
});

it('says nothing of clients that use mTLS only where they are told to', () => {
  const { evidence, fix } = find([], { autoMtls: false });
  expect(evidence).not.toContain('clients');
  expect(fix).toHaveLength(1);
});

it('changes the policy that selects it, since a second one would do nothing', () => {
  const { fix } = find([selecting({ mtls: { mode: 'STRICT' } })], {
    annotated: false,
  });
  expect(fix.map(f => f.command)).toEqual([
    `kubectl patch peerauthentication/cart -n shop --type=merge -p '{"spec":{"portLevelMtls":{"9000":{"mode":"DISABLE"}}}}'`,
  ]);
});
