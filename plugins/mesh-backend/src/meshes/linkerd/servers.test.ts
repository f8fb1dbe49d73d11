import { PodRecord } from '@meshboard/backstage-plugin-mesh-node';
import { linkerdPod } from '../testing/linkerd';
import { containerOf } from '../testing/records';
import {
  Policies,
  prepareLinkerd as prepare,
  server,
  webLabels as labels,
  webPod as pod,
} from '../testing/linkerdPolicy';

const modeOf = (of: PodRecord, policies: Policies = {}, port = 8080) =>
  prepare(policies).mtls(of, [port]).ports[0];

describe('linkerd: policy-controller/k8s/index/src/inbound/tests/server.rs', () => {
  const named = (protocol: string) =>
    linkerdPod('ns-0', 'pod-0', {
      labels,
      containers: [
        containerOf('container-0', {
          ports: [{ name: 'admin', port: 8080, protocol }],
        }),
      ],
    });
  const inNs0 = (spec: any) => ({
    servers: [server(spec, { namespace: 'ns-0' })],
  });

  it.each<[string, any, string, string]>([
    ['links_named_server_port', { port: 'admin' }, 'TCP', 'strict'],
    ['a name of a UDP port', { port: 'admin' }, 'UDP', 'permissive'],
    ['links_unnamed_server_port', { port: 8080 }, 'UDP', 'strict'],
    ['a number as a name', { port: '8080' }, 'TCP', 'permissive'],
    [
      'server_update_deselects_pod',
      { port: 8080, podSelector: { matchLabels: { label: 'value' } } },
      'TCP',
      'permissive',
    ],
    ['an empty selector', { port: 8080, podSelector: {} }, 'TCP', 'strict'],
    [
      'an expression',
      {
        port: 8080,
        podSelector: {
          matchExpressions: [
            { key: 'app', operator: 'In', values: ['web', 'x'] },
          ],
        },
      },
      'TCP',
      'strict',
    ],
  ])('%s', (_, spec, protocol, mode) => {
    expect(modeOf(named(protocol), inNs0(spec)).mode).toBe(mode);
  });

  it('a name that an init container has', () => {
    const native = linkerdPod('ns-0', 'pod-0', {
      labels,
      containers: [],
      initContainers: [
        containerOf('side', {
          restartPolicy: 'Always',
          ports: [{ name: 'admin', port: 8080, protocol: 'TCP' }],
        }),
      ],
    });
    expect(modeOf(native, inNs0({ port: 'admin' })).mode).toBe('strict');
  });

  it('is in its own namespace only', () => {
    expect(modeOf(pod, inNs0({ port: 8080 })).mode).toBe('permissive');
  });

  it('an access policy that is none adds nobody', () => {
    expect(
      modeOf(pod, { servers: [server({ accessPolicy: 'toString' })] }).mode,
    ).toBe('strict');
  });

  it('of equal age by name', () => {
    const [a, b] = [
      server({ accessPolicy: 'audit' }, {}, 'a'),
      server({}, {}, 'b'),
    ];
    for (const servers of [
      [a, b],
      [b, a],
    ]) {
      expect(modeOf(pod, { servers }).source).toBe('Server shop/a (audit)');
    }
  });
});
