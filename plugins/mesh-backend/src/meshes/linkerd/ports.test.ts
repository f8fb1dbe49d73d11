import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { linkerdConfig, linkerdPod } from '../testing/linkerd';
import { customOf, snapshotOf } from '../testing/records';
import { linkerdAdapter } from '.';
import { inPortSet } from './ports';

const labels = { app: 'web' };
const pod = linkerdPod('shop', 'web', { labels });
const annotated = (annotations: Record<string, string>) =>
  linkerdPod('shop', 'web', { labels, annotations });

const server = (spec: any = {}, parts: any = {}, name = 'web-http') =>
  customOf(
    'Server',
    'shop',
    name,
    { podSelector: { matchLabels: labels }, port: 8080, ...spec },
    parts,
  );
/** By plural, without the group. */
type Policies = Record<string, any[]>;

const prepare = (
  policies: Policies = {},
  parts: Partial<ClusterSnapshot> = {},
) =>
  linkerdAdapter.prepare(
    snapshotOf({
      configMaps: [linkerdConfig()],
      custom: Object.fromEntries(
        Object.entries(policies).map(([plural, list]) => [
          `policy.linkerd.io/${plural}`,
          list,
        ]),
      ),
      ...parts,
    }),
  );

const modeOf = (of: PodRecord, policies: Policies = {}, port = 8080) =>
  prepare(policies).mtls(of, [port]).ports[0];

describe('ports that pass by the proxy', () => {
  const SKIP = 'config.linkerd.io/skip-inbound-ports';

  it.each([
    ['listed', annotated({ [SKIP]: '25,8080' }), `annotation ${SKIP}`],
    ['in a range', annotated({ [SKIP]: '8000-9000' }), `annotation ${SKIP}`],
    [
      'of the init container',
      linkerdPod('shop', 'web', { skip: '4190,8080' }),
      'linkerd-init --inbound-ports-to-ignore',
    ],
  ])('%s: disabled', (_, of, source) => {
    expect(modeOf(of, { servers: [server()] })).toEqual({
      port: 8080,
      mode: 'disabled',
      source,
    });
  });

  it('of the install, where a CNI plugin sets up redirection', () => {
    const cni = { ...pod, initContainers: [] };
    expect(modeOf(cni, {}, 4567)).toMatchObject({ mode: 'disabled' });
  });

  it('are disabled also where Servers could not be read', () => {
    const found = prepare(
      {},
      { access: { 'policy.linkerd.io/servers': { outcome: 'failed' } } },
    );
    expect(
      found
        .mtls(annotated({ [SKIP]: '8080' }), [8080, 9090])
        .ports.map(p => p.mode),
    ).toEqual(['disabled', 'unknown']);
  });

  it('let in whoever comes', () => {
    expect(
      prepare({ servers: [server()] }).authorization(
        annotated({ [SKIP]: '8080' }),
        [8080],
      ),
    ).toBe('open');
  });

  it('the proxy’s own ports are none', () => {
    expect(prepare().mtls(pod, [4143, 4191, 8080]).ports).toHaveLength(1);
  });
});

describe('linkerd: policy-controller/k8s/index/src/ports.rs parse_portset', () => {
  it.each<[string, number[]]>([
    ['', []],
    ['0', []],
    ['1', [1]],
    ['1-3', [1, 2, 3]],
    ['4,1-2', [1, 2, 4]],
    ['2-1', []],
    ['2-', []],
    ['65537', []],
    ['1,65537', []],
    ['1,http', []],
    [' 1 , 3', [1, 3]],
  ])('"%s"', (text, expected) => {
    const contains = inPortSet(text);
    expect([1, 2, 3, 4, 80, 65537].filter(contains)).toEqual(expected);
  });
});

it('cluster defaults are skipped only where the annotation is not there', () => {
  const cni = {
    ...annotated({ 'config.linkerd.io/skip-inbound-ports': '25' }),
    initContainers: [],
  };
  expect(modeOf(cni, {}, 25).mode).toBe('disabled');
  expect(modeOf(cni, {}, 4567).mode).toBe('permissive');
});
